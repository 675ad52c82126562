package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Worker;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadScoreTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 1000000",
    "250, 100, 0, 750000", // 1,000 * (1,000 - 250): cpu is busiest
    "250, 900, 0, 100000", // 1,000 * (1,000 - 900): memory
    "250, 900, 999, 1000", // 1,000 * (1,000 - 999): io
    "1000, 0, 0, 0",
    "0, 1200, 0, 0", // more memory in use than is offered to jobs
  })
  void score_isWhatTheBusiestLeaves(int cpu, int memory, int io, int grade) {
    FakeWorker worker = FakeWorker.of(Worker.builder("w")).load(cpu, memory, io);

    assertThat(new LoadScore().score(FakeJob.of(Job.builder("j")), worker)).isEqualTo(grade);
  }
}
