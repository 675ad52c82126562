package dev.berth.benchmarks.targets;

import dev.berth.benchmarks.cycle.EngineRate;
import dev.berth.benchmarks.cycle.HeartbeatCost;
import dev.berth.benchmarks.live.Backlog;
import dev.berth.benchmarks.live.Company;
import dev.berth.benchmarks.live.CompanyDecision;
import dev.berth.benchmarks.live.EngineMemory;
import dev.berth.benchmarks.live.FirstDecision;
import dev.berth.benchmarks.live.HopelessDecision;
import dev.berth.benchmarks.live.LiveDecision;
import dev.berth.benchmarks.live.NaiveRatio;
import dev.berth.benchmarks.live.PluginCost;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Forks;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.micro.FairQueueCost;
import dev.berth.benchmarks.micro.FairShareCost;
import dev.berth.benchmarks.micro.GpuChoiceCost;
import java.io.PrintStream;
import java.util.List;

/**
 * Measures everything that has a target, in forks, and prints a line for each: the target, the
 * figure, and whether it was held. A line is printed as soon as it is known.
 *
 * <p><b>Command:</b> {@code java -jar scheduler-benchmarks/target/benchmarks.jar targets}; a word
 * after it picks the lines that contain it, a number says how many forks.
 */
public final class Targets {

  private static final int[] SIZES = {1_000, 10_000, 100_000, 1_000_000};

  private final Forks forks;
  private final String only;
  private final PrintStream out;

  /** Targets whose lines contain a word, printed here. */
  public Targets(Forks forks, String only, PrintStream out) {
    this.forks = forks;
    this.only = only;
    this.out = out;
  }

  /** Measures and prints. */
  public void run() {
    out.printf("| | target | figure | |%n| --- | ---: | ---: | --- |%n");
    decisions();
    manyClasses();
    heartbeats();
    firstDecisions();
    ratios();
    company();
    hopeless();
    plugins();
    engine();
    heartbeatCost();
    fairness();
    longQueue();
    gpuChoice();
    memory();
  }

  private void decisions() {
    double[] p50 = {1_000, 1_500, 2_000, 8_000};
    double[] p99 = {10_000, 10_000, 15_000, 60_000};
    double[] rates = {0, 500_000, 300_000, 0};
    for (int i = 0; i < SIZES.length; i++) {
      String what = "decision, 16 live classes, " + workers(SIZES[i]);
      if (skips(what)) {
        continue;
      }
      Figures figures = measure(LiveDecision.class, SIZES[i], "classes=16");
      Unit.NANOS.atMost(p50[i], figures.get("p50")).print(out, what + ", p50");
      Unit.NANOS.atMost(p99[i], figures.get("cpu.p99")).print(out, what + ", p99");
      Unit.BYTES.atMost(0, figures.get("bytes")).print(out, what + ", allocated");
      if (rates[i] > 0) {
        Unit.A_SECOND
            .atLeast(rates[i], 1e9 / figures.get("step"))
            .print(out, what + ", decide and commit");
      }
    }
  }

  private void manyClasses() {
    double[] p50 = {0, 25_000, 60_000, 250_000};
    for (int i = 1; i < SIZES.length; i++) {
      String what = "decision, 256 live classes, " + workers(SIZES[i]);
      if (!skips(what)) {
        Figures figures = measure(LiveDecision.class, SIZES[i], "classes=256");
        Unit.NANOS.atMost(p50[i], figures.get("p50")).print(out, what + ", p50");
      }
    }
  }

  private void heartbeats() {
    String what = "1,000,000 heartbeats a second, 100,000 workers";
    if (!skips(what)) {
      Figures figures = measure(LiveDecision.class, 100_000, "heartbeats=1000000");
      Unit.NANOS.atMost(5_000, figures.get("p50")).print(out, what + ", decision, p50");
      Unit.NANOS
          .atMost(1e9, figures.get("second"))
          .print(out, what + " and 10,000 decisions, CPU time of a second");
    }
  }

  private void firstDecisions() {
    double[] p50 = {10_000, 100_000, 1_000_000, 12_000_000};
    for (int i = 0; i < SIZES.length; i++) {
      String what = "first decision of a class, " + workers(SIZES[i]);
      if (!skips(what)) {
        Figures figures = measure(FirstDecision.class, SIZES[i]);
        Unit.NANOS.atMost(p50[i], figures.get("p50")).print(out, what + ", p50");
      }
    }
  }

  private void ratios() {
    double[] least = {0, 1_000, 5_000};
    for (int i = 1; i < least.length; i++) {
      String what = "naive objects / ours, same answers, " + workers(SIZES[i]);
      if (!skips(what)) {
        Figures figures = measure(NaiveRatio.class, SIZES[i]);
        Unit.TIMES.atLeast(least[i], figures.get("ratio")).print(out, what);
      }
    }
  }

