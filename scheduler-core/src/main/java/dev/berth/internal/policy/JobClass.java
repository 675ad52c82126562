package dev.berth.internal.policy;

import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All jobs that no plugin of a profile can tell apart: what fits one fits the others, and what fits
 * one nowhere fits the others nowhere.
 *
 * <p>So a class waits as a whole. Its jobs that found no worker stand here in order, and only the
 * first is tried again; {@link PendingQueue} says when.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
public final class JobClass {

  /**
   * What makes a class. The nullable parts are there only where a plugin declares to read them.
   *
   * @param profile whose plugins cannot tell its jobs apart
   * @param id the job's id, which makes it a class of its own
   */
  record Key(
      String profile,
      Priority priority,
      Requirements requirements,
      @Nullable String tenant,
      @Nullable Map<String, String> labels,
      @Nullable String id) {}

  private final Key key;
  private final int number;

  /** Jobs of this class that are not final, so that an empty class can be forgotten. */
  int jobs;

  /** Whether the class fits nowhere as far as is known. */
  boolean parked;

  /** Facets read by the filters that refused it, as bits. */
  int refusedBy;

  /** Refusals in a row. */
  int refusals;

  /** What its company's counts had come to when the class was last refused. */
  private long companyVersion;

  /** Refusals ever. */
  long round;

  /** Neighbours in the band of parked classes. */
  @Nullable JobClass previousParked;

  @Nullable JobClass nextParked;

  /** Jobs that wait here, oldest first. */
  @Nullable WaitingJob firstWaiting;

  @Nullable WaitingJob lastWaiting;

  JobClass(Key key, int number) {
    this.key = key;
    this.number = number;
  }

  /** Its number: small, its own while it lives, later perhaps another's. */
  public int number() {
    return number;
  }

  /** The name of the profile that places its jobs. */
  public String profile() {
    return key.profile();
  }

  /** What the engine noted of its company at its last refusal. */
  public long companyVersion() {
    return companyVersion;
  }

  /** Notes how its company's counts stand. */
  public void companyVersion(long version) {
    companyVersion = version;
  }

  /** Counts its refusals, so that a back-off knows whether it is the latest. */
  public long round() {
    return round;
  }

  Key key() {
    return key;
  }

  /** The requirements that its jobs share. */
  public Requirements requirements() {
    return key.requirements();
  }

  Priority priority() {
    return key.priority();
  }

  /**
   * Puts a job among those that wait, in order of submission. O(1) for the oldest and the youngest,
   * as nearly all are; else a walk.
   */
  void enqueue(WaitingJob job) {
    boolean oldest = firstWaiting == null || job.sequence() < firstWaiting.sequence();
    WaitingJob before = oldest ? null : lastWaiting;
    while (before != null && before.sequence() > job.sequence()) {
      before = before.previousInClass;
    }
    WaitingJob after = before == null ? firstWaiting : before.nextInClass;
    job.previousInClass = before;
    job.nextInClass = after;
    if (before == null) {
      firstWaiting = job;
    } else {
      before.nextInClass = job;
    }
    if (after == null) {
      lastWaiting = job;
    } else {
      after.previousInClass = job;
    }
  }

  void dequeue(WaitingJob job) {
    if (job.previousInClass == null) {
      firstWaiting = job.nextInClass;
    } else {
      job.previousInClass.nextInClass = job.nextInClass;
    }
    if (job.nextInClass == null) {
      lastWaiting = job.previousInClass;
    } else {
      job.nextInClass.previousInClass = job.previousInClass;
    }
    job.previousInClass = null;
    job.nextInClass = null;
  }
}
