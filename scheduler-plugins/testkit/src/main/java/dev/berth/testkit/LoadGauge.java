package dev.berth.testkit;

/**
 * A measured load as plugins see it, by the words of {@link
 * dev.berth.spi.WorkerView#cpuLoadMillis}: the nearest of 32 levels, which stays until a
 * measurement has come as far as the level next to it.
 *
 * <p><b>Thread-safety:</b> none.
 */
final class LoadGauge {

  private static final int FULL = 31;

  /** A share of the whole in hundredths of a percent: what a measurement is rounded to. */
  private static final int WHOLE = 10_000;

  private int level;

  /** Takes a measurement: a part of the whole, which may be more than 1. */
  void measure(double part) {
    long position = FULL * Math.min(WHOLE, Math.round(WHOLE * part));
    if (Math.abs(position - (long) WHOLE * level) >= WHOLE) {
      level = (int) ((position + WHOLE / 2) / WHOLE);
    }
  }

  /** What the level stands for, in thousandths. */
  int millis() {
    return (int) Math.round(1_000.0 * level / FULL);
  }
}
