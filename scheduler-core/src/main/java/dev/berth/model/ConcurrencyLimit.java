package dev.berth.model;

import org.jspecify.annotations.Nullable;

/**
 * How many jobs of one tenant, or with one value of a label, may be queued or placed at a time. The
 * others are held, the highest priority first, then the oldest.
 *
 * <p><b>Thread-safety:</b> immutable.
 *
 * @param label whose values are each counted, jobs without it are free; null for tenants
 * @param atMost 1 or more
 */
public record ConcurrencyLimit(@Nullable String label, int atMost) {
  public ConcurrencyLimit {
    if (label != null) {
      Check.labelKey("label", label, "concurrency limit");
    }
    String owner = "concurrency limit by " + (label == null ? "tenant" : "label " + label);
    Check.range("atMost", atMost, 1, Integer.MAX_VALUE, owner);
  }

  /** For each tenant. */
  public static ConcurrencyLimit byTenant(int atMost) {
    return new ConcurrencyLimit(null, atMost);
  }

  /** For each value of a label. */
  public static ConcurrencyLimit byLabel(String label, int atMost) {
    return new ConcurrencyLimit(Check.present("label", label, "concurrency limit"), atMost);
  }
}
