package dev.berth.placement;

import dev.berth.model.GpuSplit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many GPUs of a job each of several workers gives: on the fewest workers there are, of these
 * in the fewest racks, then in the racks and on the workers that come earliest in the given order.
 *
 * <p>Racks come in the order of their first worker that gives enough to be one of so few. Of the
 * sets of as many racks the one is taken whose first rack comes earliest, then its second, and so
 * on; within these racks the workers in the same way. Each gives as much as it can, in order; so
 * what is left over is on the last.
 *
 * <p><b>Why fewest workers first:</b> every worker boundary is a network hop for the whole job, a
 * rack boundary only makes some of the hops longer.
 *
 * <p><b>Thread-safety:</b> pure functions. <b>Cost:</b> O(workers × distinct amounts) and a search
 * over sets of racks. <b>Guarantee:</b> the number of workers is the least. So is that of racks
 * whenever all workers give alike, and otherwise if the search ends within {@value
 * RackSearch#MOST_STEPS} steps; if it does not, racks are taken one after the other, each the one
 * that adds most.
 */
public final class WorkerSplit {

  /** Of a worker in no rack: it counts as one in a rack of its own. */
  public static final int NO_RACK = -1;

  private WorkerSplit() {}

  /**
   * Divides a job.
   *
   * @param count GPUs of the job, at least 1
   * @param gpusPerWorker as in {@link GpuSplit}: exactly so many of each worker, which divides the
   *     count; {@link GpuSplit#ANY} number; or {@link GpuSplit#ONE_WORKER} for all of one
   * @param most how many GPUs of the job each worker could take, 0 or more
   * @param rack the number of each worker's rack, or {@link #NO_RACK}
   * @param take set to how many each is to take, all 0 if the job does not fit
   * @return whether it fits
   */
  public static boolean plan(int count, int gpusPerWorker, int[] most, int[] rack, int[] take) {
    check(count, gpusPerWorker, most, rack, take);
    Arrays.fill(take, 0);
    int part = gpusPerWorker == GpuSplit.ONE_WORKER ? count : gpusPerWorker;
    int[] give = new int[most.length];
    for (int worker = 0; worker < most.length; worker++) {
      give[worker] =
          part == GpuSplit.ANY ? Math.min(most[worker], count) : most[worker] < part ? 0 : part;
    }
    int workers = fewest(count, give);
    if (workers == 0) {
      return false;
    }
    int least = count - largest(workers - 1, histogram(count, give));
    List<int[]> racks = racks(give, least, rack);
    int[] chosen = new RackSearch(count, workers, give, racks).find();
    take(count, workers, give, together(racks, chosen), take);
    return true;
  }

  /** The part of an amount that goes with so many of a job's GPUs, rounded up. */
  public static long part(long amount, int gpus, int count) {
    return amount / count * gpus + (amount % count * gpus + count - 1) / count;
  }

  private static void check(int count, int gpusPerWorker, int[] most, int[] rack, int[] take) {
    if (count < 1) {
      throw new IllegalArgumentException("count (" + count + ") of a split must be 1 or more");
    }
    if (gpusPerWorker < GpuSplit.ANY || (gpusPerWorker > 0 && count % gpusPerWorker != 0)) {
      throw new IllegalArgumentException(
          "gpusPerWorker ("
              + gpusPerWorker
              + ") of a split must divide its count "
              + count
              + "\nMaybe GpuSplit.ANY is meant.");
    }
    if (rack.length != most.length || take.length != most.length) {
      throw new IllegalArgumentException(
          "rack and take (%d and %d entries) of a split must have one for each of its %d workers"
              .formatted(rack.length, take.length, most.length));
    }
  }

  /** How few workers can give the whole, or 0. */
  private static int fewest(int count, int[] give) {
    int[] workersOf = histogram(count, give);
    int left = count;
    int workers = 0;
    for (int amount = count; amount > 0; amount--) {
      int needed = Math.min(workersOf[amount], (left + amount - 1) / amount);
      workers += needed;
      left -= needed * amount;
      if (left <= 0) {
        return workers;
      }
    }
    return 0;
  }

  private static int[] histogram(int largest, int[] give) {
    int[] workersOf = new int[largest + 1];
    for (int amount : give) {
      workersOf[amount]++;
    }
    return workersOf;
  }

  /** The workers that give enough to be one of so few, by rack. */
  private static List<int[]> racks(int[] give, int least, int[] rack) {
    Map<Integer, List<Integer>> byNumber = new HashMap<>();
    List<List<Integer>> racks = new ArrayList<>();
    for (int worker = 0; worker < give.length; worker++) {
      if (give[worker] >= least) {
        List<Integer> workers = rack[worker] == NO_RACK ? null : byNumber.get(rack[worker]);
        if (workers == null) {
          workers = new ArrayList<>();
          racks.add(workers);
          byNumber.put(rack[worker], workers);
        }
        workers.add(worker);
      }
    }
    return racks.stream().map(WorkerSplit::array).toList();
  }

  private static int[] array(List<Integer> workers) {
    return workers.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] together(List<int[]> racks, int[] chosen) {
    return Arrays.stream(chosen).flatMap(rack -> Arrays.stream(racks.get(rack))).sorted().toArray();
  }

  /** Takes each worker in order, unless those after it could then not do with the rest. */
  private static void take(int count, int workers, int[] give, int[] among, int[] take) {
    int[] later = new int[count + 1];
    for (int worker : among) {
      later[give[worker]]++;
    }
    int missing = workers;
    int sum = 0;
    int left = count;
    for (int worker : among) {
      int amount = give[worker];
      later[amount]--;
      if (missing > 0 && sum + amount + largest(missing - 1, later) >= count) {
        missing--;
        sum += amount;
        take[worker] = Math.min(amount, left);
        left -= take[worker];
      }
    }
  }

  /** What so many workers can give at most. */
  private static int largest(int workers, int[] workersOf) {
    int sum = 0;
    int left = workers;
    for (int amount = workersOf.length - 1; amount > 0 && left > 0; amount--) {
      int of = Math.min(left, workersOf[amount]);
      sum += of * amount;
      left -= of;
    }
    return sum;
  }
}
