package dev.berth.benchmarks.live;

import dev.berth.benchmarks.measure.Clock;
import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Percentiles;
import dev.berth.benchmarks.measure.Settings;
import dev.berth.benchmarks.state.Cluster;
import dev.berth.benchmarks.state.JobSpec;
import dev.berth.internal.cluster.GpuGrant;
import dev.berth.internal.decide.Decider;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.Locality;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What does a decision for a job with GPUs cost, with all standard plugins, beside one for a job
 * without in the same stream? Each decision is committed and one random job of those placed ends.
 * With as many workers changed between two decisions of a class, the two are comparable.
 *
 * <pre>
 *   workers     how many (10,000), each with GPUs: 8 A100 on a switch, 4 V100 in pairs, 2 T4,
 *               8 H100 on a switch; about two thirds of the GPUs are in use
 *   classes     how many kinds of jobs with GPUs come and go (16): 1, 2, 4 and 8 whole ones, shares,
 *               with and without wishes for NUMA, links, models and memory; and a quarter as many
 *               kinds without GPUs
 *   seconds     of CPU time to warm up, and to measure (3)
 *
 *   first.p50, …   ns of CPU time, of the first decision of a class, each kind of job in turn
 *   first.whole.p50, …   the same of those for whole GPUs without a wish for NUMA
 *   cpu.first.p50, …     the same of jobs without GPUs
 *   gpu.p50, …     ns, of a decision of a class that is known
 *   cpu.p50, …     the same of jobs without GPUs
 *   ratio          gpu.p50 / cpu.p50
 *   bytes          allocated by a decision of a known class with GPUs
 * </pre>
 */
public final class GpuDecision implements Measurement {

  private static final long GIB = 1L << 30;
  private static final int FIRST_CLASSES = 20_000;
  private static final List<GpuTopology> KINDS =
      List.of(
          GpuTopology.nvSwitch(8, "A100", 80 * GIB, 2, 128_000, 1_024 * GIB),
          GpuTopology.pairs(4, "V100", 32 * GIB, 2, 64_000, 512 * GIB),
          GpuTopology.pcie(2, "T4", 16 * GIB, 1, 32_000, 128 * GIB),
          GpuTopology.nvSwitch(8, "H100", 80 * GIB, 2, 192_000, 2_048 * GIB));

  @Override
  public Figures measure(Settings settings) {
    int workers = settings.number("workers", 10_000);
    int classes = settings.number("classes", 16);
    long nanos = settings.number("seconds", 3) * 1_000_000_000L;
    Bench bench = new Bench(workers, classes);
    bench.run(nanos);
    Bench.Costs known = bench.run(nanos);
    double bytes = bench.bytesADecision();
    bench.runFirst(FIRST_CLASSES / 2);
    Bench.Costs first = bench.runFirst(FIRST_CLASSES / 2);
    Figures figures = new Figures();
    known.gpu().addTo(figures, "gpu.", Clock.ELAPSED.costNanos());
    known.cpu().addTo(figures, "cpu.", Clock.ELAPSED.costNanos());
    figures.with("bytes", bytes);
    first.gpu().addTo(figures, "first.", Clock.CPU.costNanos());
    first.whole().addTo(figures, "first.whole.", Clock.CPU.costNanos());
    first.cpu().addTo(figures, "cpu.first.", Clock.CPU.costNanos());
    bench.checkPlaced();
    return figures.with("ratio", figures.get("gpu.p50") / figures.get("cpu.p50"));
  }

  private record Placed(int row, JobSpec job, GpuGrant grant) {}

  private static final class Bench {

    /** What decisions cost, by what they were for; {@code whole} is a part of {@code gpu}. */
    private record Costs(Percentiles gpu, Percentiles whole, Percentiles cpu) {
      Costs() {
        this(new Percentiles(), new Percentiles(), new Percentiles());
      }

      void record(GpuRequest gpus, long nanos) {
        (gpus.count() == 0 ? cpu : gpu).record(nanos);
        if (gpus.isWhole() && gpus.numa() == Locality.NONE) {
          whole.record(nanos);
        }
      }
    }

    private final SplittableRandom random = new SplittableRandom(Cluster.SEED);
    private final Cluster cluster = Cluster.with(Cluster.standardPlugins());
    private final List<JobSpec> jobs = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();
    private int nextClass;
    private long decisions;
    private long unplaced;

