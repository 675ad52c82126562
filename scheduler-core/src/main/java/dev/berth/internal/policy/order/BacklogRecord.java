package dev.berth.internal.policy.order;

import java.time.Duration;

/**
 * The longest time that the whole backlog would have taken to drain, as seen lately: what first
 * come, first served would have made somebody wait.
 *
 * <p><b>How long jobs run</b> is told by their limits: jobs with limits of like size, from one
 * power of two to the next, have one mean. It is the time for which such jobs have run so far, over
 * the ends seen: those that still run count with what they have run, or a mean of the ended alone
 * would be that of the short ones. One observation of the bucket's middle stands in for the first,
 * and no mean is longer than any limit of the bucket. One ratio for all limits would say too much:
 * under shortest-first, what waits is what has the longest limits, and these are the least true.
 *
 * <p><b>Backlog</b>, looked at whenever a job is queued: the mean × the share of the fleet, over
 * the jobs that wait and half of those that run, which are half done on average.
 *
 * <p><b>Lately</b> is in this window of {@value #WINDOW_DAYS} days and the one before: load repeats
 * by weeks, and these are four. A record counts when it is longer by a tenth, so that what is
 * promised by it seldom moves.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(1) for all: a look at {@value #BUCKETS} sums. No
 * allocation. <b>Units:</b> seconds, shares of the fleet.
 */
final class BacklogRecord {

  static final int WINDOW_DAYS = 28;

  /** Limits are whole seconds, as many as fit an int. */
  private static final int BUCKETS = 31;

  private static final double STEP = 1.1;
  private static final double MIDDLE = 1.5;
  private static final double LEFT_OF_RUNNING = 0.5;
  private static final long WINDOW = Duration.ofDays(WINDOW_DAYS).toNanos();

  private final int[] ended = new int[BUCKETS];
  private final double[] ran = new double[BUCKETS];
  private final int[] running = new int[BUCKETS];
  private final double[] starts = new double[BUCKETS];
  private final double[] waitingShare = new double[BUCKETS];
  private final double[] runningShare = new double[BUCKETS];

  private double longest;
  private double longestBefore;
  private long windowStart;

  /** The record, in seconds. */
  double longest() {
    return Math.max(longest, longestBefore);
  }

  /** A job is queued, and the backlog is looked at. */
  void queued(Claim claim, long nanos) {
    waitingShare[bucket(claim)] += claim.share;
    while (nanos - windowStart >= WINDOW) {
      longestBefore = longest;
      longest = 0;
      windowStart += WINDOW;
    }
    double backlog = backlog(Claim.seconds(nanos));
    if (backlog > STEP * longest) {
      longest = backlog;
    }
  }

  /** It waits no longer. */
  void left(Claim claim) {
    waitingShare[bucket(claim)] -= claim.share;
  }

  /** It runs, since {@link Claim#startedSeconds}. */
  void started(Claim claim) {
    int bucket = bucket(claim);
    running[bucket]++;
    starts[bucket] += claim.startedSeconds;
    runningShare[bucket] += claim.share;
  }

  /**
   * It runs no longer.
   *
   * @param finished whether it ran to its end; if not it would have run longer, as those that run
   */
  void ended(Claim claim, boolean finished, double ranSeconds) {
    int bucket = bucket(claim);
    running[bucket]--;
    starts[bucket] -= claim.startedSeconds;
    runningShare[bucket] -= claim.share;
    ran[bucket] += ranSeconds;
    ended[bucket] += finished ? 1 : 0;
  }

  private double backlog(double now) {
    double sum = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      double share = waitingShare[bucket] + LEFT_OF_RUNNING * runningShare[bucket];
      if (share > 0) {
        sum += share * mean(bucket, now);
      }
    }
    return sum;
  }

  private double mean(int bucket, double now) {
    double shortest = 1L << bucket;
    double soFar = ran[bucket] + running[bucket] * now - starts[bucket];
    return Math.min(2 * shortest, (soFar + MIDDLE * shortest) / (ended[bucket] + 1.0));
  }

  private static int bucket(Claim claim) {
    return 31 - Integer.numberOfLeadingZeros(Math.max(1, (int) claim.limitSeconds));
  }
}
