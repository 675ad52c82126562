package dev.berth.benchmarks.micro;

import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Settings;

/**
 * What a job's way through the fair queue costs, in and out: the workload of {@link
 * FairQueueBenchmark}.
 *
 * <pre>
 *   tenants    how many (10,000)
 *   millis     how long to warm up and to measure each (2,000)
 *   queue      FAIR or TAGGED (FAIR)
 *
 *   job        ns of CPU time a job, offer and poll
 *   bytes      allocated a job
 * </pre>
 */
public final class FairQueueCost implements Measurement {

  private static final int CHECKED_EVERY = 10_000;

  @Override
  public Figures measure(Settings settings) {
    FairQueueBenchmark benchmark = new FairQueueBenchmark();
    benchmark.tenants = settings.number("tenants", 10_000);
    benchmark.queue = FairQueueBenchmark.Type.valueOf(settings.text("queue", "FAIR"));
    benchmark.setUp();
    long nanos = settings.number("millis", 2_000) * 1_000_000L;
    run(benchmark, nanos);
    return run(benchmark, nanos);
  }

  private static Figures run(FairQueueBenchmark benchmark, long nanos) {
    long started = Cpu.threadNanos();
    long allocated = Cpu.allocatedBytes();
    long jobs = 0;
    long taken = 0;
    long spent = 0;
    while (spent < nanos) {
      for (int i = 0; i < CHECKED_EVERY; i++) {
        taken += benchmark.oneThread() == null ? 0 : 1;
      }
      jobs += CHECKED_EVERY;
      spent = Cpu.threadNanos() - started;
    }
    if (taken != jobs) {
      throw new AssertionError("%d put in, %d taken".formatted(jobs, taken));
    }
    return new Figures()
        .with("job", (double) spent / jobs)
        .with("bytes", (double) (Cpu.allocatedBytes() - allocated) / jobs);
  }
}
