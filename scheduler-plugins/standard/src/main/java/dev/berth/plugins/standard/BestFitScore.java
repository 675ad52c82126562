package dev.berth.plugins.standard;

import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * Score {@code bestFit}, asked only when named: the less cpu and GPU is left on a worker, the
 * better.
 *
 * <pre>{@code
 * score = 10,000 * trunc(100 * (1 - 0.5 * (cF - c) / C - 0.5 * (gF - g) / G))
 * }</pre>
 *
 * <p>with cF, gF the free cpu millicores and GPU thousandths of the worker, c, g the job's, and C,
 * G those of the largest worker; on one that is larger still, a grade below 0 counts as 0.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#RESOURCES}, {@link WorkerFacet#GPUS}. <b>Cost:</b> two
 * divisions a worker.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Source:</b> the policy of that name in Weng et al.,
 * "Beware of Fragmentation", USENIX ATC 2023. Doubles in the order written above and the truncation
 * are part of it: ties go to the order of workers.
 */
public final class BestFitScore implements ScorePlugin {

  private final GpuReference reference;

  /** Against a worker of 128 cores and 8 GPUs. */
  public BestFitScore() {
    this(GpuReference.CPU_MILLIS, GpuReference.GPU_MILLIS);
  }

  /**
   * Against a worker of this size, which should be the largest there is.
   *
   * @param cpuMillis above 0
   * @param gpuMillis thousandths over all GPUs, above 0
   */
  public BestFitScore(long cpuMillis, long gpuMillis) {
    reference = new GpuReference(cpuMillis, gpuMillis);
  }

  @Override
  public String name() {
    return "bestFit";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.RESOURCES, WorkerFacet.GPUS);
  }

  @Override
  public int defaultWeight() {
    return 0;
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    long cpuLeft = worker.freeCpuMillis() - job.requirements().resources().cpuMillis();
    long gpuLeft = worker.freeGpuMillis() - job.requirements().gpus().totalMillis();
    return GpuReference.grade(
        (int)
            (100
                * (1
                    - 0.5 * cpuLeft / reference.cpuMillis()
                    - 0.5 * gpuLeft / reference.gpuMillis())));
  }
}
