package dev.berth.benchmarks.live;

import dev.berth.benchmarks.measure.Cpu;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Settings;
import dev.berth.benchmarks.state.Cluster;
import dev.berth.benchmarks.state.SyntheticFleet;
import dev.berth.benchmarks.state.Workload;
import dev.berth.benchmarks.thirdparty.ThirdPartyPlugins;
import dev.berth.internal.decide.Decider;
import dev.berth.spi.Plugin;
import java.util.List;

/**
 * What do plugins cost that nobody has tuned, four filters and four scores, for each worker that a
 * plain scan looks at? Before that the JVM has run the standard plugins through the same code, so
 * that nothing is compiled for these alone.
 *
 * <pre>
 *   workers         how many (10,000)
 *
 *   scalar, block   ns of CPU time a worker, all eight plugins and the scan; medians of nine rounds
 * </pre>
 */
public final class PluginCost implements Measurement {

  private static final int ROUNDS = 9;
  private static final long WARM_UP_NANOS = 2_000_000_000;
  private static final long LEAST_NANOS = 200_000_000;

  @Override
  public Figures measure(Settings settings) {
    int workers = settings.number("workers", 10_000);
    Workload workload = Workload.of(workers, Workload.MIXED);
    Cluster standard = cluster(workers, Cluster.standardPlugins());
    Cluster scalar = cluster(workers, ThirdPartyPlugins.scalar());
    Cluster block = cluster(workers, ThirdPartyPlugins.block());
    for (Cluster cluster : List.of(standard, scalar, block, standard)) {
      nanosADecision(cluster, workload, WARM_UP_NANOS);
    }
    double[] scalarNanos = new double[ROUNDS];
    double[] blockNanos = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      scalarNanos[round] = nanosADecision(scalar, workload, LEAST_NANOS) / workers;
      blockNanos[round] = nanosADecision(block, workload, LEAST_NANOS) / workers;
    }
    return new Figures()
        .with("scalar", Figures.median(scalarNanos))
        .with("block", Figures.median(blockNanos));
  }

  private static Cluster cluster(int workers, List<Plugin> plugins) {
    Cluster cluster = Cluster.with(plugins);
    SyntheticFleet.of(workers, Cluster.SEED).forEach(cluster::add);
    return cluster;
  }

  private static double nanosADecision(Cluster cluster, Workload workload, long leastNanos) {
    long started = Cpu.threadNanos();
    long spent = 0;
    int decisions = 0;
    for (int batch = 1; spent < leastNanos; batch = decisions) { // twice as many each time
      for (int i = 0; i < batch; i++) {
        cluster.decider().decide(workload.job(decisions + i), Decider.NO_CLASS, 0);
      }
      decisions += batch;
      spent = Cpu.threadNanos() - started;
    }
    return (double) spent / decisions;
  }
}
