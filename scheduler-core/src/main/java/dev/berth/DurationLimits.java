package dev.berth;

import java.time.Duration;

/** The durations a scheduler can be configured with: never so long that nanoseconds overflow. */
final class DurationLimits {

  private static final Duration LONGEST = Duration.ofDays(3_650);

  private DurationLimits() {}

  /** A duration of zero to ten years. */
  static Duration orZero(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s (%s) must be zero to %d days".formatted(name, value, LONGEST.toDays()));
    }
    return value;
  }

  /** A duration above zero, up to ten years. */
  static Duration aboveZero(String name, Duration value) {
    if (value.isZero() || value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s (%s) must be above zero and at most %d days"
              .formatted(name, value, LONGEST.toDays()));
    }
    return value;
  }
}
