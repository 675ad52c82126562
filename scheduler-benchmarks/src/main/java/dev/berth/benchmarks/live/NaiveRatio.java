package dev.berth.benchmarks.live;

import dev.berth.benchmarks.baseline.Rival;
import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Settings;

/**
 * How much faster is the engine than loops over objects that give the same answers? Two {@link
 * LiveFleet}s in one JVM make the same steps; they are compared step by step first, then timed in
 * turn.
 *
 * <pre>
 *   workers, classes, rival   as in {@link LiveDecision}
 *   compared                  steps that must agree first (200)
 *
 *   naive, ours               ns of CPU time of a step: decision, reservation, release; medians
 *   ratio                     median of the rounds' ratios
 * </pre>
 */
public final class NaiveRatio implements Measurement {

  private static final int ROUNDS = 9;
  private static final int LEAST_STEPS = 16;
  private static final long LEAST_NANOS = 100_000_000;

  @Override
  public Figures measure(Settings settings) {
    int workers = settings.number("workers", 10_000);
    int classes = settings.number("classes", 16);
    LiveFleet naive = new LiveFleet(Rival.Type.NAIVE, workers, classes, 42);
    LiveFleet ours =
        new LiveFleet(Rival.Type.valueOf(settings.text("rival", "RANKED")), workers, classes, 42);
    compare(naive, ours, settings.number("compared", 200));

    nanosAStep(ours);
    double[] naiveNanos = new double[ROUNDS];
    double[] ourNanos = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) { // in turn, so that both see the same machine
      naiveNanos[round] = nanosAStep(naive);
      ourNanos[round] = nanosAStep(ours);
      ratios[round] = naiveNanos[round] / ourNanos[round];
    }
    return new Figures()
        .with("naive", Figures.median(naiveNanos))
        .with("ours", Figures.median(ourNanos))
        .with("ratio", Figures.median(ratios));
  }

  private static void compare(LiveFleet naive, LiveFleet ours, int steps) {
    for (int i = 0; i < steps; i++) {
      int expected = naive.step();
      int actual = ours.step();
      if (expected != actual) {
        throw new IllegalStateException(
            "step %d: worker %d, naive objects choose %d".formatted(i, actual, expected));
      }
    }
  }

  private static double nanosAStep(LiveFleet fleet) {
    long started = Cpu.threadNanos();
    long spent = 0;
    int steps = 0;
    for (int batch = LEAST_STEPS; spent < LEAST_NANOS; batch = steps) { // twice as many each time
      for (int i = 0; i < batch; i++) {
        fleet.step();
      }
      steps += batch;
      spent = Cpu.threadNanos() - started;
    }
    return (double) spent / steps;
  }
}
