package dev.berth.spi;

import dev.berth.model.GpuDemand;
import dev.berth.model.GpuSupply;

/**
 * A plugin whose answers depend on what jobs usually ask for and what workers have, beside its two
 * arguments.
 *
 * <p>The demand is given ({@code SchedulerBuilder.gpuDemand}), or the scheduler learns it: it
 * counts the shapes of the jobs that are submitted, beginning with one imaginary job that asks for
 * a GPU and its share of the cpu, and tells the plugin in steps: at the first job, then whenever
 * the jobs counted have grown by a tenth. Either way it tells anew once the number of workers has
 * changed by a tenth, when the next job comes. Of more than 131,072 jobs the older ones count less
 * and less.
 *
 * <p>At each step the rankings of the profiles that ask the plugin are forgotten. Steps are counted
 * in commands, not in time, so equal input gives equal decisions.
 */
public interface DemandAware {

  /**
   * From now on these are demand and supply. Called on the engine's thread, never during a
   * decision, and first before any; until then both are as good as {@code NONE}. What can be worked
   * out in advance belongs here: it may allocate, and should take no more than a few milliseconds.
   * A throw is a fault of the plugin.
   */
  void demand(GpuDemand demand, GpuSupply supply);
}
