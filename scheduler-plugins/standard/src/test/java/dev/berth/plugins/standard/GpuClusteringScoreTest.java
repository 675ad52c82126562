package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Worker;
import org.junit.jupiter.api.Test;

class GpuClusteringScoreTest {
  private static final Job.Builder SHARE = Job.builder("j").gpuShare(100);

  private static FakeWorker worker(int gpus) {
    return FakeWorker.of(Worker.builder("w").gpus(gpus, "T4"));
  }

  private static int score(Job.Builder job, FakeWorker worker) {
    return new GpuClusteringScore().score(FakeJob.of(job), worker);
  }

  @Test
  void score_jobWithoutGpus_isZero() {
    assertThat(score(Job.builder("j").cpuMillis(1), worker(8))).isZero();
  }

  @Test
  void score_workerWithoutGpuJobs_isAQuarter_andItsSize() {
    // floor(25 * (8000 - 8000) / 8000) + 25 and floor(25 * (8000 - 2000) / 8000 = 18.75) + 25.
    assertThat(score(SHARE, worker(8))).isEqualTo(250_000);
    assertThat(score(SHARE, worker(2))).isEqualTo(430_000);
    assertThat(score(SHARE, worker(16))).isEqualTo(250_000);
  }

  @Test
  void score_shares_keepCompany() {
    // floor(25 * 500 / 8000 = 1.56) + 75.
    assertThat(score(SHARE, worker(8).gpuUsed(500))).isEqualTo(760_000);
    // With a job of one GPU beside: floor(25 * 1500 / 8000 = 4.69) + 50.
    assertThat(score(SHARE, worker(8).gpuUsed(500, 1_000).gpuJobSizes(0, 1))).isEqualTo(540_000);
    // Full of shares is still shares: floor(25 * 1000 / 8000 = 3.1) + 75.
    assertThat(score(SHARE, worker(8).gpuUsed(1_000).gpuJobSizes(0))).isEqualTo(780_000);
  }

  @Test
  void score_wholeGpus_keepCompanyByTheirNumber() {
    FakeWorker pair = worker(8).gpuUsed(1_000, 1_000).gpuJobSizes(2, 2);

    // floor(25 * 2000 / 8000 = 6.25), and 75 for the same number, 0 for another.
    assertThat(score(Job.builder("j").gpus(2), pair)).isEqualTo(810_000);
    assertThat(score(Job.builder("j").gpus(1), pair)).isEqualTo(60_000);
    assertThat(score(SHARE, pair)).isEqualTo(60_000);
  }

  @Test
  void score_ofAnotherReference_isInItsParts() {
    // floor(25 * (2000 - 1000) / 2000 = 12.5) + 25.
    assertThat(new GpuClusteringScore(2_000).score(FakeJob.of(SHARE), worker(1)))
        .isEqualTo(370_000);
  }
}
