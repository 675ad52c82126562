package dev.berth.internal.policy.share;

import java.time.Duration;

/**
 * Exponential decay by half-life, in closed form. {@link StrictMath} gives the same bits on every
 * machine.
 */
final class Decay {
  private static final double SECONDS_A_NANO = 1e-9;

  /** Up to here five terms of the series are exact: two minutes of a half-life of a day. */
  private static final double SHORT = 1e-3;

  /** λ: the share lost a second. */
  private final double rate;

  Decay(Duration halfLife) {
    rate = StrictMath.log(2) / (halfLife.toSeconds() + halfLife.toNanosPart() * SECONDS_A_NANO);
  }

  /**
   * 1 − e^(−λt), without loss of precision when next to nothing is lost; 0 for a clock that went
   * back.
   */
  double lost(long elapsedNanos) {
    if (elapsedNanos <= 0) {
      return 0;
    }
    double x = rate * elapsedNanos * SECONDS_A_NANO;
    if (x > SHORT) {
      return -StrictMath.expm1(-x);
    }
    // x − x²/2! + x³/3! − x⁴/4! + x⁵/5!: the next term is below the last bit
    return x * (1 - x / 2 * (1 - x / 3 * (1 - x / 4 * (1 - x / 5))));
  }

  double after(long elapsedNanos, double used, long perSecond) {
    return after(lost(elapsedNanos), used, perSecond);
  }

  /** What was used, less what is lost, and what came since, less what is lost of that. */
  double after(double lost, double used, long perSecond) {
    return used * (1 - lost) + perSecond / rate * lost;
  }
}
