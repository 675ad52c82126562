package dev.berth.simulator.report;

import java.util.Locale;

/** Numbers as people read them: thousands apart, few decimals, times in the unit that fits. */
public final class Figures {
  private static final double MINUTE = 60;
  private static final double HOUR = 3_600;
  private static final double DAY = 86_400;

  private Figures() {}

  /** A count, such as 27,992. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A number with so many decimals, such as 1,234.5. */
  public static String decimal(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** A span of time, such as 0.8 s, 12 min or 2.5 d. */
  public static String span(double seconds) {
    if (seconds < MINUTE) {
      return decimal(seconds, seconds < 10 ? 1 : 0) + " s";
    }
    if (seconds < HOUR) {
      return decimal(seconds / MINUTE, 1) + " min";
    }
    if (seconds < DAY) {
      return decimal(seconds / HOUR, 1) + " h";
    }
    return decimal(seconds / DAY, 1) + " d";
  }
}
