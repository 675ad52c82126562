package dev.berth.internal.engine;

import java.time.Instant;

/** Dates as nanoseconds since 1970, which take no object; the years 1677 to 2262. */
final class EpochNanos {

  private static final long NANOS_A_SECOND = 1_000_000_000;

  private EpochNanos() {}

  static long of(Instant instant) {
    // At the far end the product wraps around, and the sum back.
    return instant.getEpochSecond() * NANOS_A_SECOND + instant.getNano();
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
