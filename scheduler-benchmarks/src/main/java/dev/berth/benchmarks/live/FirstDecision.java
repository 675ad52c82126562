package dev.berth.benchmarks.live;

import dev.berth.benchmarks.baseline.Rival;
import dev.berth.benchmarks.measure.Clock;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Percentiles;
import dev.berth.benchmarks.measure.Settings;

/**
 * What does the first decision of a class cost, of which nothing is remembered yet? Every decision
 * is of a class that was not there before; between two of them one placement comes and one goes.
 *
 * <pre>
 *   workers, rival, seconds   as in {@link LiveDecision}
 *
 *   p50, p99, mean, count     ns, of the decision alone, timed one by one
 * </pre>
 */
public final class FirstDecision implements Measurement {

  private static final int MOST_CLASSES = 20_000;

  @Override
  public Figures measure(Settings settings) {
    int classes = settings.number("classes", MOST_CLASSES);
    long nanos = settings.number("seconds", 4) * 1_000_000_000L;
    LiveFleet fleet =
        new LiveFleet(
            Rival.Type.valueOf(settings.text("rival", "RANKED")),
            settings.number("workers", 10_000),
            classes,
            settings.number("seed", 42));
    int warmed = run(fleet, 0, classes / 2, new Percentiles(), nanos);
    Percentiles percentiles = new Percentiles();
    run(fleet, warmed, classes, percentiles, nanos);
    fleet.checkPlaced();
    Figures figures = new Figures();
    percentiles.addTo(figures, "", Clock.ELAPSED.costNanos());
    return figures;
  }

  private static int run(LiveFleet fleet, int from, int to, Percentiles percentiles, long nanos) {
    long end = System.nanoTime() + nanos;
    int jobClass = from;
    for (; jobClass < to && System.nanoTime() < end; jobClass++) {
      long started = System.nanoTime();
      int worker = fleet.decide(jobClass);
      percentiles.record(System.nanoTime() - started);
      fleet.commit(jobClass, worker);
    }
    return jobClass;
  }
}
