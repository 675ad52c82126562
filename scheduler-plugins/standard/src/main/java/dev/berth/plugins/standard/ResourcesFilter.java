package dev.berth.plugins.standard;

import dev.berth.model.Rejection;
import dev.berth.model.Resources;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Filter {@code resources}: a worker must have free what the job asks of cpu, memory, storage and
 * every named extra resource. GPUs are left to {@link GpusFilter}, which knows the devices.
 *
 * <p>A resource the job does not ask is never short, even on a worker whose capacity was lowered
 * below what it has placed.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#RESOURCES}. <b>Cost:</b> two comparisons a worker; storage
 * and each extra add a pass over the workers that are left, only when asked.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> kube-scheduler's NodeResourcesFit. We differ:
 * every reason carries the numbers.
 */
public final class ResourcesFilter implements FilterPlugin {

  /** Below any free amount, yet far enough from the least long to be subtracted from one. */
  private static final long ANYTHING = Long.MIN_VALUE / 2;

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public ResourcesFilter() {}

  @Override
  public String name() {
    return "resources";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.RESOURCES);
  }

  @Override
  public boolean accepts(JobView job, WorkerView worker) {
    Resources asked = job.requirements().resources();
    if (worker.freeCpuMillis() < least(asked.cpuMillis())
        || worker.freeMemoryBytes() < least(asked.memoryBytes())
        || worker.freeStorageBytes() < least(asked.storageBytes())) {
      return false;
    }
    List<Map.Entry<String, Long>> extras = asked.extraList();
    for (int e = 0; e < extras.size(); e++) {
      if (worker.freeExtra(extras.get(e).getKey()) < least(extras.get(e).getValue())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    Resources asked = job.requirements().resources();
    List<Rejection> reasons = new ArrayList<>();
    check(Resources.CPU, asked.cpuMillis(), worker.freeCpuMillis(), worker.cpuMillis(), reasons);
    check(
        Resources.MEMORY,
        asked.memoryBytes(),
        worker.freeMemoryBytes(),
        worker.memoryBytes(),
        reasons);
    check(
        Resources.STORAGE,
        asked.storageBytes(),
        worker.freeStorageBytes(),
        worker.storageBytes(),
        reasons);
    asked
        .extras()
        .forEach(
            (name, amount) ->
                check(name, amount, worker.freeExtra(name), worker.extra(name), reasons));
    return reasons;
  }

  @Override
  public void filter(JobView job, WorkerBlock block) {
    Resources asked = job.requirements().resources();
    long leastCpu = least(asked.cpuMillis());
    long leastMemory = least(asked.memoryBytes());
    for (int word = 0; word < block.words(); word++) {
      long kept = block.candidates(word);
      for (long rest = kept; rest != 0; rest &= rest - 1) {
        WorkerView worker = block.at(Words.index(word, rest));
        // The sign says whether either is short. A branch would be a coin toss on a busy fleet.
        long spare = (worker.freeCpuMillis() - leastCpu) | (worker.freeMemoryBytes() - leastMemory);
        kept &= ~(spare >>> 63 << Long.numberOfTrailingZeros(rest));
      }
      block.retain(word, kept);
    }
    if (asked.storageBytes() > 0) {
      filterStorage(asked.storageBytes(), block);
    }
    filterExtras(asked.extraList(), block);
  }

  private static void filterStorage(long least, WorkerBlock block) {
    for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
      if (block.at(i).freeStorageBytes() < least) {
        block.reject(i);
      }
    }
  }

  private static void filterExtras(List<Map.Entry<String, Long>> extras, WorkerBlock block) {
    for (int e = 0; e < extras.size(); e++) {
      Map.Entry<String, Long> extra = extras.get(e);
      String name = extra.getKey();
      long least = least(extra.getValue());
      for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
        if (block.at(i).freeExtra(name) < least) {
          block.reject(i);
        }
      }
    }
  }

  /** The least that must be free: anything will do for a resource that is not asked. */
  private static long least(long asked) {
    return asked > 0 ? asked : ANYTHING;
  }

  private static void check(
      String resource, long asked, long free, long allocatable, List<Rejection> reasons) {
    if (free < least(asked)) {
      reasons.add(
          new Rejection(
              Rejection.INSUFFICIENT, resource, asked, Math.max(0, free), allocatable >= asked));
    }
  }
}
