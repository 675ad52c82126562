package dev.berth.internal.policy;

import dev.berth.model.PriorityFactors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * In which order the jobs of a queue go: the policy, without the queue.
 *
 * <p>Jobs are ranked in two steps, so that no change ever sorts a queue anew:
 *
 * <ul>
 *   <li>within a {@link Lane} (one class, one group) by {@link #key}, which stays until the job's
 *       {@link #alarm};
 *   <li>between lanes by {@link #rank}, which may move with what is known of the group. It is
 *       looked at again for a group's lanes when {@link #queued}, {@link #placed} or {@link #ended}
 *       say so, and for all lanes when {@link #recalculates} says so.
 * </ul>
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> so a job that comes or goes
 * costs O(log jobs of the lane + the group's lanes × log lanes).
 */
public abstract class QueueOrder {

  /** No time at all. */
  public static final long NEVER = Long.MAX_VALUE;

  /** What an order wants done with a job whose alarm went off. */
  public enum Verdict {
    /** Its key has changed, or its next alarm. */
    REORDER,
    /** It has waited too long and is taken out. */
    EXPIRE
  }

  private final Group everybody = new Group("");

  /** Those a job is ranked with. */
  public Group group(WaitingJob job) {
    return everybody;
  }

  /** A job's place in its lane, small first; equal keys go by age. */
  public long key(WaitingJob job) {
    return 0;
  }

  /**
   * A lane's place among the lanes by the job it stands at, small first; then key and age count.
   */
  public double rank(Group group, WaitingJob job) {
    return 0;
  }

  /** Whether it asks how long jobs have waited: {@link WaitingJob#queuedAt}, {@link #alarm}. */
  public boolean countsWaits() {
    return false;
  }

  /** How long a job has waited begins to be counted; if {@link #countsWaits}. */
  public Alarm newAlarm(WaitingJob job, long nanos) {
    return new Alarm(job, nanos);
  }

  /** When to look at a waiting job again, by the ticker; {@link #NEVER} if never. */
  public long alarm(WaitingJob job) {
    return NEVER;
  }

  /** A job's alarm went off. */
  public Verdict alarmed(WaitingJob job, long nanos) {
    return Verdict.REORDER;
  }

  /** A job is about to wait; true when that moves the rank of its group. */
  public boolean queued(WaitingJob job, long nanos) {
    return false;
  }

  /** A job was placed, and waits no longer; true when that moves the rank of its group. */
  public boolean placed(WaitingJob job, long nanos) {
    return false;
  }

  /** A job waits no longer, and was not placed. */
  public void left(WaitingJob job, long nanos) {}

  /**
   * A job that was placed has left its worker; true when that moves the rank of its group.
   *
   * @param finished whether it ran to its end, well or badly, and was not taken off
   */
  public boolean ended(WaitingJob job, boolean finished, long nanos) {
    return false;
  }

  /**
   * After a job has {@link #ended}: gives the waiting jobs whose keys have changed by that to be
   * taken to their new places, which is done when the call returns.
   */
  public void renewKeys(WaitingJob ended, Consumer<WaitingJob> reorder) {}

  /** All that have a claim to a promise may make it, whether they have made it before or not. */
  public void claimAnew() {}

  /**
   * The next job that is to be promised a start before all others, whatever its place: each once
   * since {@link #claimAnew}. Null if there is no further.
   */
  public @Nullable WaitingJob claimant(long nanos) {
    return null;
  }

  /** When the claimant is to start: about then, better before than after. */
  public long due(WaitingJob claimant) {
    return 0;
  }

  /** The claimant cannot be promised anything now: it waits for more than room. */
  public void postpone(WaitingJob claimant, long nanos) {}

  /** What the rank of a waiting job is made of, where an order has that; else null. */
  public @Nullable PriorityFactors explain(WaitingJob job) {
    return null;
  }

  /** Whether all ranks are to be looked at again now. */
  public boolean recalculates(long nanos) {
    return false;
  }
}
