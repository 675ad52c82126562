package dev.berth.benchmarks.live;

import dev.berth.benchmarks.measure.Clock;
import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Percentiles;
import dev.berth.benchmarks.measure.Settings;
import dev.berth.benchmarks.state.Cluster;
import dev.berth.benchmarks.state.JobSpec;
import dev.berth.benchmarks.state.SyntheticFleet;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.internal.cluster.GpuGrant;
import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.decide.Decider;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What does a decision cost for a job that asks something of the company it keeps? Each decision is
 * committed and one random job of the kind ends, so that as many stay present. What the first
 * thousand decisions did is checked.
 *
 * <pre>
 *   workers     how many (5,000), in nine zones, 60 % full
 *   company     see {@link Company} (ZONE_SPREAD)
 *   seconds     of elapsed time to warm up and to measure (3)
 *
 *   p50, p99, mean, count   ns, of the decision alone, timed one by one
 *   step                    ns of CPU time of decision, reservation, release and counting
 *   bytes                   allocated by such a step
 * </pre>
 */
public final class CompanyDecision implements Measurement {

  private static final int CHECKED = 1_000;
  private static final int FILL = 600;
  private static final int ZONES = 9;
  private static final int THE_CLASS = 0;

  @Override
  public Figures measure(Settings settings) {
    Bench bench =
        new Bench(
            Company.valueOf(settings.text("company", "ZONE_SPREAD")),
            settings.number("workers", 5_000));
    long nanos = settings.number("seconds", 3) * 1_000_000_000L;
    bench.check();
    bench.run(new Percentiles(), nanos);
    Percentiles percentiles = new Percentiles();
    long bytes = Cpu.allocatedBytes();
    long cpu = Cpu.threadNanos();
    double steps = bench.run(percentiles, nanos);
    Figures figures = new Figures();
    percentiles.addTo(figures, "", Clock.ELAPSED.costNanos());
    return figures
        .with("step", (Cpu.threadNanos() - cpu) / steps)
        .with("bytes", Math.floor((Cpu.allocatedBytes() - bytes) / steps));
  }

  private static final class Bench {
    private final SplittableRandom random = new SplittableRandom(Cluster.SEED);
    private final Company company;
    private final JobSpec job;
    private final Cluster cluster;
    private final int[] zoneOf;
    private final int[] workerOf;
    private int present;

    Bench(Company company, int workers) {
      this.company = company;
      job = new JobSpec(company.job(), company.job().requirements());
      workerOf = new int[company.present()];
      zoneOf = new int[workers];
      cluster = Cluster.with(Cluster.standardPlugins(), null, this::visit);
      Map<String, Integer> zones = new HashMap<>();
      for (Member member : SyntheticFleet.generated(workers, Cluster.SEED, FILL)) {
        String zone = String.valueOf(member.worker().labels().get("zone"));
        zoneOf[cluster.add(member)] = zones.computeIfAbsent(zone, name -> zones.size());
      }
      while (present < workerOf.length) {
        place(present, decide());
        present++;
      }
    }

    private void visit(Tallies.PlacedJobs.Visitor visitor) {
      for (int slot = 0; slot < present; slot++) {
        visitor.visit(THE_CLASS, job, workerOf[slot]);
      }
    }

    void check() {
      for (int i = 0; i < CHECKED; i++) {
        end(i % present);
        place(i % present, decide());
        int[] byHost = new int[zoneOf.length];
        int[] byZone = new int[ZONES];
        for (int worker : workerOf) {
          byHost[worker]++;
          byZone[zoneOf[worker]]++;
        }
        company.check(byHost, byZone);
      }
    }

    long run(Percentiles percentiles, long nanos) {
      long end = System.nanoTime() + nanos;
      long steps = 0;
      while (System.nanoTime() < end) {
        int slot = random.nextInt(present);
        end(slot);
        long started = System.nanoTime();
        int worker = decide();
        percentiles.record(System.nanoTime() - started);
        place(slot, worker);
        steps++;
      }
      return steps;
    }

    private int decide() {
      return cluster.decider().decide(job, THE_CLASS, 0);
    }

    private void place(int slot, int worker) {
      if (worker == Decider.NO_ROW) {
        throw new IllegalStateException(company + ": no worker for one more of " + present);
      }
      cluster.rows().reserve(worker, job.requirements());
      cluster.tallies().placed(THE_CLASS, job, worker);
      workerOf[slot] = worker;
    }

    private void end(int slot) {
      cluster.rows().release(workerOf[slot], job.requirements(), GpuGrant.NONE);
      cluster.tallies().left(THE_CLASS, job, workerOf[slot]);
    }
  }
}