  private void company() {
    for (Company company : Company.values()) {
      String what = company.title() + ", " + workers(5_000);
      if (!skips(what)) {
        Figures figures = measure(CompanyDecision.class, 5_000, "company=" + company);
        Unit.NANOS.atMost(10_000, figures.get("p50")).print(out, what + ", p50");
      }
    }
  }

  private void hopeless() {
    String what = "fits nowhere, the second of its class, " + workers(5_000);
    if (!skips(what)) {
      Figures figures = measure(HopelessDecision.class, 5_000);
      Unit.NANOS.atMost(10_000, figures.get("p50")).print(out, what + ", p50");
    }
  }

  private void plugins() {
    String what = "4 filters and 4 scores nobody tuned, a worker, " + workers(10_000);
    if (!skips(what)) {
      Figures figures = measure(PluginCost.class, 10_000);
      Unit.NANOS.atMost(60, figures.get("scalar")).print(out, what + ", scalar");
      Unit.NANOS.atMost(20, figures.get("block")).print(out, what + ", block");
    }
  }

  private void engine() {
    String what = "submit to completed, whole engine, " + workers(10_000);
    if (!skips(what)) {
      Figures figures = measure(EngineRate.class, 10_000);
      Unit.A_SECOND.atLeast(200_000, figures.get("rate")).print(out, what);
    }
  }

  private void heartbeatCost() {
    String what = "heartbeat, " + workers(10_000);
    if (!skips(what)) {
      Figures figures = measure(HeartbeatCost.class, 10_000);
      Unit.NANOS.atMost(15, figures.get("handle.call")).print(out, what + ", by handle, the call");
      Unit.NANOS.atMost(15, figures.get("handle")).print(out, what + ", by handle, to the row");
      Unit.NANOS.atMost(120, figures.get("id.call")).print(out, what + ", by id, the call");
      Unit.NANOS.atMost(120, figures.get("id")).print(out, what + ", by id, to the row");
    }
  }

  private void fairness() {
    String what = "fair queue and fair share, a job's way, 10,000 tenants";
    if (!skips(what)) {
      Figures queue = forks.medians(FairQueueCost.class, "1g", "tenants=10000");
      Figures share = forks.medians(FairShareCost.class, "1g", "tenants=10000");
      Unit.NANOS.atMost(300, queue.get("job")).print(out, what + ", the queue");
      Unit.NANOS.atMost(300, queue.get("job") + share.get("job")).print(out, what + ", both");
    }
  }

  private void gpuChoice() {
    String what = "which whole GPUs, up to 8 devices, " + workers(10_000);
    if (!skips(what)) {
      Figures figures = forks.medians(GpuChoiceCost.class, "1g", "workers=10000");
      Unit.NANOS.atMost(10, figures.get("whole")).print(out, what + ", a worker");
      Unit.NANOS.atMost(50_000, figures.get("whole.all")).print(out, what + ", all of them");
      Unit.BYTES.atMost(0, Math.rint(figures.get("bytes"))).print(out, what + ", allocated");
    }
  }

  private void longQueue() {
    for (String order : List.of("FIFO", "SHORTEST_FIRST", "FAIR", "FAIR_SHARE", "MULTIFACTOR")) {
      String what = "50,000 jobs wait, a job ends and one comes, EASY, " + order + ", p99";
      if (!skips(what)) {
        Figures figures = forks.medians(Backlog.class, "1g", "order=" + order);
        Unit.NANOS.atMost(1_000_000, figures.get("p99")).print(out, what);
      }
    }
  }

  private void memory() {
    String what = "memory, a whole engine, ";
    if (!skips(what)) {
      Figures labelled = measure(EngineMemory.class, 10_000, "jobs=100000");
      Figures bare = measure(EngineMemory.class, 10_000, "labels=0");
      Unit.BYTES
          .atMost(200, bare.get("worker"))
          .print(out, what + "a worker without labels, beside its spec");
      Unit.BYTES
          .atMost(200, labelled.get("worker"))
          .print(out, what + "a worker with 8 labels, beside its spec");
      Unit.BYTES.atMost(400, labelled.get("job")).print(out, what + "a queued job");
    }
    what += "1,000,000 workers without labels and 1,000,000 queued jobs";
    if (!skips(what)) {
      double heap = Double.NaN;
      try {
        heap =
            new Forks(1)
                .medians(EngineMemory.class, "1g", "workers=1000000", "jobs=1000000", "labels=0")
                .get("heap");
      } catch (IllegalStateException outOfMemory) {
        System.err.println(outOfMemory.getMessage());
      }
      Unit.BYTES.atMost(1L << 30, heap).print(out, what);
    }
  }

  private boolean skips(String what) {
    return !what.contains(only);
  }

  private Figures measure(
      Class<? extends Measurement> measurement, int workers, String... settings) {
    String[] all = new String[settings.length + 1];
    all[0] = "workers=" + workers;
    System.arraycopy(settings, 0, all, 1, settings.length);
    return forks.medians(measurement, workers > 100_000 ? "8g" : "3g", all);
  }

  private static String workers(int workers) {
    return "%,d workers".formatted(workers);
  }
}
