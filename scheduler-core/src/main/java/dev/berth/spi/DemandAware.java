package dev.berth.spi;

import dev.berth.model.GpuDemand;

/**
 * A plugin whose answers depend on what jobs usually ask for, beside its two arguments.
 *
 * <p>The scheduler tells it before the first decision when the demand is given ({@code
 * SchedulerBuilder.gpuDemand}), and otherwise as it learns: it counts the shapes of the jobs that
 * are submitted, and tells anew in steps, at the first job, then whenever the number of jobs seen
 * has grown by a tenth and by 64 at least. At each step the rankings of the profiles that ask the
 * plugin are forgotten. Steps are counted in commands, not in time, so equal input gives equal
 * decisions.
 */
public interface DemandAware {

  /**
   * From now on this is the demand. Called on the engine's thread, never during a decision; the
   * first time before anything else is asked or with the first job, {@link GpuDemand#NONE} until
   * then. What can be worked out in advance belongs here; it may allocate, and should take no more
   * than a few milliseconds. A throw is a fault of the plugin.
   */
  void demand(GpuDemand demand);
}
