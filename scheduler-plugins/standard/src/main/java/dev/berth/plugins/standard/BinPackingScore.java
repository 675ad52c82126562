package dev.berth.plugins.standard;

import dev.berth.model.Resources;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * Score {@code binPacking}, asked only when named: prefers workers of which the largest part would
 * be requested, which fills some and keeps others empty for large jobs.
 *
 * <pre>{@code
 * score = 1,000,000 * mean of the requested shares of cpu, memory and, for jobs that ask GPUs, gpu
 *                     once the job is placed
 * }</pre>
 *
 * <p>A resource of which the worker has none is left out; a worker with none at all counts as full.
 * Up to rounding it is 1,000,000 less {@link MostFreeScore}.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#RESOURCES}, {@link WorkerFacet#GPUS}. <b>Cost:</b> three
 * divisions a worker, four for jobs that ask GPUs.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> kube-scheduler's MostAllocated strategy.
 */
public final class BinPackingScore implements ScorePlugin {

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public BinPackingScore() {}

  @Override
  public String name() {
    return "binPacking";
  }

  @Override
  public int defaultWeight() {
    return 0;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.RESOURCES, WorkerFacet.GPUS);
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    return grade(worker, job.requirements().resources());
  }

  @Override
  public void score(JobView job, WorkerBlock block, int[] out) {
    Resources asked = job.requirements().resources();
    for (int word = 0; word < block.words(); word++) {
      for (long rest = block.candidates(word); rest != 0; rest &= rest - 1) {
        int i = Words.index(word, rest);
        out[i] = grade(block.at(i), asked);
      }
    }
  }

  private static int grade(WorkerView worker, Resources asked) {
    return Shares.grade(1 - Shares.meanLeft(worker, asked));
  }
}
