package dev.berth.benchmarks.micro;

import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Settings;
import dev.berth.internal.policy.share.Account;
import dev.berth.internal.policy.share.FairShare;
import dev.berth.model.Resources;
import dev.berth.queue.FairShareConfig;
import java.util.SplittableRandom;

/**
 * What a job costs the fair share: its tenant's account and priority, its start and its end, each
 * at a time of its own.
 *
 * <pre>
 *   tenants    how many (10,000), ten to a parent
 *   millis     how long to warm up and to measure each (2,000)
 *
 *   job        ns of CPU time a job
 *   bytes      allocated a job
 * </pre>
 */
public final class FairShareCost implements Measurement {

  private static final int CHILDREN = 10;
  private static final int ARRIVALS = 1 << 16;
  private static final int CHECKED_EVERY = 10_000;
  private static final long NANOS_A_JOB = 1_000_000;

  private final Resources amount =
      Resources.builder().cpuMillis(2_000).memoryBytes(1L << 32).extra("license", 1).build();
  private final String[] arrivals = new String[ARRIVALS];
  private long now;
  private double sum;

  @Override
  public Figures measure(Settings settings) {
    int tenants = settings.number("tenants", 10_000);
    FairShareConfig.Builder config = FairShareConfig.builder();
    SplittableRandom random = new SplittableRandom(42);
    String[] names = new String[tenants];
    for (int i = 0; i < tenants; i++) {
      names[i] = "tenant-" + i;
      config.weight(names[i], 1 + i % 8).parent(names[i], "parent-" + i / CHILDREN);
    }
    for (int i = 0; i < ARRIVALS; i++) {
      arrivals[i] = names[random.nextInt(tenants)];
    }
    FairShare share = new FairShare(config.build());
    share.capacity(amount.times(100_000));
    long nanos = settings.number("millis", 2_000) * 1_000_000L;
    run(share, nanos);
    return run(share, nanos);
  }

  private Figures run(FairShare share, long nanos) {
    long started = Cpu.threadNanos();
    long allocated = Cpu.allocatedBytes();
    long jobs = 0;
    long spent = 0;
    while (spent < nanos) {
      for (int i = 0; i < CHECKED_EVERY; i++) {
        job(share, arrivals[(int) (jobs++ % ARRIVALS)]);
      }
      spent = Cpu.threadNanos() - started;
    }
    if (!(sum > 0)) {
      throw new AssertionError("priorities add up to " + sum);
    }
    return new Figures()
        .with("job", (double) spent / jobs)
        .with("bytes", (double) (Cpu.allocatedBytes() - allocated) / jobs);
  }

  private void job(FairShare share, String tenant) {
    Account account = share.account(tenant);
    now += NANOS_A_JOB;
    sum += share.priority(account, now);
    share.started(account, amount, now);
    now += NANOS_A_JOB;
    share.ended(account, amount, now);
  }
}
