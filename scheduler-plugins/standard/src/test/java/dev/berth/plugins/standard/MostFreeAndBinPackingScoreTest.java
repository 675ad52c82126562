package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import org.junit.jupiter.api.Test;

/** The two are opposites, so each case works out both. */
class MostFreeAndBinPackingScoreTest {
  private final FakeWorker worker =
      FakeWorker.of(Worker.builder("w").cpuMillis(10_000).memoryBytes(1_000).gpus(2, "A100"))
          .requested(Resources.builder().cpuMillis(2_000).memoryBytes(100).build())
          .gpuUsed(500);

  @Test
  void score_cpuJob_isTheMeanOfCpuAndMemory() {
    // Left: cpu (10,000 - 2,000 - 1,000) / 10,000 = 0.7, memory (1,000 - 100 - 400) / 1,000 = 0.5
    Job.Builder job = Job.builder("j").cpuMillis(1_000).memoryBytes(400);

    assertGrades(job, worker, (700_000 + 500_000) / 2, (300_000 + 500_000) / 2);
  }

  @Test
  void score_gpuJob_countsTheGpusToo() {
    // Left: cpu 0.7, memory 0.5, gpu (2,000 - 500 - 1,000) / 2,000 = 0.25; the mean is 1.45 / 3
    Job.Builder job = Job.builder("j").cpuMillis(1_000).memoryBytes(400).gpus(1);

    assertGrades(job, worker, 483_333, 516_667);
  }

  @Test
  void score_resourceTheWorkerHasNoneOf_isLeftOut() {
    FakeWorker cpuOnly = FakeWorker.of(Worker.builder("w").cpuMillis(1_000));

    assertGrades(Job.builder("j").cpuMillis(250), cpuOnly, 750_000, 250_000);
  }

  @Test
  void score_workerWithNothing_hasNothingLeft() {
    assertGrades(Job.builder("j"), FakeWorker.of(Worker.builder("w")), 0, 1_000_000);
  }

  private static void assertGrades(
      Job.Builder builder, FakeWorker worker, int mostFree, int binPacking) {
    FakeJob job = FakeJob.of(builder);
    assertThat(new MostFreeScore().score(job, worker)).isEqualTo(mostFree);
    assertThat(new BinPackingScore().score(job, worker)).isEqualTo(binPacking);
  }
}
