package dev.berth.internal.plugin;

import dev.berth.spi.FilterPlugin;
import dev.berth.spi.ScorePlugin;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Some of a profile's filters and scores, in the profile's order.
 *
 * @param weights the sum of the scores' weights
 */
public record PluginGroup(
    List<PluginSlot<FilterPlugin>> filters, List<PluginSlot<ScorePlugin>> scores, long weights) {

  static PluginGroup of(
      List<PluginSlot<FilterPlugin>> filters, List<PluginSlot<ScorePlugin>> scores) {
    return new PluginGroup(
        List.copyOf(filters),
        List.copyOf(scores),
        scores.stream().mapToLong(PluginSlot::weight).sum());
  }

  /** Those that read such facets, as bits. */
  PluginGroup reading(IntPredicate facets) {
    return of(
        filters.stream().filter(slot -> facets.test(slot.facets())).toList(),
        scores.stream().filter(slot -> facets.test(slot.facets())).toList());
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return filters.isEmpty() && scores.isEmpty();
  }
}
