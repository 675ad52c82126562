package dev.berth.time;

/**
 * A source of monotonic time.
 *
 * <p><b>Units:</b> nanoseconds from an arbitrary origin; only differences mean anything.
 * <b>Thread-safety:</b> implementations must be safe to read from any thread.
 */
@FunctionalInterface
public interface Ticker {

  /** The reading now; never less than an earlier one. */
  long nanos();

  /** The machine's monotonic clock. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }
}
