package dev.berth.plugins.standard;

import dev.berth.model.Resources;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * Score {@code mostFree}, asked only when named: prefers workers that would have the largest part
 * of their resources left, which spreads jobs out.
 *
 * <pre>{@code
 * score = 1,000,000 * mean of the shares of cpu, memory and, for jobs that ask GPUs, gpu
 *                     that are left once the job is placed
 * }</pre>
 *
 * <p>A resource of which the worker has none is left out; a worker with none at all has 0 left.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#RESOURCES}, {@link WorkerFacet#GPUS}. <b>Cost:</b> three
 * divisions a worker, four for jobs that ask GPUs.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> kube-scheduler's LeastAllocated strategy.
 */
public final class MostFreeScore implements ScorePlugin {

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public MostFreeScore() {}

  @Override
  public String name() {
    return "mostFree";
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
    return Shares.grade(Shares.meanLeft(worker, asked));
  }
}
