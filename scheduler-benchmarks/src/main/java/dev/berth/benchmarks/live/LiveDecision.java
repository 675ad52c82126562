package dev.berth.benchmarks.live;

import dev.berth.benchmarks.baseline.Rival;
import dev.berth.benchmarks.measure.Clock;
import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Percentiles;
import dev.berth.benchmarks.measure.Settings;

/**
 * What does a decision cost on a {@link LiveFleet}, and what a decision with its commit?
 *
 * <pre>
 *   workers     how many (10,000)
 *   classes     how many kinds of jobs come and go (16)
 *   heartbeats  a second of simulated time (one a worker in ten seconds)
 *   decisions   a second of simulated time (10,000)
 *   rival       see {@link Rival.Type} (RANKED)
 *   seconds     of CPU time to warm up, and to measure each of four things (4)
 *
 *   p50, p99, mean, count   ns, of the decision alone, timed one by one, with heartbeats between
 *   share                   CPU time / elapsed time of that: below 1 when others took the core
 *   cpu.p50, cpu.p99, …     the same by CPU time, which is coarser (to about 0.5 us) but knows nothing of others
 *   heartbeat               ns of CPU time to bring one into its row, the making of it included
 *   telling                 the share of heartbeats that changed a level of load
 *   second                  ns of CPU time for a second of simulated time, heartbeats and all
 *   step                    ns of CPU time of decision, reservation and release, no heartbeats
 *   bytes                   allocated by such a step
 * </pre>
 */
public final class LiveDecision implements Measurement {

  private static final int PASSES = 3;
  private static final int BETWEEN_LOOKS = 64;
  private static final int BATCH = 256;
  private static final int MOST_AT_ONCE = 1 << 20;

  @Override
  public Figures measure(Settings settings) {
    int workers = settings.number("workers", 10_000);
    int heartbeats = settings.number("heartbeats", workers / 10);
    int decisions = settings.number("decisions", 10_000);
    int classes = settings.number("classes", 16);
    long nanos = settings.number("seconds", 4) * 1_000_000_000L;
    LiveFleet fleet =
        new LiveFleet(
            Rival.Type.valueOf(settings.text("rival", "RANKED")),
            workers,
            classes,
            settings.number("seed", 42));
    double heartbeatsADecision = (double) heartbeats / decisions;

    for (int i = 0; i < PASSES * classes; i++) {
      fleet.step(i % classes); // each class comes to be known, however long that takes
    }
    run(fleet, heartbeatsADecision, new Percentiles(), Clock.ELAPSED, nanos);
    Figures figures = new Figures();
    timeEach(fleet, heartbeatsADecision, decisions, nanos, figures);
    Percentiles cpu = new Percentiles();
    run(fleet, heartbeatsADecision, cpu, Clock.CPU, nanos);
    cpu.addTo(figures, "cpu.", Clock.CPU.costNanos());
    figures.with("telling", fleet.tellingHeartbeats());
    timeSteps(fleet, nanos, figures);
    timeHeartbeats(fleet, nanos / 4, figures);
    fleet.checkPlaced();
    return figures;
  }

  private static void timeEach(
      LiveFleet fleet, double heartbeatsADecision, int decisions, long nanos, Figures figures) {
    Percentiles percentiles = new Percentiles();
    long cpu = Cpu.threadNanos();
    long elapsed = System.nanoTime();
    long steps = run(fleet, heartbeatsADecision, percentiles, Clock.ELAPSED, nanos);
    cpu = Cpu.threadNanos() - cpu;
    elapsed = System.nanoTime() - elapsed;
    percentiles.addTo(figures, "", Clock.ELAPSED.costNanos());
    figures.with("share", (double) cpu / elapsed).with("second", (double) cpu / steps * decisions);
  }

  private static long run(
      LiveFleet fleet,
      double heartbeatsADecision,
      Percentiles percentiles,
      Clock clock,
      long nanos) {
    double due = 0;
    long steps = 0;
    long end = Cpu.threadNanos() + nanos;
    while (steps % BETWEEN_LOOKS != 0 || Cpu.threadNanos() < end) {
      for (due += heartbeatsADecision; due >= 1; due--) {
        fleet.heartbeat();
      }
      int jobClass = fleet.nextClass();
      long started = clock.nanos();
      int worker = fleet.decide(jobClass);
      percentiles.record(clock.nanos() - started);
      fleet.commit(jobClass, worker);
      steps++;
    }
    return steps;
  }

  private static void timeSteps(LiveFleet fleet, long nanos, Figures figures) {
    steps(fleet, nanos / 4); // the compiler has not seen this loop before
    long bytes = Cpu.allocatedBytes();
    long cpu = Cpu.threadNanos();
    long steps = steps(fleet, nanos);
    figures
        .with("step", (double) (Cpu.threadNanos() - cpu) / steps)
        .with("bytes", Math.floor((double) (Cpu.allocatedBytes() - bytes) / steps));
  }

  private static long steps(LiveFleet fleet, long nanos) {
    long end = Cpu.threadNanos() + nanos;
    long steps = 0;
    int batch = 1;
    while (Cpu.threadNanos() < end) {
      for (int i = 0; i < batch; i++) {
        fleet.step();
      }
      steps += batch;
      batch = Math.min(2 * batch, BATCH);
    }
    return steps;
  }

  /** A few at a time, with a decision between, as nobody keeps a change log for ever. */
  private static void timeHeartbeats(LiveFleet fleet, long nanos, Figures figures) {
    long spent = 0;
    long sent = 0;
    while (spent < nanos && sent < 16 * MOST_AT_ONCE) {
      long cpu = Cpu.threadNanos();
      for (int i = 0; i < MOST_AT_ONCE; i++) {
        fleet.heartbeat();
      }
      spent += Cpu.threadNanos() - cpu;
      sent += MOST_AT_ONCE;
      fleet.step();
    }
    figures.with("heartbeat", (double) spent / sent);
  }
}
