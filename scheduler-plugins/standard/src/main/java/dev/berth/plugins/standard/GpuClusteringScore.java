package dev.berth.plugins.standard;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * Score {@code gpuClustering}, asked only when named: jobs go where others are that ask for as many
 * GPUs, or for a share as they do.
 *
 * <pre>{@code
 * score = 10,000 * 0 for a job without GPUs; otherwise
 *                  trunc(25 * (G - gF) / G) + 75 where jobs of its class are and no others,
 *                                             50 where others with GPUs are too,
 *                                             25 where nobody has GPUs, 0 else
 * }</pre>
 *
 * <p>with gF the free GPU thousandths of the worker and G those of the largest. A class is all
 * shares, or all jobs with the same number of whole GPUs.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#GPUS}. <b>Cost:</b> O(GPUs) a worker.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Source:</b> the policy of that name in Weng et al.,
 * "Beware of Fragmentation", USENIX ATC 2023; after Xiao et al., "Gandiva", OSDI 2018.
 */
public final class GpuClusteringScore implements ScorePlugin {

  /** The class of shares; other classes are a number of GPUs. */
  private static final int SHARES = 0;

  private static final int FULLNESS = 25;
  private static final int SAME_ALONE = 75;
  private static final int SAME_AMONG_OTHERS = 50;
  private static final int NOBODY = 25;

  private final GpuReference reference;

  /** Against a worker of 8 GPUs. */
  public GpuClusteringScore() {
    this(GpuReference.GPU_MILLIS);
  }

  /**
   * Against a worker of this size, which should be the largest there is.
   *
   * @param gpuMillis thousandths over all GPUs, above 0
   */
  public GpuClusteringScore(long gpuMillis) {
    reference = new GpuReference(GpuReference.CPU_MILLIS, gpuMillis);
  }

  @Override
  public String name() {
    return "gpuClustering";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.GPUS);
  }

  @Override
  public int defaultWeight() {
    return 0;
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    GpuRequest asked = job.requirements().gpus();
    if (asked.count() == 0) {
      return 0;
    }
    long used = Math.max(0, reference.gpuMillis() - worker.freeGpuMillis());
    return GpuReference.grade(
        (int) (FULLNESS * used / reference.gpuMillis()) + company(asked, worker));
  }

  private static int company(GpuRequest asked, WorkerView worker) {
    int wanted = asked.milliPerGpu() == GpuDevice.MILLIS ? asked.count() : SHARES;
    boolean same = false;
    boolean others = false;
    for (int gpu = 0; gpu < worker.gpuCount(); gpu++) {
      if (worker.freeGpuMillis(gpu) < GpuDevice.MILLIS) {
        boolean equal = worker.gpuJobSize(gpu) == wanted;
        same |= equal;
        others |= !equal;
      }
    }
    if (same) {
      return others ? SAME_AMONG_OTHERS : SAME_ALONE;
    }
    return others ? 0 : NOBODY;
  }
}
