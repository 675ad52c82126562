package dev.berth.internal.decide;

import dev.berth.internal.plugin.PluginSlot;
import dev.berth.internal.plugin.Thrown;

/** A plugin that threw, graded out of range or overran, and what it said. */
public record Fault(PluginSlot<?> slot, String message) {

  /** It threw. */
  public static Fault thrown(PluginSlot<?> slot, Throwable thrown) {
    return new Fault(slot, Thrown.describe(thrown));
  }

  static Fault overrun(PluginSlot<?> slot) {
    return new Fault(slot, "overran the scheduling time-out");
  }
}
