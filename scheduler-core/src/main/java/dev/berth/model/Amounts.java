package dev.berth.model;

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

  /** "2,000 millicores", "1.5 GiB", "500 thousandths"; an extra has no unit: "3". */
  static String withUnit(String resource, long amount) {
    if (isBytes(resource)) {
      return bytes(amount);
    }
    String unit = unit(resource);
    if (unit.isEmpty()) {
      return number(amount);
    }
    return amount == 1 ? "1 " + unit.substring(0, unit.length() - 1) : number(amount) + " " + unit;
  }

  /** As {@link #withUnit} but without a unit that was just named; bytes keep theirs. */
  static String bare(String resource, long amount) {
    return isBytes(resource) ? bytes(amount) : number(amount);
  }

  private static boolean isBytes(String resource) {
    return resource.equals(Resources.MEMORY) || resource.equals(Resources.STORAGE);
  }

  private static String unit(String resource) {
    return switch (resource) {
      case Resources.CPU -> "millicores";
      case Resources.GPU -> "thousandths";
      default -> "";
    };
  }

  /**
   * In the largest unit that shows the amount exactly with at most two decimals, else in bytes: two
   * different amounts never read the same.
   */
  static String bytes(long amount) {
    for (int unit = BYTE_UNITS.length - 1; unit > 0; unit--) {
      long size = 1L << (10 * unit);
      if (amount < size) {
        continue;
      }
      // 1/4 is the finest binary fraction that two decimals can show.
      if (amount % (size / 4) == 0) {
        long quarters = amount / (size / 4) % 4;
        String fraction = quarters == 0 ? "" : quarters == 2 ? ".5" : quarters == 1 ? ".25" : ".75";
        return number(amount / size) + fraction + " " + BYTE_UNITS[unit];
      }
    }
    return number(amount) + " B";
  }
}
