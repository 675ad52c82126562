package dev.berth.testkit;

import dev.berth.model.GpuDemand;
import dev.berth.model.GpuSupply;
import dev.berth.spi.DemandAware;
import dev.berth.spi.JobView;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * Prefers workers with more cpu left, in a few steps so that ties happen. It keeps the demand that
 * its scheduler tells, which it has no use for itself.
 */
final class EvenScore implements ScorePlugin, DemandAware {

  private static final int STEPS = 8;

  private GpuDemand demand = GpuDemand.NONE;
  private GpuSupply supply = GpuSupply.NONE;

  @Override
  public void demand(GpuDemand newDemand, GpuSupply newSupply) {
    demand = newDemand;
    supply = newSupply;
  }

  /** Tells a plugin what it was told last, if the plugin wants to know. */
  void passOn(Plugin plugin) {
    if (plugin instanceof DemandAware aware) {
      aware.demand(demand, supply);
    }
  }

  @Override
  public String name() {
    return "testkitEven";
  }

  @Override
  public int defaultWeight() {
    return 1;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.RESOURCES);
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    long cpu = worker.cpuMillis();
    return cpu == 0 ? 0 : (int) (worker.freeCpuMillis() * STEPS / cpu) * (MAX_SCORE / STEPS);
  }
}
