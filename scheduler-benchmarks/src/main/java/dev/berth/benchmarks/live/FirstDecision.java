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
 *   workers, rival, seconds   as in {@link LiveDecision}, the seconds of CPU time
 *   classes                   at most so many (100,000), half of them to warm up: a small fleet is
 *                             through with fewer before the compiler is
 *
 *   p50, p99, mean, count     ns of CPU time, of the decision alone, timed one by one
 * </pre>
 */
public final class FirstDecision implements Measurement {

  private static final int MOST_CLASSES = 100_000;

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
    percentiles.addTo(figures, "", Clock.CPU.costNanos());
    return figures;
  }

  private static int run(LiveFleet fleet, int from, int to, Percentiles percentiles, long nanos) {
    int jobClass = from;
    for (long spent = 0; jobClass < to && spent < nanos; jobClass++) {
      long started = Clock.CPU.nanos();
      int worker = fleet.decide(jobClass);
      long taken = Clock.CPU.nanos() - started;
      percentiles.record(taken);
      spent += taken;
      fleet.commit(jobClass, worker);
    }
    return jobClass;
  }
}
