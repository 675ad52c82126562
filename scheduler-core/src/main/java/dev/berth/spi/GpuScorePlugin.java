package dev.berth.spi;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.Locality;

/**
 * A score that also says which GPU of the chosen worker a job's share of a GPU goes to.
 *
 * <p>Asked once a placement, after the worker is chosen, for jobs that ask for a share of one GPU;
 * which whole GPUs a job gets stays the scheduler's own choice, and so does the GPU of a share that
 * comes with wishes about GPU memory or NUMA nodes. A profile has at most one such score among
 * those it weighs.
 *
 * <p><b>Faults:</b> an index out of range, a GPU without the thousandths or of a model that is not
 * allowed, a throw or an overrun count as a fault of the score for that job; the job is placed all
 * the same, on the GPU that the scheduler would have chosen without it: the tightest that fits.
 */
public interface GpuScorePlugin extends ScorePlugin {

  /**
   * The index of the GPU that the job's share goes to. The job asks for a share of one GPU, and the
   * worker has one with room for it; the answer may depend on what {@link #reads()} declares and
   * must not allocate. Where that GPU lacks memory, or its NUMA node what the job requires of it,
   * the scheduler chooses.
   */
  int chooseGpu(JobView job, WorkerView worker);

  /** Whether it is asked about such a request: a share by thousandths, and nothing besides. */
  static boolean choosesFor(GpuRequest request) {
    return request.count() == 1
        && request.milliPerGpu() < GpuDevice.MILLIS
        && request.memoryBytes() == 0
        && request.minMemoryBytes() == 0
        && request.numa() == Locality.NONE;
  }
}
