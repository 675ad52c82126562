package dev.berth.plugins.standard;

import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * Score {@code dotProduct}, asked only when named: the smaller the dot product of what is free and
 * what is asked, the better. A job goes where least is free of what it asks much of.
 *
 * <pre>{@code
 * score = 10,000 * trunc(100 * (1 - (cF / C * c / C + gF / G * g / G) / 2))
 * }</pre>
 *
 * <p>with cF, gF the free cpu millicores and GPU thousandths of the worker, c, g the job's, and C,
 * G those of the largest worker; on one that is larger still, a grade below 0 counts as 0.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#RESOURCES}, {@link WorkerFacet#GPUS}. <b>Cost:</b> four
 * divisions a worker.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Source:</b> the policy of that name in Weng et al.,
 * "Beware of Fragmentation", USENIX ATC 2023, doubles in the order written above; the idea is the
 * alignment of Grandl et al., "Multi-resource Packing for Cluster Schedulers", SIGCOMM 2014.
 */
public final class DotProductScore implements ScorePlugin {

  private final GpuReference reference;

  /** Against a worker of 128 cores and 8 GPUs. */
  public DotProductScore() {
    this(GpuReference.CPU_MILLIS, GpuReference.GPU_MILLIS);
  }

  /**
   * Against a worker of this size, which should be the largest there is.
   *
   * @param cpuMillis above 0
   * @param gpuMillis thousandths over all GPUs, above 0
   */
  public DotProductScore(long cpuMillis, long gpuMillis) {
    reference = new GpuReference(cpuMillis, gpuMillis);
  }

  @Override
  public String name() {
    return "dotProduct";
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
    double cpu = reference.cpuMillis();
    double gpu = reference.gpuMillis();
    double dot =
        worker.freeCpuMillis() / cpu * job.requirements().resources().cpuMillis() / cpu
            + worker.freeGpuMillis() / gpu * job.requirements().gpus().totalMillis() / gpu;
    return GpuReference.grade((int) (100 * (1 - dot / 2)));
  }
}
