package dev.berth.benchmarks.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.benchmarks.baseline.Rival;
import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Settings;
import dev.berth.internal.decide.DecisionCounters;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Guards what a decision of a live class does, by counts that are the same on every machine and by
 * a ratio within one run.
 */
class LiveDecisionGuardTest {

  private static final int WORKERS = 10_000;
  private static final int WARM_UP = 2_000;
  private static final int DECISIONS = 20_000;
  private static final double LEAST_BLOCKS = 0.5;
  private static final double MOST_BLOCKS = 2;
  private static final double LEAST_RATIO = 300;
  private static final long MOST_NANOS = 5_000_000;

  @Test
  void decide_oneClass_rescoresTwoRows() {
    assertThat(rescoredADecision(1)).isBetween(1.95, 2.0);
  }

  /** Some fewer: where a job takes the place of one that has just ended, the row counts once. */
  @Test
  void decide_sixteenClasses_rescoresThirtyTwoRows() {
    assertThat(rescoredADecision(16)).isBetween(30.5, 32.0);
  }

  @Test
  void decide_sixteenClasses_goesThroughFewBlocks() {
    LiveFleet fleet = fleet(16);
    long before = fleet.counters().settled();
    run(fleet, 16, DECISIONS);
    double blocks = (double) (fleet.counters().settled() - before) / DECISIONS;

    System.out.printf("%.2f blocks a decision%n", blocks);
    assertThat(blocks).isBetween(LEAST_BLOCKS, MOST_BLOCKS);
  }

  @Test
  void decide_sixteenClasses_scansAndBuildsNothing() {
    LiveFleet fleet = fleet(16);
    DecisionCounters counters = fleet.counters();
    long before = counters.scanned() + counters.built() + counters.reduced() + counters.evicted();
    run(fleet, 16, DECISIONS);

    assertThat(counters.scanned() + counters.built() + counters.reduced() + counters.evicted())
        .isEqualTo(before);
  }

  @Test
  void decide_sixteenClasses_allocatesNothing() {
    LiveFleet fleet = fleet(16);
    run(fleet, 16, DECISIONS);

    long before = Cpu.allocatedBytes();
    run(fleet, 16, DECISIONS);
    long allocated = Cpu.allocatedBytes() - before;

    assertThat(allocated / DECISIONS)
        .as("bytes a decision (%,d bytes in %,d decisions)", allocated, DECISIONS)
        .isZero();
  }

  @Test
  void decide_tenThousandWorkers_hundredsOfTimesFasterThanNaive() {
    Figures figures = new NaiveRatio().measure(new Settings(List.of("workers=" + WORKERS)));

    System.out.println(figures);
    assertThat(figures.get("ratio")).as(figures.toString()).isGreaterThan(LEAST_RATIO);
  }

  /** The bar a user set; the CPU time of the median decision is some thousand times less. */
  @Test
  void decision_tenThousandWorkers_under5ms() {
    LiveFleet fleet = fleet(16);
    double[] nanos = new double[101];
    for (int i = 0; i < nanos.length; i++) {
      int jobClass = fleet.nextClass();
      long started = Cpu.threadNanos();
      int worker = fleet.decide(jobClass);
      nanos[i] = Cpu.threadNanos() - started;
      fleet.commit(jobClass, worker);
    }

    assertThat(Figures.median(nanos)).as("ns of CPU time").isLessThan(MOST_NANOS);
  }

  private static double rescoredADecision(int classes) {
    LiveFleet fleet = fleet(classes);
    long before = fleet.counters().rescored();
    run(fleet, classes, DECISIONS);
    return (double) (fleet.counters().rescored() - before) / DECISIONS;
  }

  /** A fleet whose classes are known already. */
  private static LiveFleet fleet(int classes) {
    LiveFleet fleet = new LiveFleet(Rival.Type.RANKED, WORKERS, classes, 42);
    run(fleet, classes, WARM_UP);
    return fleet;
  }

  private static void run(LiveFleet fleet, int classes, int decisions) {
    for (int i = 0; i < decisions; i++) {
      fleet.step(i % classes);
    }
    fleet.checkPlaced();
  }
}
