package dev.berth.benchmarks.targets;

import java.io.PrintStream;
import java.util.Locale;

/** What a figure counts, and how it is written. */
enum Unit {
  NANOS {
    @Override
    String write(double value) {
      if (value < 1_000) {
        return String.format(Locale.ROOT, "%.0f ns", value);
      }
      return value < 1_000_000
          ? String.format(Locale.ROOT, value < 100_000 ? "%.2f µs" : "%.0f µs", value / 1e3)
          : String.format(Locale.ROOT, "%.2f ms", value / 1e6);
    }
  },
  BYTES {
    @Override
    String write(double value) {
      return String.format(
          Locale.ROOT, value < 1e6 ? "%,.0f B" : "%,.0f MB", value < 1e6 ? value : value / 1e6);
    }
  },
  A_SECOND {
    @Override
    String write(double value) {
      return String.format(Locale.ROOT, "%,.0f a second", value);
    }
  },
  TIMES {
    @Override
    String write(double value) {
      return String.format(Locale.ROOT, "%,.0f times", value);
    }
  };

  /** A figure beside its target. */
  record Comparison(String target, String figure, boolean held) {

    void print(PrintStream out, String what) {
      out.printf("| %s | %s | %s | %s |%n", what, target, figure, held ? "held" : "**missed**");
      out.flush();
    }
  }

  abstract String write(double value);

  Comparison atMost(double target, double figure) {
    return new Comparison("≤ " + write(target), write(figure), figure <= target);
  }

  Comparison atLeast(double target, double figure) {
    return new Comparison("≥ " + write(target), write(figure), figure >= target);
  }
}
