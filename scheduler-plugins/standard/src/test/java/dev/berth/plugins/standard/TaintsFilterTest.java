package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Rejection;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.model.Worker;
import org.junit.jupiter.api.Test;

class TaintsFilterTest {
  private final TaintsFilter filter = new TaintsFilter();

  private final FakeWorker worker =
      FakeWorker.of(
          Worker.builder("w")
              .taint("dedicated", "ml", TaintEffect.NO_SCHEDULE)
              .taint("old", "", TaintEffect.PREFER_NO_SCHEDULE)
              .taint("leaving", "", TaintEffect.NO_EXECUTE));

  @Test
  void explain_noToleration_tellsEachTaintThatForbids() {
    FakeJob job = FakeJob.of(Job.builder("j"));

    assertThat(filter.accepts(job, worker)).isFalse();
    assertThat(filter.explain(job, worker))
        .containsExactly(
            Rejection.mismatch("taint", "taint dedicated=ml:NoSchedule not tolerated"),
            Rejection.mismatch("taint", "taint leaving:NoExecute not tolerated"));
  }

  @Test
  void explain_oneTolerated_tellsTheOther() {
    FakeJob job = FakeJob.of(Job.builder("j").tolerate(Toleration.equal("dedicated", "ml")));

    assertThat(filter.accepts(job, worker)).isFalse();
    assertThat(filter.explain(job, worker))
        .containsExactly(Rejection.mismatch("taint", "taint leaving:NoExecute not tolerated"));
  }

  @Test
  void accepts_allThatForbidTolerated_preferenceDoesNotMatter() {
    FakeJob job =
        FakeJob.of(
            Job.builder("j")
                .tolerate(Toleration.exists("dedicated"))
                .tolerate(Toleration.exists("leaving", TaintEffect.NO_EXECUTE)));

    assertThat(filter.accepts(job, worker)).isTrue();
    assertThat(filter.explain(job, worker)).isEmpty();
  }

  @Test
  void accepts_tolerationOfAnotherValueOrEffect_doesNotCover() {
    FakeJob job =
        FakeJob.of(
            Job.builder("j")
                .tolerate(Toleration.equal("dedicated", "web"))
                .tolerate(Toleration.exists("leaving", TaintEffect.NO_SCHEDULE)));

    assertThat(filter.accepts(job, worker)).isFalse();
    assertThat(filter.explain(job, worker)).hasSize(2);
  }

  @Test
  void accepts_workerWithoutTaints() {
    assertThat(filter.accepts(FakeJob.of(Job.builder("j")), FakeWorker.of(Worker.builder("w"))))
        .isTrue();
  }
}
