package dev.berth.benchmarks.baseline;

import dev.berth.benchmarks.state.Cluster;
import dev.berth.benchmarks.state.SyntheticFleet;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.internal.cluster.GpuGrant;
import dev.berth.internal.decide.Decider;
import dev.berth.internal.decide.DecisionCounters;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Usage;
import dev.berth.spi.JobView;
import dev.berth.spi.Plugin;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The engine's own rows and decisions, on one thread, with all standard plugins at default weights.
 */
final class ColumnarRival implements Rival {

  private final Cluster cluster;
  private final boolean remembers;
  private final GpuGrant[] grants = new GpuGrant[1 << SyntheticFleet.MOST_GPUS];

  private ColumnarRival(Iterable<Member> fleet, Cluster cluster, boolean remembers) {
    this.cluster = cluster;
    Arrays.setAll(grants, gpus -> new GpuGrant(gpus, Placement.ANY_NODE, Placement.WHOLE));
    this.remembers = remembers;
    fleet.forEach(cluster::add);
  }

  static Rival block(Iterable<Member> fleet) {
    return new ColumnarRival(fleet, Cluster.with(Cluster.standardPlugins()), false);
  }

  static Rival ranked(Iterable<Member> fleet) {
    return new ColumnarRival(fleet, Cluster.with(Cluster.standardPlugins()), true);
  }

  static Rival ranked(Iterable<Member> fleet, Map<String, Integer> weights) {
    return new ColumnarRival(fleet, Cluster.with(Cluster.standardPlugins(), weights), true);
  }

  static Rival scalar(Iterable<Member> fleet) {
    List<Plugin> plugins =
        Cluster.standardPlugins().stream().map(ScalarPlugins::withoutBlocks).toList();
    return new ColumnarRival(fleet, Cluster.with(plugins), false);
  }

  /** No job here is bound to a NUMA node, so the GPUs say it all. */
  private GpuGrant grant(long gpus) {
    return grants[(int) gpus];
  }

  @Override
  public int decide(JobView job, int jobClass) {
    int row = cluster.decider().decide(job, remembers ? jobClass : Decider.NO_CLASS, 0);
    return row == Decider.NO_ROW ? NONE : row;
  }

  @Override
  public boolean hasRoom(int worker, Requirements asked) {
    return cluster.rows().hasRoom(worker, asked);
  }

  @Override
  public DecisionCounters counters() {
    return cluster.decider().counters();
  }

  @Override
  public boolean setUsage(int worker, Usage usage) {
    return cluster.rows().setUsage(worker, usage);
  }

  @Override
  public long reserve(int worker, Requirements asked) {
    return cluster.rows().reserve(worker, asked).gpus();
  }

  @Override
  public void release(int worker, Requirements asked, long gpus) {
    cluster.rows().release(worker, asked, gpus == 0 ? GpuGrant.NONE : grant(gpus));
  }
}
