package dev.berth.internal.policy;

/**
 * How long a job has waited, for orders in which that counts: since when, and when to look at it
 * again. Apart from the job, so that jobs in other queues are smaller.
 */
public class Alarm {

  static final int UNSET = -1;

  private final WaitingJob job;
  private final long queuedAt;

  /** When to look at it again. */
  long at;

  /** Its place among those set. */
  int index = UNSET;

  /** How often it went off. */
  int count;

  /** Of a job that is queued now. */
  public Alarm(WaitingJob job, long queuedAt) {
    this.job = job;
    this.queuedAt = queuedAt;
  }

  /** Who waits. */
  public final WaitingJob job() {
    return job;
  }

  /** Since when. */
  public final long queuedAt() {
    return queuedAt;
  }

  /** When to look at it again. */
  public final long at() {
    return at;
  }

  /** Sets when to look at it again; while it is in no {@link Alarms}. */
  public final void set(long time) {
    at = time;
  }

  boolean isBefore(Alarm other) {
    return at < other.at || (at == other.at && job.sequence() < other.job.sequence());
  }
}
