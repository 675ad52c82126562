package dev.berth.simulator.demo;

import java.util.SplittableRandom;

/**
 * How likely something is at each time of the day: a weight each hour, straight lines between, and
 * midnight joined to midnight.
 */
final class DayCurve {
  static final DayCurve FLAT = new DayCurve(new double[] {1});
  private static final double HOURS = 24;

  private final double[] weights;
  private final double highest;

  private DayCurve(double[] weights) {
    this.weights = weights.clone();
    double max = 0;
    for (double weight : weights) {
      max = Math.max(max, weight);
    }
    this.highest = max;
  }

  /** Weights at equal distances from midnight on. */
  static DayCurve of(double... weights) {
    return new DayCurve(weights);
  }

  double weightAt(double hour) {
    double position = hour / HOURS * weights.length;
    int left = (int) position;
    double part = position - left;
    double from = weights[left % weights.length];
    double to = weights[(left + 1) % weights.length];
    return from + part * (to - from);
  }

  /** An hour from 0 to 24, drawn by weight. */
  double draw(SplittableRandom random) {
    while (true) {
      double hour = random.nextDouble() * HOURS;
      if (random.nextDouble() * highest < weightAt(hour)) {
        return hour;
      }
    }
  }
}
