package dev.berth.benchmarks.state;

import dev.berth.Scheduler;
import dev.berth.SteppedScheduler;

/**
 * How much memory does a fleet take in a whole engine? Prints the heap after collections, before
 * and after the workers were registered; their labels, ids and taints are counted in.
 *
 * <p><b>Workload:</b> {@link SyntheticFleet}: eight labels a worker, the host's name one of them.
 *
 * <p><b>Command:</b> {@code java -jar scheduler-benchmarks/target/benchmarks.jar memory}
 */
public final class FleetMemory {

  private static final int COLLECTIONS = 5;

  private FleetMemory() {}

  /** Measures fleets of 1,000, 10,000 and 100,000 workers. */
  public static void print() {
    System.out.printf("%n| workers | heap | a worker |%n| ---: | ---: | ---: |%n");
    for (int workers : new int[] {1_000, 10_000, 100_000}) {
      long bytes = measure(workers);
      System.out.printf("| %,d | %.1f MB | %,d B |%n", workers, bytes / 1e6, bytes / workers);
    }
  }

  private static long measure(int workers) {
    long before = heap();
    SteppedScheduler scheduler = Scheduler.builder().buildStepped();
    SyntheticFleet.of(workers, 42).forEach(member -> scheduler.register(member.worker()));
    scheduler.step();
    long bytes = heap() - before;
    if (scheduler.stats().workers() != workers) {
      throw new IllegalStateException("not all are there: " + scheduler.stats());
    }
    scheduler.close();
    return bytes;
  }

  private static long heap() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
