package dev.berth.queue;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The weights tenants were given, in thousandths, and how often one was: who keeps a weight looks
 * again when that count has changed. Thread-safe.
 */
final class TenantWeights {
  /** What a weight of 1 is kept as. */
  static final int UNIT = 1000;

  private final ConcurrentHashMap<String, Long> given = new ConcurrentHashMap<>();
  private final AtomicInteger changes = new AtomicInteger();

  void set(String tenant, double weight) {
    requireNonNull(tenant, "tenant");
    if (!(weight >= FairQueue.MIN_WEIGHT && weight <= FairQueue.MAX_WEIGHT)) {
      throw new IllegalArgumentException(
          """
          weight (%s) of tenant %s must be %s to %s
          Maybe the tenant is to get nothing: then do not offer its elements"""
              .formatted(weight, tenant, FairQueue.MIN_WEIGHT, FairQueue.MAX_WEIGHT));
    }
    given.put(tenant, Math.round(weight * UNIT));
    changes.incrementAndGet();
  }

  double of(String tenant) {
    return (double) thousandths(requireNonNull(tenant, "tenant")) / UNIT;
  }

  long thousandths(String tenant) {
    Long weight = given.get(tenant);
    return weight == null ? UNIT : weight;
  }

  int changes() {
    return changes.get();
  }
}
