package dev.berth.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class TimeSeriesTest {

  private static TimeSeries series() {
    TimeSeries series = new TimeSeries();
    series.append(0, 2);
    series.append(15, 6);
    series.append(20, 0);
    return series;
  }

  @Test
  void means_weighByTime() {
    // 0..10: 2. 10..20: 2 for 5, 6 for 5 = 4. 20..40: 0.
    assertThat(series().means(0, 40, 4)).containsExactly(2, 4, 0, 0);
    // 5..25 in two: 2 for 10 = 2; 6 for 5, 0 for 5 = 3.
    assertThat(series().means(5, 25, 2)).containsExactly(2, 3);
  }

  @Test
  void means_beforeFirstPoint_isZero() {
    TimeSeries series = new TimeSeries();
    series.append(10, 3);

    // 0..20: 0 for 10, 3 for 10.
    assertThat(series.means(0, 20, 1)).containsExactly(1.5);
  }

  @Test
  void means_overBucketsOfUnevenWidth_keepTheTotal() {
    double[] means = series().means(0, 40, 7);

    double total = 0;
    for (double mean : means) {
      total += mean * 40 / 7;
    }
    // 2 * 15 + 6 * 5 = 60.
    assertThat(total).isCloseTo(60, within(1e-9));
  }

  @Test
  void maxima_takeWhatHoldsWithin() {
    assertThat(series().maxima(0, 40, 4)).containsExactly(2, 6, 0, 0);
  }

  @Test
  void append_sameTime_replaces() {
    TimeSeries series = series();
    series.append(20, 9);

    assertThat(series.means(20, 30, 1)).containsExactly(9);
    assertThat(series.max()).isEqualTo(9);
  }

  @Test
  void append_earlier_throws() {
    assertThatThrownBy(() -> series().append(19, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("time (19) must not be before the last one (20)");
  }

  @Test
  void append_many_growsAndKeepsAll() {
    TimeSeries series = new TimeSeries();
    for (int i = 0; i < 10_000; i++) {
      series.append(i, i);
    }

    // The mean of 0..9999.
    assertThat(series.means(0, 10_000, 1)[0]).isCloseTo(4_999.5, within(1e-6));
  }
}
