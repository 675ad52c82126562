package dev.berth.internal.policy.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DecayTest {
  private final Decay daily = new Decay(Duration.ofDays(1));

  @Test
  void lost_afterHalfLives() {
    assertThat(daily.lost(Duration.ofDays(1).toNanos())).isEqualTo(0.5, within(1e-15));
    assertThat(daily.lost(Duration.ofDays(3).toNanos())).isEqualTo(0.875, within(1e-15));
    assertThat(daily.lost(Long.MAX_VALUE)).isEqualTo(1);
    assertThat(daily.lost(0)).isZero();
    assertThat(daily.lost(-1)).isZero();
    assertThat(daily.lost(Long.MIN_VALUE)).isZero();
  }

  /** From a microsecond to an hour, against thirty terms of the series in 40 digits. */
  @Test
  void lost_anyLength_toTheLastBits() {
    for (long nanos = 1_000; nanos < Duration.ofHours(1).toNanos(); nanos = nanos * 5 / 4) {
      double expected = exact(Math.log(2) * nanos * 1e-9 / 86_400);
      assertThat(daily.lost(nanos)).isEqualTo(expected, within(4 * Math.ulp(expected)));
    }
  }

  private static double exact(double exponent) {
    MathContext digits = new MathContext(40);
    BigDecimal x = new BigDecimal(exponent);
    BigDecimal term = x;
    BigDecimal sum = x;
    for (int i = 2; i < 30; i++) {
      term = term.multiply(x).divide(BigDecimal.valueOf(-i), digits);
      sum = sum.add(term, digits);
    }
    return sum.doubleValue();
  }
}
