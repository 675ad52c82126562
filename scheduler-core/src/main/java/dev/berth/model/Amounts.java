package dev.berth.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Writes numbers, and amounts of a resource with their unit, the same in every locale. */
final class Amounts {
  private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Amounts() {}

  /** 64000 is "64,000". */
  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** "1 worker", "812 workers". */
  static String count(long count, String noun) {
    return number(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** Two different amounts never read the same: "2,000 millicores", "1.5 GiB", "1,025 B", "3". */
  static String exact(String resource, long amount) {
    return isBytes(resource) ? exactBytes(amount) : withUnit(resource, amount);
  }

  /** As {@link #exact}, without a unit that is not part of the number: "2,000", "1.5 GiB". */
  static String bare(String resource, long amount) {
    return isBytes(resource) ? exactBytes(amount) : number(amount);
  }

  /** Bytes to two decimals of the largest unit, everything else exactly. */
  static String rounded(String resource, long amount) {
    return isBytes(resource) ? roundedBytes(amount) : withUnit(resource, amount);
  }

  /**
   * Two amounts of one resource to be read side by side, the second without a unit that the first
   * just named: "64,000 millicores" and "32,000". Bytes are rounded unless the two would then read
   * the same.
   */
  static Pair pair(String resource, long first, long second) {
    if (!isBytes(resource)) {
      return new Pair(withUnit(resource, first), number(first), number(second));
    }
    String left = roundedBytes(first);
    String right = roundedBytes(second);
    if (first != second && left.equals(right)) {
      left = number(first) + " B";
      right = number(second) + " B";
    }
    return new Pair(left, left, right);
  }

  record Pair(String first, String firstBare, String second) {}

  private static boolean isBytes(String resource) {
    return resource.equals(Resources.MEMORY) || resource.equals(Resources.STORAGE);
  }

  private static String withUnit(String resource, long amount) {
    return switch (resource) {
      case Resources.CPU -> count(amount, "millicore");
      case Resources.GPU -> count(amount, "thousandth");
      default -> number(amount);
    };
  }

  private static String exactBytes(long amount) {
    int unit = byteUnit(amount);
    // Quarters are what two decimals show exactly; an amount that needs more is told in bytes.
    boolean exact = unit == 0 || amount % (1L << (10 * unit - 2)) == 0;
    return exact ? roundedBytes(amount) : number(amount) + " B";
  }

  private static String roundedBytes(long amount) {
    int unit = byteUnit(amount);
    var value =
        BigDecimal.valueOf(amount)
            .divide(BigDecimal.valueOf(1L << (10 * unit)))
            .setScale(2, RoundingMode.HALF_UP)
            .stripTrailingZeros();
    int decimals = Math.max(0, value.scale());
    return String.format(Locale.ROOT, "%,." + decimals + "f %s", value, BYTE_UNITS[unit]);
  }

  /** The largest unit of which there is at least one. */
  private static int byteUnit(long amount) {
    return amount == 0 ? 0 : (63 - Long.numberOfLeadingZeros(amount)) / 10;
  }
}
