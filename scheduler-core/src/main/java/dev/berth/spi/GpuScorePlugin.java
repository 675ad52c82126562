package dev.berth.spi;

/**
 * A score that also says which GPU of the chosen worker a job's share of a GPU goes to.
 *
 * <p>Asked once a placement, after the worker is chosen, for jobs that ask for a share of one GPU;
 * which whole GPUs a job gets stays the scheduler's own choice. A profile has at most one such
 * score among those it weighs.
 *
 * <p><b>Faults:</b> an index out of range, a GPU without room or of a model that is not allowed, a
 * throw or an overrun count as a fault of the score for that job; the job is placed all the same,
 * on the GPU that the scheduler would have chosen without it: the tightest that fits.
 */
public interface GpuScorePlugin extends ScorePlugin {

  /**
   * The index of the GPU that the job's share goes to. The job asks for a share of one GPU, and the
   * worker has one with room for it; the answer may depend on what {@link #reads()} declares and
   * must not allocate.
   */
  int chooseGpu(JobView job, WorkerView worker);
}
