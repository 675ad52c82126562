package dev.berth;

import dev.berth.placement.TieOrder;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * By what a profile chooses among the workers that fit: the score plugins it asks, their weights,
 * and the order of equals. The presets name plugins of scheduler-standard-plugins.
 *
 * @param name for people
 * @param weights weight by score plugin; null for every plugin found at its own default weight
 * @param tieOrder who goes first among equals
 */
public record WorkerSelection(
    String name, @Nullable Map<String, Integer> weights, TieOrder tieOrder) {

  /** Every score plugin there is, at its own default weight. */
  public static final WorkerSelection DEFAULT =
      new WorkerSelection("Default", null, TieOrder.SEEDED);

  /** The least measured load. */
  public static final WorkerSelection LEAST_LOADED =
      new WorkerSelection("LeastLoaded", Map.of("load", 100), TieOrder.SEEDED);

  /** The largest share left free. */
  public static final WorkerSelection MOST_FREE =
      new WorkerSelection("MostFree", Map.of("mostFree", 100), TieOrder.SEEDED);

  /** The most even use of the worker's resources. */
  public static final WorkerSelection RESOURCE_BALANCE =
      new WorkerSelection("ResourceBalance", Map.of("resourceBalance", 100), TieOrder.SEEDED);

  /** The fullest worker that still fits. */
  public static final WorkerSelection BIN_PACKING =
      new WorkerSelection("BinPacking", Map.of("binPacking", 100), TieOrder.SEEDED);

  /** One worker after the other, in order of registration. */
  public static final WorkerSelection ROUND_ROBIN =
      new WorkerSelection("RoundRobin", Map.of(), TieOrder.ROTATING);

  /** The nearest to where the job wants to be, then the least loaded. */
  public static final WorkerSelection LOCALITY_AWARE =
      new WorkerSelection(
          "LocalityAware", Map.of("networkProximity", 80, "load", 20), TieOrder.SEEDED);

  public WorkerSelection {
    weights = weights == null ? null : Collections.unmodifiableMap(new TreeMap<>(weights));
  }

  /** The grades of one score plugin alone, found by its name. */
  public static WorkerSelection custom(String scorePlugin) {
    return new WorkerSelection(
        "Custom(" + scorePlugin + ")", Map.of(scorePlugin, 1), TieOrder.SEEDED);
  }

  /** The same grades, another order of equals. */
  public WorkerSelection withTieOrder(TieOrder order) {
    return new WorkerSelection(name, weights, order);
  }
}
