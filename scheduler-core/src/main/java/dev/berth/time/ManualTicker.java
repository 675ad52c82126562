package dev.berth.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A ticker that moves only when told: for tests, simulation and replay.
 *
 * <p><b>Thread-safety:</b> safe from any thread. <b>Errors:</b> it refuses to go back, as a
 * monotonic clock must.
 */
public final class ManualTicker implements Ticker {

  private final AtomicLong nanos;

  private ManualTicker(long nanos) {
    this.nanos = new AtomicLong(nanos);
  }

  /** A ticker that reads {@code nanos} until it is moved. */
  public static ManualTicker startingAt(long nanos) {
    return new ManualTicker(nanos);
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  /** Moves on by a duration of zero or more. */
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("by (" + by + ") must be zero or more");
    }
    nanos.addAndGet(by.toNanos());
  }

  /** Moves to a reading, which must not be before the present one. */
  public void set(long reading) {
    nanos.updateAndGet(
        now -> {
          if (reading < now) {
            throw new IllegalArgumentException(
                "reading (" + reading + ") must not be before the present one (" + now + ")");
          }
          return reading;
        });
  }

  /** A wall clock that shows {@code epoch} when this ticker reads 0 and moves with it. */
  public InstantSource asInstantSource(Instant epoch) {
    return () -> epoch.plusNanos(nanos());
  }
}
