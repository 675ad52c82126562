package dev.berth.model;

/**
 * That a job starts only once another has ended, and how that one must have ended.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Source:</b> Slurm's {@code --dependency}.
 *
 * @param jobId the job waited for; it must be known when the dependent one is submitted, or be
 *     submitted together with it
 */
public record Dependency(String jobId, When when) {

  /** How the job waited for must end. One that ends otherwise makes the dependent impossible. */
  public enum When {
    /** It completes. */
    AFTER_OK,
    /** It fails for good or is cancelled. */
    AFTER_NOT_OK,
    /** It ends, however. */
    AFTER_ANY
  }

  public Dependency {
    Check.id("jobId", jobId, "dependency");
    Check.present("when", when, "dependency on job " + jobId);
  }

  /** As in "after ok of job build-1". */
  @Override
  public String toString() {
    String how =
        switch (when) {
          case AFTER_OK -> "after ok of job ";
          case AFTER_NOT_OK -> "after not ok of job ";
          case AFTER_ANY -> "after the end of job ";
        };
    return how + jobId;
  }
}
