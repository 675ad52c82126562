package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Worker;
import org.junit.jupiter.api.Test;

class DotProductScoreTest {
  private static FakeWorker worker(long cpuMillis, int gpus) {
    return FakeWorker.of(Worker.builder("w").cpuMillis(cpuMillis).gpus(gpus, "T4"));
  }

  @Test
  void score_isWorkedByHand() {
    // cpu: 64000/128000 * 32000/128000 = 0.125; gpu: 4000/8000 * 1000/8000 = 0.0625.
    // 100 * (1 - 0.1875 / 2) = 90.625.
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(32_000).gpus(1));

    assertThat(new DotProductScore().score(job, worker(64_000, 4))).isEqualTo(900_000);
  }

  @Test
  void score_nothingAsked_isFull() {
    FakeJob nothing = FakeJob.of(Job.builder("j"));

    assertThat(new DotProductScore().score(nothing, worker(128_000, 8))).isEqualTo(1_000_000);
  }

  @Test
  void score_wholeReference_isZero_andNeverBelow() {
    FakeJob all = FakeJob.of(Job.builder("j").cpuMillis(128_000).gpus(8));

    assertThat(new DotProductScore().score(all, worker(128_000, 8))).isZero();
    assertThat(new DotProductScore().score(all, worker(256_000, 16))).isZero();
  }

  @Test
  void score_ofAnotherReference_isInItsParts() {
    // cpu: 1000/4000 * 2000/4000 = 0.125; gpu: 1000/2000 * 1000/2000 = 0.25.
    // 100 * (1 - 0.375 / 2) = 81.25.
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(2_000).gpus(1));

    assertThat(new DotProductScore(4_000, 2_000).score(job, worker(1_000, 1))).isEqualTo(810_000);
  }
}
