package dev.berth.benchmarks.live;

import dev.berth.benchmarks.baseline.Rival;
import dev.berth.benchmarks.measure.Clock;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Percentiles;
import dev.berth.benchmarks.measure.Settings;

/**
 * What does it cost to find that a job fits nowhere, when one of its class was told so before?
 * Between two such decisions the {@link LiveFleet} makes sixteen steps.
 *
 * <pre>
 *   workers, classes, rival, seconds   as in {@link LiveDecision}
 *
 *   p50, p99, mean, count              ns, of the decision alone, timed one by one
 * </pre>
 */
public final class HopelessDecision implements Measurement {

  private static final int STEPS = 16;

  @Override
  public Figures measure(Settings settings) {
    long nanos = settings.number("seconds", 4) * 1_000_000_000L;
    LiveFleet fleet =
        new LiveFleet(
            Rival.Type.valueOf(settings.text("rival", "RANKED")),
            settings.number("workers", 5_000),
            settings.number("classes", 16),
            settings.number("seed", 42));
    run(fleet, new Percentiles(), nanos);
    Percentiles percentiles = new Percentiles();
    run(fleet, percentiles, nanos);
    fleet.checkPlaced();
    Figures figures = new Figures();
    percentiles.addTo(figures, "", Clock.ELAPSED.costNanos());
    return figures;
  }

  private static void run(LiveFleet fleet, Percentiles percentiles, long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      for (int i = 0; i < STEPS; i++) {
        fleet.step();
      }
      long started = System.nanoTime();
      int worker = fleet.decideHopeless();
      percentiles.record(System.nanoTime() - started);
      if (worker != Rival.NONE) {
        throw new IllegalStateException("a job that fits nowhere was put on worker " + worker);
      }
    }
  }
}
