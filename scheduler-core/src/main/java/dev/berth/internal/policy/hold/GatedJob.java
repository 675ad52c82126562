package dev.berth.internal.policy.hold;

import dev.berth.internal.policy.WaitingJob;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import org.jspecify.annotations.Nullable;

/**
 * A job as the gate sees it. One that never had to wait there, and that nobody waits for, costs no
 * more than an empty reference.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine, but for {@link #heldBy}, {@link #state} and
 * {@link #isOver}.
 */
public abstract class GatedJob extends WaitingJob {

  @Nullable Hold hold;

  /** Whether it has passed, and has all that the passages give. */
  boolean through;

  /**
   * A job that may have to wait for others.
   *
   * @param dependencies those it names, in its order
   */
  protected GatedJob(Job job, GatedJob... dependencies) {
    if (job.suspended() || job.conditions().notBefore() != null || dependencies.length > 0) {
      hold = new Hold(this, dependencies);
      hold.suspended = job.suspended();
    }
  }

  /** What was submitted. */
  public abstract Job job();

  /** Where it is in its life. */
  public abstract JobState state();

  /** Whether it is over for good: it will not be retried. */
  public abstract boolean isOver();

  /** What it waits for at the gate, in words; null when nothing. */
  protected final @Nullable String heldBy() {
    Hold now = hold;
    Waits waits = now == null ? null : now.waits;
    return waits == null ? null : waits.inWords(this);
  }
}
