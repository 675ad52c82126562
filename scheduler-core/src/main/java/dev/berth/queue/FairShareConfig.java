package dev.berth.queue;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How tenants share a fleet in the long run: by weight, with usage that is forgotten by and by.
 *
 * <p>Tenants may have parents: a family has the weight of its parent among that parent's siblings,
 * and divides what it gets by the weights of its children. Tenants that are not named here share as
 * children of nobody, with the default weight.
 *
 * <p><b>Errors:</b> {@link IllegalArgumentException} that names tenant and value, or the cycle.
 *
 * @param halfLife after which usage counts half
 * @param weights by tenant, {@link FairQueue#MIN_WEIGHT} to {@link FairQueue#MAX_WEIGHT}; kept in
 *     thousandths; only ratios matter
 * @param parents by tenant; at most {@link #MAX_DEPTH} one above the other
 */
public record FairShareConfig(
    Duration halfLife, Map<String, Double> weights, Map<String, String> parents) {

  /** Of usage, unless said otherwise. */
  public static final Duration DEFAULT_HALF_LIFE = Duration.ofHours(24);

  /** How many tenants may be one above the other. */
  public static final int MAX_DEPTH = 16;

  public FairShareConfig {
    requireNonNull(halfLife, "halfLife");
    if (halfLife.isNegative() || halfLife.isZero()) {
      throw new IllegalArgumentException(
          """
          halfLife (%s) of usage must be above 0
          Maybe usage is to count for ever: say some years"""
              .formatted(halfLife));
    }
    weights = Collections.unmodifiableMap(new TreeMap<>(weights));
    weights.forEach(FairShareConfig::checkWeight);
    parents = Collections.unmodifiableMap(new TreeMap<>(parents));
    for (String tenant : parents.keySet()) {
      checkAncestors(tenant, parents);
    }
  }

  /** All tenants equal, without parents, half-life {@link #DEFAULT_HALF_LIFE}. */
  public static FairShareConfig ofDefaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The weight of a tenant. */
  public double weight(String tenant) {
    return weights.getOrDefault(tenant, FairQueue.DEFAULT_WEIGHT);
  }

  /** The parent of a tenant, or null. */
  public @Nullable String parent(String tenant) {
    return parents.get(tenant);
  }

  private static void checkWeight(String tenant, double weight) {
    if (!(weight >= FairQueue.MIN_WEIGHT && weight <= FairQueue.MAX_WEIGHT)) {
      throw new IllegalArgumentException(
          """
          weight (%s) of tenant %s must be %s to %s
          Maybe the tenant is to get nothing: a quota says that, a weight cannot"""
              .formatted(weight, tenant, FairQueue.MIN_WEIGHT, FairQueue.MAX_WEIGHT));
    }
  }

  private static void checkAncestors(String tenant, Map<String, String> parents) {
    List<String> line = new ArrayList<>();
    for (String above = tenant; above != null; above = parents.get(above)) {
      int before = line.indexOf(above);
      line.add(above);
      if (before >= 0) {
        throw new IllegalArgumentException(
            "parents of tenants must not form a cycle, as do "
                + String.join(" → ", line.subList(before, line.size())));
      }
      if (line.size() > MAX_DEPTH) {
        throw new IllegalArgumentException(
            "parent of tenant %s must have fewer than %d tenants above it: %s …"
                .formatted(tenant, MAX_DEPTH - 1, String.join(" → ", line)));
      }
    }
  }

  /**
   * Builds a configuration. Defaults:
   *
   * <ul>
   *   <li>half-life {@link FairShareConfig#DEFAULT_HALF_LIFE}
   *   <li>weight of every tenant {@link FairQueue#DEFAULT_WEIGHT}
   *   <li>no parents
   * </ul>
   */
  public static final class Builder {

    private final Map<String, Double> weights = new TreeMap<>();
    private final Map<String, String> parents = new TreeMap<>();
    private Duration halfLife = DEFAULT_HALF_LIFE;

    private Builder() {}

    public Builder halfLife(Duration halfLife) {
      this.halfLife = halfLife;
      return this;
    }

    /** Sets a tenant's weight; a later call for the same tenant replaces it. */
    public Builder weight(String tenant, double weight) {
      weights.put(requireNonNull(tenant, "tenant"), weight);
      return this;
    }

    /** Puts a tenant below another; a later call for the same tenant replaces it. */
    public Builder parent(String tenant, String parent) {
      parents.put(requireNonNull(tenant, "tenant"), requireNonNull(parent, "parent"));
      return this;
    }

    public FairShareConfig build() {
      return new FairShareConfig(halfLife, weights, parents);
    }
  }
}
