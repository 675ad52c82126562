package dev.berth.internal.policy.order;

import java.time.Duration;

/** When ranks were last looked at, and whether it is time again. */
final class Refresh {

  private final long every;
  private long last;

  Refresh(Duration every) {
    long seconds = every.toSeconds();
    this.every = seconds >= Integer.MAX_VALUE ? Long.MAX_VALUE / 2 : every.toNanos();
  }

  /** Whether it is time; true once each time. */
  boolean isDue(long nanos) {
    if (nanos - last < every) {
      return false;
    }
    last = nanos;
    return true;
  }
}
