package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import dev.berth.spi.ScorePlugin;
import dev.berth.testkit.TestJob;
import dev.berth.testkit.TestWorker;
import org.junit.jupiter.api.Test;

class GpuQualityScoreTest {

  /** Two NUMA nodes with a linked pair each. */
  private static final TestWorker PAIRS =
      TestWorker.of(
          Worker.builder("w").topology(GpuTopology.pairs(4, "V100", 0, 2, 32_000, 1L << 37)));

  private static int score(ScorePlugin plugin, int gpus, TestWorker worker) {
    TestJob job = TestJob.of(Job.builder("j").cpuMillis(1_000).gpus(gpus));
    return plugin.score(job.seenBy(plugin), worker.seenBy(plugin));
  }

  @Test
  void gpuQuality_gradesLinksAndFits() {
    var plugin = new GpuQualityScore();
    // Linked, but not bound to a NUMA node: 20,000 * (120 - 100).
    assertThat(score(plugin, 2, PAIRS)).isEqualTo(400_000);
    assertThat(score(plugin, 2, PAIRS.gpuUsed(1, 0, 1, 0))).isEqualTo(400_000); // the last two
    assertThat(score(plugin, 2, PAIRS.gpuUsed(1, 0, 0, 0))).isEqualTo(400_000); // the other pair
    assertThat(score(plugin, 3, PAIRS)).isZero(); // a pair, a half, and an idle device left
    assertThat(score(plugin, 4, PAIRS)).isEqualTo(400_000); // it uses the worker up
    assertThat(score(plugin, 0, PAIRS)).isZero();
  }

  @Test
  void gpuQuality_oneNode_isLocal() {
    TestWorker one = TestWorker.of(Worker.builder("w").cpuMillis(8_000).gpus(2, "T4"));
    // One NUMA node and one device: 20,000 * (150 - 100).
    assertThat(score(new GpuQualityScore(), 1, one)).isEqualTo(1_000_000);
  }
}
