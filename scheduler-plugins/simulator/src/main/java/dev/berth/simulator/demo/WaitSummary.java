package dev.berth.simulator.demo;

import java.util.Arrays;

/** The waits of some jobs, in seconds; a percentile is the smallest wait that covers its share. */
record WaitSummary(int jobs, double mean, double p50, double p99, double max) {
  private static final double HALF = 0.5;
  private static final double MOST = 0.99;

  static WaitSummary of(double[] waits) {
    if (waits.length == 0) {
      return new WaitSummary(0, 0, 0, 0, 0);
    }
    double[] sorted = waits.clone();
    Arrays.sort(sorted);
    double mean = Arrays.stream(sorted).sum() / sorted.length;
    return new WaitSummary(
        sorted.length,
        mean,
        percentile(sorted, HALF),
        percentile(sorted, MOST),
        sorted[sorted.length - 1]);
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
