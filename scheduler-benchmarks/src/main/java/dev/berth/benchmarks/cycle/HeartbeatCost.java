package dev.berth.benchmarks.cycle;

import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Settings;

/**
 * What does a heartbeat cost its sender, and what with the engine's part, up to the worker's row
 * and published status? The workload of {@link HeartbeatBenchmark}, with the two parts apart.
 *
 * <pre>
 *   workers, seconds     how many (10,000), and how long to warm up and to measure each (2)
 *
 *   handle.call, id.call   ns of CPU time of the call
 *   handle, id             ns of CPU time of the call and the engine's part
 * </pre>
 */
public final class HeartbeatCost implements Measurement {

  @Override
  public Figures measure(Settings settings) {
    HeartbeatBenchmark benchmark = new HeartbeatBenchmark();
    benchmark.workers = settings.number("workers", 10_000);
    benchmark.setUp();
    long nanos = settings.number("seconds", 2) * 1_000_000_000L;
    Figures figures = new Figures();
    run(benchmark, true, nanos, new Figures());
    run(benchmark, false, nanos, new Figures());
    run(benchmark, true, nanos, figures);
    run(benchmark, false, nanos, figures);
    return figures;
  }

  private static void run(
      HeartbeatBenchmark benchmark, boolean byHandle, long nanos, Figures figures) {
    long callNanos = 0;
    long allNanos = 0;
    long sent = 0;
    while (allNanos < nanos) {
      long started = Cpu.threadNanos();
      if (byHandle) {
        benchmark.sendByHandle();
      } else {
        benchmark.sendById();
      }
      long called = Cpu.threadNanos();
      benchmark.step();
      callNanos += called - started;
      allNanos += Cpu.threadNanos() - started;
      sent += HeartbeatBenchmark.HEARTBEATS_A_CYCLE;
    }
    String name = byHandle ? "handle" : "id";
    figures.with(name + ".call", (double) callNanos / sent).with(name, (double) allNanos / sent);
  }
}
