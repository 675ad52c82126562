package dev.berth.internal.policy.share;

import java.time.Duration;

/**
 * Exponential decay by half-life, in closed form. {@link StrictMath} gives the same bits on every
 * machine.
 */
final class Decay {
  private static final double SECONDS_A_NANO = 1e-9;

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
    return elapsedNanos <= 0 ? 0 : -StrictMath.expm1(-rate * elapsedNanos * SECONDS_A_NANO);
  }

  double after(long elapsedNanos, double used, long perSecond) {
    return after(lost(elapsedNanos), used, perSecond);
  }

  /** What was used, less what is lost, and what came since, less what is lost of that. */
  double after(double lost, double used, long perSecond) {
    return used * (1 - lost) + perSecond / rate * lost;
  }
}
