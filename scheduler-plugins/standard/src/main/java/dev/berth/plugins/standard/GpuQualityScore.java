package dev.berth.plugins.standard;

import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Arrays;
import java.util.Set;

/**
 * Score {@code gpuQuality}: prefers workers where a job's GPUs, cpu and memory are of one NUMA node
 * and its GPUs reach each other by fast links, or use the worker up.
 *
 * <pre>{@code
 * score = 20,000 * (quality - 100), quality being 100 to 150, see Placement.quality
 * }</pre>
 *
 * <p>0 everywhere for jobs without GPUs.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#GPUS}, {@link WorkerFacet#RESOURCES}. <b>Cost:</b> that of
 * {@link WorkerView#gpuQuality}, nothing for jobs without GPUs.
 *
 * <p><b>Thread-safety:</b> stateless.
 */
public final class GpuQualityScore implements ScorePlugin {

  private static final int POINTS = MAX_SCORE / (Placement.NUMA_LOCAL + Placement.LINK_LOCAL);

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public GpuQualityScore() {}

  @Override
  public String name() {
    return "gpuQuality";
  }

  @Override
  public int defaultWeight() {
    return 20;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.GPUS, WorkerFacet.RESOURCES);
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    Requirements asked = job.requirements();
    return asked.gpus().count() == 0 ? 0 : grade(worker.gpuQuality(asked));
  }

  private static int grade(int quality) {
    int more = quality - Placement.WHOLE;
    return POINTS * (more & ~(more >> 31)); // 0 where it does not fit at all
  }

  @Override
  public void score(JobView job, WorkerBlock block, int[] out) {
    Requirements asked = job.requirements();
    if (asked.gpus().count() == 0) {
      Arrays.fill(out, 0, block.size(), 0);
      return;
    }
    block.gpuQualities(asked, out);
    for (int i = 0; i < block.size(); i++) {
      out[i] = grade(out[i]);
    }
  }
}
