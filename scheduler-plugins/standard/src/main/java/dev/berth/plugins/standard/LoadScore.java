package dev.berth.plugins.standard;

import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * Score {@code load}, weight 30: prefers workers whose busiest of cpu, memory and io is least busy,
 * as measured by their heartbeats and not as requested.
 *
 * <pre>{@code score = 1,000 * (1,000 - max(cpu, memory, io))   // loads in thousandths}</pre>
 *
 * <p>A worker that has sent no usage yet counts as idle.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#USAGE}; of the job, nothing. <b>Cost:</b> a read a worker.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> the idea of Trimaran's TargetLoadPacking in
 * kubernetes-sigs/scheduler-plugins. We differ: the mark falls with any load instead of rising up
 * to a target.
 */
public final class LoadScore implements ScorePlugin {

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public LoadScore() {}

  @Override
  public String name() {
    return "load";
  }

  @Override
  public int defaultWeight() {
    return 30;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.USAGE);
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    return grade(worker);
  }

  @Override
  public void score(JobView job, WorkerBlock block, int[] out) {
    for (int word = 0; word < block.words(); word++) {
      for (long rest = block.candidates(word); rest != 0; rest &= rest - 1) {
        int i = Words.index(word, rest);
        out[i] = grade(block.at(i));
      }
    }
  }

  private static int grade(WorkerView worker) {
    // A worker can measure more memory in use than it offers to jobs.
    return 1_000 * (1_000 - Math.min(worker.busiestLoadMillis(), 1_000));
  }
}