    Bench(int workers, int classes) {
      long gpus = 0;
      for (int i = 0; i < workers; i++) {
        GpuTopology kind = KINDS.get(random.nextInt(KINDS.size()));
        cluster.rows().add(Worker.builder("w-" + i).topology(kind).build());
        gpus += kind.gpus().size();
      }
      for (int i = 0; i < classes; i++) {
        jobs.add(spec(gpuJob(i, i)));
      }
      for (int i = 0; i < (classes + 3) / 4; i++) {
        jobs.add(spec(cpuJob(i)));
      }
      nextClass = jobs.size();
      fill(gpus);
    }

    private void fill(long gpus) {
      for (long taken = 0; taken < gpus * 2 / 3; ) {
        int jobClass = random.nextInt(jobs.size());
        JobSpec job = jobs.get(jobClass);
        int row = cluster.decider().decide(job, jobClass, 0);
        place(row, job);
        taken += job.requirements().gpus().count();
      }
      for (int jobClass = 0; jobClass < jobs.size(); jobClass++) {
        cluster.decider().forget(jobClass);
      }
    }

    private void place(int row, JobSpec job) {
      decisions++;
      if (row == Decider.NO_ROW) {
        unplaced++;
      } else {
        placed.add(new Placed(row, job, cluster.rows().reserve(row, job.requirements())));
      }
    }

    /** Throws when more than one decision in twenty found no worker. */
    void checkPlaced() {
      if (20 * unplaced > decisions) {
        throw new IllegalStateException(unplaced + " of " + decisions + " jobs found no worker");
      }
    }

    private static JobSpec spec(Job job) {
      return new JobSpec(job, job.requirements());
    }

    private static Job gpuJob(int kind, int variant) {
      Job.Builder job =
          Job.builder("gpu").cpuMillis(2_000 + variant).memoryBytes((1L << 33) + variant);
      switch (kind % 8) {
        case 0 -> job.gpus(1);
        case 1 -> job.gpuShare(250);
        case 2 -> job.gpus(2).gpuLinks(Locality.PREFER);
        case 3 -> job.gpus(4).gpuNuma(Locality.REQUIRE);
        case 4 -> job.gpus(8).gpuLinks(Locality.REQUIRE);
        case 5 -> job.gpuShare(500).gpuMemory(8 * GIB);
        case 6 -> job.gpus(1).gpuModels("T4", "V100").gpuNuma(Locality.PREFER);
        default -> job.gpus(2).gpuMinMemory(40 * GIB);
      }
      return job.build();
    }

    private static Job cpuJob(int variant) {
      return Job.builder("cpu")
          .cpuMillis(1_000 + variant)
          .memoryBytes((1L << 32) + variant)
          .build();
    }

    Costs run(long nanos) {
      Costs costs = new Costs();
      long end = Cpu.threadNanos() + nanos;
      while (Cpu.threadNanos() < end) {
        int jobClass = random.nextInt(jobs.size());
        JobSpec job = jobs.get(jobClass);
        long started = Clock.ELAPSED.nanos();
        int row = cluster.decider().decide(job, jobClass, 0);
        costs.record(job.requirements().gpus(), Clock.ELAPSED.nanos() - started);
        turnOver(row, job);
      }
      return costs;
    }

    Costs runFirst(int count) {
      Costs costs = new Costs();
      for (int i = 0; i < count; i++) {
        int jobClass = nextClass++;
        JobSpec job = spec(i % 9 == 8 ? cpuJob(jobClass) : gpuJob(i % 9, jobClass));
        long started = Clock.CPU.nanos();
        int row = cluster.decider().decide(job, jobClass, 0);
        costs.record(job.requirements().gpus(), Clock.CPU.nanos() - started);
        turnOver(row, job);
        cluster.decider().forget(jobClass);
      }
      return costs;
    }

    double bytesADecision() {
      long bytes = 0;
      int count = 10_000;
      for (int i = 0; i < count; i++) {
        int jobClass = random.nextInt(jobs.size());
        JobSpec job = jobs.get(jobClass);
        long before = Cpu.allocatedBytes();
        int row = cluster.decider().decide(job, jobClass, 0);
        bytes += Cpu.allocatedBytes() - before;
        turnOver(row, job);
      }
      return Math.floor((double) bytes / count);
    }

    private void turnOver(int row, JobSpec job) {
      place(row, job);
      int slot = random.nextInt(placed.size());
      Placed ended = placed.set(slot, placed.get(placed.size() - 1));
      placed.remove(placed.size() - 1);
      cluster.rows().release(ended.row(), ended.job().requirements(), ended.grant());
    }
  }
}
