package dev.berth.plugins.standard;

import dev.berth.model.Resources;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * Score {@code resourceBalance}, weight 40: prefers workers whose cpu, memory and GPUs would be
 * requested to the same degree, so that none of them is stranded behind another that ran out.
 *
 * <pre>{@code
 * f(d)     = requested share of d once the job is placed, for d in cpu, memory, gpu with capacity above 0
 * uneven   = max f - min f, 0 where there are fewer than two
 * idleGpus = 1 - f(gpu) where the worker has GPUs and the job asks none, else 0
 * score    = 1,000,000 * (1 - max(uneven, idleGpus))
 * }</pre>
 *
 * <p><b>Why {@code idleGpus}:</b> each core taken from a GPU worker by a job without GPUs is one
 * its free GPUs may lack later. Without the term an empty GPU worker costs a small cpu job almost
 * nothing; with it such a job goes there when nothing else is left, and then where most GPUs are
 * taken already.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#RESOURCES}, {@link WorkerFacet#GPUS}. <b>Cost:</b> two
 * divisions a worker, three where it has GPUs.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> kube-scheduler's
 * NodeResourcesBalancedAllocation. We differ: the range and not the standard deviation, so that one
 * odd resource out is not averaged away; all three resources and not only the requested ones; idle
 * GPUs count.
 */
public final class ResourceBalanceScore implements ScorePlugin {

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public ResourceBalanceScore() {}

  @Override
  public String name() {
    return "resourceBalance";
  }

  @Override
  public int defaultWeight() {
    return 40;
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

  // Works on what is left: those shares lie as far apart as the requested ones. It compares as
  // little as it can, because which of two shares is larger is a coin toss to a branch predictor.
  private static int grade(WorkerView worker, Resources asked) {
    boolean hasCpu = worker.cpuMillis() > 0;
    boolean hasMemory = worker.memoryBytes() > 0;
    double cpu =
        hasCpu ? Shares.left(worker.freeCpuMillis(), asked.cpuMillis(), worker.cpuMillis()) : 0;
    double memory =
        hasMemory
            ? Shares.left(worker.freeMemoryBytes(), asked.memoryBytes(), worker.memoryBytes())
            : cpu;
    cpu = hasCpu ? cpu : memory;
    double uneven = Math.abs(cpu - memory);
    if (worker.gpuCount() == 0) {
      return Shares.grade(1 - uneven);
    }
    double gpu = Shares.gpuLeft(worker, asked);
    if (hasCpu || hasMemory) {
      // The range of three numbers is half the sum of their three distances.
      uneven = (uneven + Math.abs(cpu - gpu) + Math.abs(memory - gpu)) / 2;
    }
    return Shares.grade(1 - (asked.gpuMillis() == 0 ? larger(gpu, uneven) : uneven));
  }

  /**
   * The larger of two that are not negative, whose bits are in their order: without a branch, and
   * for a fraction of what Math.max of doubles costs on JDK 17.
   */
  private static double larger(double a, double b) {
    long bits = Double.doubleToRawLongBits(a);
    long less = bits - Double.doubleToRawLongBits(b);
    return Double.longBitsToDouble(bits - (less & (less >> 63)));
  }
}
