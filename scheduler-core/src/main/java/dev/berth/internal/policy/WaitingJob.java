package dev.berth.internal.policy;

import dev.berth.internal.policy.backfill.Reservation;
import dev.berth.spi.JobView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A job as the pending queue sees it, with the links it is queued by.
 *
 * <p>The links are part of the job, so that a queued job costs no more memory than it must and
 * leaves any place in O(log n).
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
public abstract class WaitingJob implements JobView {

  static final int TOLD = -1;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Where it waits, or waited last. */
  @Nullable Lane lane;

  /** Its subtree in the lane, and the shortest estimate in there. */
  @Nullable WaitingJob left;

  @Nullable WaitingJob right;
  int leastEstimate;

  /** Place in its lane, small first; equal ones by sequence. */
  long key;

  /** How long it will run as far as is known, in whole seconds, rounded up. */
  int estimate;

  /** How long it has waited, if its order asks. */
  @Nullable Alarm alarm;

  /** Its place among those of its class that were not told yet that they fit nowhere. */
  int untoldIndex = TOLD;

  /** What it was promised, while it waits. */
  @Nullable Reservation reservation;

  /** Counts submissions: a job that comes back keeps its place in the order. */
  public abstract long sequence();

  /** How long it says it will run at most, or null. */
  public abstract @Nullable Duration timeLimit();

  /** The named queue it was submitted to. */
  public abstract String queueName();

  /** Its class, once it was admitted. */
  public JobClass jobClass() {
    return lane().jobClass;
  }

  /** Those it is ranked with, once it was admitted. */
  public Group group() {
    return lane().group;
  }

  Lane lane() {
    if (lane == null) {
      throw new IllegalStateException(
          "job " + id() + " was not taken in yet\nMaybe the scheduler was not stepped since.");
    }
    return lane;
  }

  /** How long it will run as far as is known, in nanoseconds; once it was admitted. */
  public long estimate() {
    return estimate * NANOS_PER_SECOND;
  }

  void estimate(Duration span) {
    long seconds = span.toSeconds() + (span.toNanosPart() > 0 ? 1 : 0);
    estimate = (int) Math.min(seconds, Integer.MAX_VALUE);
  }

  /** When it was queued last; for orders that count waits. */
  public long queuedAt() {
    return alarm().queuedAt();
  }

  /** How often its order has looked at it again since then. */
  public int alarms() {
    return alarm().count;
  }

  /** How it has waited; for orders that count waits. */
  public Alarm alarm() {
    if (alarm == null) {
      throw new IllegalStateException("the order of job " + id() + " counts no waits");
    }
    return alarm;
  }

  boolean isUntold() {
    return untoldIndex != TOLD;
  }

  /** A span in the seconds of estimates, rounded down. */
  static int wholeSeconds(long nanos) {
    return (int) Math.min(nanos / NANOS_PER_SECOND, Integer.MAX_VALUE);
  }

  boolean isBefore(WaitingJob other) {
    return key < other.key || (key == other.key && sequence() < other.sequence());
  }
}
