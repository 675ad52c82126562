package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Rejection;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerHealthFilterTest {
  private final WorkerHealthFilter filter = new WorkerHealthFilter();
  private final FakeJob job = FakeJob.of(Job.builder("j"));

  @ParameterizedTest
  @EnumSource(names = {"AVAILABLE", "RUNNING"})
  void accepts_stateThatTakesJobs(WorkerState state) {
    FakeWorker worker = FakeWorker.of(Worker.builder("w")).state(state);

    assertThat(filter.accepts(job, worker)).isTrue();
    assertThat(filter.explain(job, worker)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"DRAINING, draining", "UNHEALTHY, unhealthy", "GONE, gone"})
  void explain_otherStates(WorkerState state, String word) {
    FakeWorker worker = FakeWorker.of(Worker.builder("w")).state(state);

    assertThat(filter.accepts(job, worker)).isFalse();
    assertThat(filter.explain(job, worker))
        .containsExactly(Rejection.mismatch("state", "worker is " + word));
  }
}
