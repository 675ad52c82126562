package dev.berth.simulator.replay;

import dev.berth.model.SchedulerStats;

/** How many decisions a run took and how long they were, in microseconds by the real clock. */
public record Decisions(long count, double p50Micros, double p99Micros) {
  private static final double NANOS_PER_MICRO = 1_000;

  /** Reads them from the engine's histograms. */
  public static Decisions of(SchedulerStats stats) {
    return new Decisions(
        stats.decisions(),
        stats.total().p50Nanos() / NANOS_PER_MICRO,
        stats.total().p99Nanos() / NANOS_PER_MICRO);
  }
}
