package dev.berth.benchmarks.cycle;

import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Settings;

/**
 * How many jobs a second go through a whole engine? The workload of {@link EngineBenchmark}.
 *
 * <pre>
 *   workers, seconds   how many (10,000), and how long to warm up and to measure (10)
 *
 *   job                ns of CPU time a job, over all threads
 *   rate               jobs a second by the clock
 * </pre>
 */
public final class EngineRate implements Measurement {

  @Override
  public Figures measure(Settings settings) {
    EngineBenchmark benchmark = new EngineBenchmark();
    benchmark.workers = settings.number("workers", 10_000);
    benchmark.classes = settings.number("classes", 16);
    benchmark.setUp();
    long nanos = settings.number("seconds", 10) * 1_000_000_000L;
    run(benchmark, nanos);
    return run(benchmark, nanos);
  }

  private static Figures run(EngineBenchmark benchmark, long nanos) {
    long cpu = Cpu.allThreadsNanos();
    long started = System.nanoTime();
    long elapsed = 0;
    long jobs = 0;
    while (elapsed < nanos) {
      try {
        benchmark.submitPlaceComplete();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
      jobs += EngineBenchmark.JOBS;
      elapsed = System.nanoTime() - started;
    }
    double spent = Cpu.allThreadsNanos() - cpu;
    return new Figures().with("job", spent / jobs).with("rate", 1e9 * jobs / elapsed);
  }
}
