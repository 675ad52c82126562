package dev.berth.model;

/**
 * How long something took, over all times it was done.
 *
 * <p><b>Units:</b> nanoseconds, to two significant digits.
 *
 * @param count how many times
 * @param p50Nanos the median
 * @param p99Nanos the 99th percentile
 * @param maxNanos the longest
 */
public record LatencyStats(long count, long p50Nanos, long p99Nanos, long maxNanos) {}
