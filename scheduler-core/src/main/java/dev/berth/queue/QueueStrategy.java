package dev.berth.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * In which order a profile tries its waiting jobs. What happens when the first fits nowhere is said
 * by {@link Backfill}.
 *
 * <p><b>Thread-safety:</b> immutable. docs/POLICIES.md has a page on each.
 */
public sealed interface QueueStrategy {

  /** Highest priority first, within one the oldest. */
  QueueStrategy PRIORITY = new Priority(null, Overdue.AGES_UP);

  /** As submitted, whatever the priority. */
  QueueStrategy FIFO = new Fifo();

  /** Highest priority first, within one the oldest; a job ages up a band after so long a wait. */
  static QueueStrategy ageing(Duration maxQueueTime) {
    return new Priority(maxQueueTime, Overdue.AGES_UP);
  }

  /** Highest priority first, within one the oldest; a job is cancelled after so long a wait. */
  static QueueStrategy expiring(Duration maxQueueTime) {
    return new Priority(maxQueueTime, Overdue.EXPIRES);
  }

  /** As submitted, whatever the priority (first come, first served). */
  record Fifo() implements QueueStrategy {}

  /** What becomes of a job that has waited for the maximal queue time. */
  enum Overdue {
    /** It goes up to the next higher of the five standard priorities, and the time begins anew. */
    AGES_UP,
    /** It is cancelled. */
    EXPIRES
  }

  /**
   * Highest priority first, within one the oldest.
   *
   * @param maxQueueTime after how long a wait a job is overdue; null for never
   */
  record Priority(@Nullable Duration maxQueueTime, Overdue overdue) implements QueueStrategy {
    public Priority {
      if (maxQueueTime != null && (maxQueueTime.isNegative() || maxQueueTime.isZero())) {
        throw new IllegalArgumentException(
            "maxQueueTime (%s) must be above zero\nMaybe no limit is meant: then leave it out."
                .formatted(maxQueueTime));
      }
    }
  }
}
