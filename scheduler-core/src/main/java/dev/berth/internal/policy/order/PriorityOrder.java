package dev.berth.internal.policy.order;

import dev.berth.internal.policy.QueueOrder;
import dev.berth.internal.policy.WaitingJob;
import dev.berth.model.Priority;
import dev.berth.queue.QueueStrategy;
import java.time.Duration;

/**
 * Highest priority first, within one the oldest. A job that waits for longer than is allowed goes
 * up to the next higher of the standard priorities (BATCH 0, LOW 250, MEDIUM 500, HIGH 750,
 * CRITICAL 1000), once for each time that span passes, or expires.
 *
 * <p>So within four spans the least of jobs stands among the CRITICAL, by age before those that
 * came later: nobody starves.
 */
final class PriorityOrder extends QueueOrder {

  private static final int[] BANDS = {
    Priority.LOW.value(), Priority.MEDIUM.value(), Priority.HIGH.value(), Priority.CRITICAL.value()
  };

  private final long maxQueueTime;
  private final boolean expires;

  PriorityOrder(QueueStrategy.Priority config) {
    Duration time = config.maxQueueTime();
    maxQueueTime = time == null ? NEVER : nanos(time);
    expires = config.overdue() == QueueStrategy.Overdue.EXPIRES;
  }

  private static long nanos(Duration time) {
    return time.compareTo(Duration.ofNanos(NEVER)) >= 0 ? NEVER : time.toNanos();
  }

  @Override
  public long key(WaitingJob job) {
    return -(maxQueueTime == NEVER ? job.priority().value() : band(job));
  }

  @Override
  public boolean countsWaits() {
    return maxQueueTime != NEVER;
  }

  private int band(WaitingJob job) {
    int band = job.priority().value();
    for (int i = 0, left = job.alarms(); i < BANDS.length && left > 0; i++) {
      if (BANDS[i] > band) {
        band = BANDS[i];
        left--;
      }
    }
    return band;
  }

  @Override
  public long alarm(WaitingJob job) {
    long times = job.alarms() + 1L;
    return job.alarms() >= BANDS.length || maxQueueTime > (NEVER - job.queuedAt()) / times
        ? NEVER
        : job.queuedAt() + times * maxQueueTime;
  }

  @Override
  public Verdict alarmed(WaitingJob job, long nanos) {
    return expires ? Verdict.EXPIRE : Verdict.REORDER;
  }
}
