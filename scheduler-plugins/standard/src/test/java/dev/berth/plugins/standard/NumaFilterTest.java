package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.Locality;
import dev.berth.model.Rejection;
import dev.berth.model.Worker;
import dev.berth.testkit.TestJob;
import dev.berth.testkit.TestWorker;
import org.junit.jupiter.api.Test;

class NumaFilterTest {

  private static final long GIB = 1L << 30;

  /** Two nodes of 16 cores and 64 GiB with two GPUs each. */
  private static final TestWorker WORKER =
      TestWorker.of(
          Worker.builder("w").topology(GpuTopology.pcie(4, "A10", 0, 2, 32_000, 128 * GIB)));

  private final NumaFilter filter = new NumaFilter();

  private static Job.Builder job(int gpus, int cpuMillis) {
    return Job.builder("j").gpus(gpus).cpuMillis(cpuMillis).gpuNuma(Locality.REQUIRE);
  }

  private boolean accepts(Job.Builder job, TestWorker worker) {
    TestJob asking = TestJob.of(job);
    return filter.accepts(asking.seenBy(filter), worker.seenBy(filter));
  }

  @Test
  void accepts_whatOneNodeHas() {
    assertThat(accepts(job(2, 16_000), WORKER)).isTrue();
    assertThat(accepts(job(2, 16_001), WORKER)).isFalse();
    assertThat(accepts(job(3, 1_000), WORKER)).isFalse();
    assertThat(accepts(job(2, 1_000), WORKER.gpuUsed(1, 0, 0, 0))).isTrue();
    assertThat(accepts(job(2, 1_000), WORKER.gpuUsed(1, 0, 1, 0))).isFalse();
  }

  @Test
  void accepts_everythingThatDoesNotRequireIt() {
    assertThat(accepts(job(3, 30_000).gpuNuma(Locality.PREFER), WORKER)).isTrue();
    assertThat(accepts(Job.builder("j").cpuMillis(32_000), WORKER)).isTrue();
  }

  @Test
  void explain_saysHowManyANodeCouldGive() {
    // With 1 of the 3 GPUs come 4 of the 12 cores, with 2 of them 8: a node has these.
    assertThat(filter.explain(TestJob.of(job(3, 12_000)), WORKER))
        .containsExactly(
            Rejection.insufficient("gpus of one numa node with their cpu and memory", 3, 2));
    assertThat(filter.explain(TestJob.of(job(2, 1_000)), WORKER)).isEmpty();
  }
}
