package dev.berth.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many jobs of one tenant, or with one value of a label, may be queued in a time: a token
 * bucket for each, which is full at first.
 *
 * <p>In any time span t no more are let into the queue than {@code permits + permits × t / per}.
 * Those above it are held, the highest priority first, then the oldest. A job that is retried or
 * evicted was let in before and needs no permit; one that was suspended needs another.
 *
 * <p><b>Thread-safety:</b> immutable.
 *
 * @param label whose values each have a bucket, jobs without it are free; null for tenants
 * @param permits how many at once, and how many come back in {@code per}
 * @param per above zero and at most ten years
 */
public record RateLimit(@Nullable String label, int permits, Duration per) {
  public RateLimit {
    if (label != null) {
      Check.labelKey("label", label, "rate limit");
    }
    String owner = "rate limit by " + (label == null ? "tenant" : "label " + label);
    Check.range("permits", permits, 1, Integer.MAX_VALUE, owner);
    Check.present("per", per, owner);
    if (per.isNegative() || per.isZero() || per.compareTo(Limits.TIME_LIMIT) > 0) {
      throw Check.refused(
          "per", per, owner, "be above zero and at most " + Limits.TIME_LIMIT.toDays() + " days");
    }
  }

  /** For each tenant. */
  public static RateLimit byTenant(int permits, Duration per) {
    return new RateLimit(null, permits, per);
  }

  /** For each value of a label. */
  public static RateLimit byLabel(String label, int permits, Duration per) {
    return new RateLimit(Check.present("label", label, "rate limit"), permits, per);
  }
}
