package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Worker;
import org.junit.jupiter.api.Test;

class GpuPackingScoreTest {
  private static int score(Job.Builder job, int gpus, int... used) {
    Worker.Builder worker = Worker.builder("w").gpus(gpus, "T4");
    return new GpuPackingScore().score(FakeJob.of(job), FakeWorker.of(worker).gpuUsed(used));
  }

  private static Job.Builder share(int milli) {
    return Job.builder("j").gpuShare(milli);
  }

  @Test
  void score_jobWithoutGpus_isZero() {
    assertThat(score(Job.builder("j").cpuMillis(1_000), 4, 500)).isZero();
  }

  @Test
  void score_idleWorker_isTheBetterTheFewerGpusItHas() {
    // max(33 - n, n): 31 of 2, 25 of 8, 20 of 20.
    assertThat(score(share(100), 2)).isEqualTo(310_000);
    assertThat(score(share(100), 8)).isEqualTo(250_000);
    assertThat(score(share(100), 20)).isEqualTo(200_000);
  }

  @Test
  void score_idleGpusOfAUsedWorker_isTheBetterTheFewerAreTaken() {
    // max(50 - k, 33): 49 for one, 34 for 16, 33 for 18; a share takes one.
    assertThat(score(Job.builder("j").gpus(1), 4, 1_000)).isEqualTo(490_000);
    assertThat(score(Job.builder("j").gpus(16), 20, 1)).isEqualTo(340_000);
    assertThat(score(Job.builder("j").gpus(18), 20, 1)).isEqualTo(330_000);
    assertThat(score(share(600), 4, 500)).isEqualTo(490_000);
  }

  @Test
  void score_usedGpu_isTheBetterTheLessItHasLeft() {
    // The tightest that holds 200 has 255 left: 100 - floor(floor(25.5) / 10) = 98.
    assertThat(score(share(200), 4, 745, 900, 500)).isEqualTo(980_000);
    // 999 left: 100 - floor(99 / 10) = 91.
    assertThat(score(share(999), 4, 1)).isEqualTo(910_000);
  }

  @Test
  void score_modelThatIsNotAllowed_isPassedOver() {
    FakeWorker worker =
        FakeWorker.of(Worker.builder("w").gpu("T4").gpu("A100").gpu("A100")).gpuUsed(500, 300);

    // Of the A100 the tightest has 700 left: 100 - floor(70 / 10) = 93.
    assertThat(new GpuPackingScore().score(FakeJob.of(share(400).gpuModels("A100")), worker))
        .isEqualTo(930_000);
  }
}
