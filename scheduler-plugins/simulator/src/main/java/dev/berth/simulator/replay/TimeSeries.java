package dev.berth.simulator.replay;

import java.util.Arrays;

/**
 * A quantity over virtual time as a step function: each value holds until the next one.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> 16 bytes a point; O(1) to append, O(points + buckets)
 * to condense. <b>Units:</b> times in whatever unit the owner appends, never falling.
 */
public final class TimeSeries {
  private long[] times = new long[256];
  private double[] values = new double[256];
  private int size;

  /** Sets the value from a time on, which must not lie before the last one. */
  public void append(long time, double value) {
    if (size > 0 && time < times[size - 1]) {
      throw new IllegalArgumentException(
          "time (" + time + ") must not be before the last one (" + times[size - 1] + ")");
    }
    if (size > 0 && time == times[size - 1]) {
      values[size - 1] = value;
      return;
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    times[size] = time;
    values[size++] = value;
  }

  /**
   * The time-weighted mean of each of so many equal parts of the span; before the first point 0.
   */
  public double[] means(long from, long to, int buckets) {
    double[] sums = new double[buckets];
    double width = (double) (to - from) / buckets;
    for (int i = 0; i < size; i++) {
      double start = Math.max(times[i], from);
      double end = Math.min(i + 1 < size ? times[i + 1] : to, to);
      for (int b = bucket(start, from, width, buckets); start < end; b++) {
        double stop = b + 1 < buckets ? Math.min(end, from + (b + 1) * width) : end;
        sums[b] += values[i] * (stop - start);
        start = stop;
      }
    }
    for (int b = 0; b < buckets; b++) {
      sums[b] /= width;
    }
    return sums;
  }

  /** The highest value within each of so many equal parts of the span; before the first point 0. */
  public double[] maxima(long from, long to, int buckets) {
    double[] maxima = new double[buckets];
    double width = (double) (to - from) / buckets;
    for (int i = 0; i < size; i++) {
      long end = i + 1 < size ? times[i + 1] : to;
      if (end <= from || times[i] >= to) {
        continue;
      }
      int last = bucket((double) Math.min(end, to) - 1, from, width, buckets);
      for (int b = bucket((double) Math.max(times[i], from), from, width, buckets);
          b <= last;
          b++) {
        maxima[b] = Math.max(maxima[b], values[i]);
      }
    }
    return maxima;
  }

  /** The highest value of all; 0 without any. */
  public double max() {
    return Arrays.stream(values, 0, size).max().orElse(0);
  }

  private static int bucket(double time, long from, double width, int buckets) {
    return Math.min((int) ((time - from) / width), buckets - 1);
  }
}
