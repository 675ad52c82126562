package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.model.Job;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import org.junit.jupiter.api.Test;

class BestFitScoreTest {
  private static final FakeJob NOTHING = FakeJob.of(Job.builder("j"));

  private static FakeWorker worker(long cpuMillis, int gpus) {
    return FakeWorker.of(Worker.builder("w").cpuMillis(cpuMillis).gpus(gpus, "T4"));
  }

  @Test
  void score_nothingLeft_isFull() {
    FakeJob all = FakeJob.of(Job.builder("j").cpuMillis(64_000).gpus(2));

    assertThat(new BestFitScore().score(all, worker(64_000, 2))).isEqualTo(1_000_000);
  }

  @Test
  void score_countsWhatWouldBeLeft_truncated() {
    // 100 * (1 - 0.5 * 64000/128000 - 0.5 * 2000/8000) = 100 * (1 - 0.25 - 0.125) = 62.5.
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(8_000).gpuShare(500));
    FakeWorker worker =
        worker(80_000, 3).requested(Resources.builder().cpuMillis(8_000).build()).gpuUsed(0, 500);

    assertThat(new BestFitScore().score(job, worker)).isEqualTo(620_000);
  }

  @Test
  void score_largestWorkerAndBeyond_isZero() {
    assertThat(new BestFitScore().score(NOTHING, worker(128_000, 8))).isZero();
    assertThat(new BestFitScore().score(NOTHING, worker(256_000, 16))).isZero();
  }

  @Test
  void score_ofAnotherReference_isInItsParts() {
    // 100 * (1 - 0.5 * 1000/4000 - 0.5 * 1000/2000) = 100 * (1 - 0.125 - 0.25) = 62.5.
    assertThat(new BestFitScore(4_000, 2_000).score(NOTHING, worker(1_000, 1))).isEqualTo(620_000);
  }

  @Test
  void reference_withoutGpusOrCpu_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BestFitScore(0, 1))
        .withMessage("cpuMillis (0) of the reference worker must be above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BestFitScore(1, -1))
        .withMessage("gpuMillis (-1) of the reference worker must be above 0");
  }
}
