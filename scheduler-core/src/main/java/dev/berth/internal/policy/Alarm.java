package dev.berth.internal.policy;

/**
 * How long a job has waited, for orders in which that counts: since when, and when to look at it
 * again. Apart from the job, so that jobs in other queues are smaller.
 */
final class Alarm {

  static final int UNSET = -1;

  final WaitingJob job;
  final long queuedAt;

  /** When to look at it again. */
  long at;

  /** Its place among those set. */
  int index = UNSET;

  /** How often it went off. */
  int count;

  Alarm(WaitingJob job, long queuedAt) {
    this.job = job;
    this.queuedAt = queuedAt;
  }

  boolean isBefore(Alarm other) {
    return at < other.at || (at == other.at && job.sequence() < other.job.sequence());
  }
}
