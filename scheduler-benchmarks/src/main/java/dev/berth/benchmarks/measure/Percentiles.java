package dev.berth.benchmarks.measure;

import org.HdrHistogram.Histogram;

/** Times of single operations, less what a timed nothing takes. */
public final class Percentiles {

  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final Histogram histogram = new Histogram(HIGHEST_NANOS, 3);

  /** Adds a time. */
  public void record(long nanos) {
    histogram.recordValue(Math.min(nanos, HIGHEST_NANOS));
  }

  /** The median, the 99th percentile and how many there were, under names with this prefix. */
  public void addTo(Figures figures, String prefix, long clockNanos) {
    double clock = clockNanos;
    figures
        .with(prefix + "p50", Math.max(0, histogram.getValueAtPercentile(50) - clock))
        .with(prefix + "p99", Math.max(0, histogram.getValueAtPercentile(99) - clock))
        .with(prefix + "mean", Math.max(0, histogram.getMean() - clock))
        .with(prefix + "count", (double) histogram.getTotalCount());
  }
}
