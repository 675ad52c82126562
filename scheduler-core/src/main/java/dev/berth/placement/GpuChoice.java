package dev.berth.placement;

import dev.berth.model.GpuRequest;
import dev.berth.model.Locality;
import dev.berth.model.Placement;

/**
 * Which GPUs of one worker a job gets.
 *
 * <p>Whole devices are the best set of {@link GpuLayout} that honours the job's wishes; of several
 * wishes that cannot all be met, in this order: one NUMA node and fast links, one NUMA node, fast
 * links, any. A share goes to the tightest device: least free thousandths, then one that is in use
 * already, then (where memory is asked for) least free memory, then lowest index.
 *
 * <p>A choice is of one NUMA node when the devices are and that node has the job's cpu and memory
 * too. Only jobs that require or prefer one are bound to it; the others float over the worker.
 * Split is not looked at: the request is one worker's part.
 *
 * <p><b>Thread-safety:</b> pure functions of their arguments. <b>Cost:</b> as {@link GpuLayout} for
 * whole devices, O(devices) for shares; O(NUMA nodes) more for a job that asks for one. No
 * allocation up to 8 devices. <b>Units:</b> sets of GPUs are masks, bit i for index i.
 *
 * <p><b>Source:</b> the tightest-fit rule for shares is the one of the openb GPU-sharing traces
 * (Weng et al., USENIX ATC 2023); ties go to the lower index.
 */
public final class GpuChoice {

  /** Nothing fits: the empty set. */
  public static final long NONE = 0;

  private GpuChoice() {}

  /**
   * Chooses GPUs of one worker for a request.
   *
   * @param cpuMillis what the job wants of the NUMA node beside its devices, if it asks for one
   * @param memoryBytes the same of memory
   * @param allowed the GPUs that may be taken: {@link GpuLayout#allowed}, remembered
   * @return the chosen GPUs, or {@link #NONE}; that too for a request without GPUs
   */
  public static long choose(
      GpuRequest request, long cpuMillis, long memoryBytes, GpuState state, long allowed) {
    if (request.isWhole()) {
      return chooseWhole(request.count(), request, cpuMillis, memoryBytes, state, allowed);
    }
    if (request.count() == 0) {
      return NONE;
    }
    if (request.numa() != Locality.NONE) {
      long local = state.withRoom(cpuMillis, memoryBytes);
      long chosen = tightest(request, state, allowed & local);
      if (chosen != NONE || request.numa() == Locality.REQUIRE) {
        return chosen;
      }
    }
    return tightest(request, state, allowed);
  }

  /** As {@link #choose}, for a part of so many whole GPUs and that part's cpu and memory. */
  public static long chooseWhole(
      int count,
      GpuRequest request,
      long cpuMillis,
      long memoryBytes,
      GpuState state,
      long allowed) {
    long nodes = request.numa() == Locality.NONE ? 0 : state.withRoom(cpuMillis, memoryBytes);
    return chooseWhole(count, request, state.layout, state.idle, allowed, nodes);
  }

  /**
   * So many whole GPUs, with no more than this depends on.
   *
   * @param idle devices that work and have nothing on them
   * @param local the GPUs of the NUMA nodes that have room for the job, if it asks for one
   */
  public static long chooseWhole(
      int count, GpuRequest request, GpuLayout layout, long idle, long allowed, long local) {
    long takeable = idle & allowed;
    if (request.numa() != Locality.NONE) {
      boolean mustLink = request.links() == Locality.REQUIRE;
      long chosen = layout.chooseLocal(count, takeable, local, idle, mustLink);
      if (chosen != NONE || request.numa() == Locality.REQUIRE) {
        return chosen;
      }
    }
    if (request.links() != Locality.NONE) {
      long linked = layout.choose(count, takeable, idle, true);
      if (linked != NONE || request.links() == Locality.REQUIRE) {
        return linked;
      }
    }
    return layout.choose(count, takeable, idle, false);
  }

  /**
   * How many of a job's whole GPUs this worker could give, were it to give a part: with as much of
   * the job's cpu and memory, rounded up.
   *
   * @param cpuMillis of the whole job
   * @param memoryBytes of the whole job
   * @return 0 to the job's count
   */
  public static int most(
      GpuRequest request, long cpuMillis, long memoryBytes, GpuState state, long allowed) {
    int count = request.count();
    int most = Math.min(count, Long.bitCount(state.idle & allowed));
    for (int gpus = most; gpus > 0; gpus--) {
      long cpu = WorkerSplit.part(cpuMillis, gpus, count);
      long memory = WorkerSplit.part(memoryBytes, gpus, count);
      if (cpu <= state.freeCpu
          && memory <= state.freeMemoryBytes
          && chooseWhole(gpus, request, cpu, memory, state, allowed) != NONE) {
        return gpus;
      }
    }
    return 0;
  }

  private static long tightest(GpuRequest request, GpuState state, long allowed) {
    long candidates = state.usable & allowed;
    int least = Math.max(1, request.milliPerGpu());
    return request.memoryBytes() == 0
        ? tightest(least, state, candidates)
        : tightest(least, request.memoryBytes(), state, candidates);
  }

  /** The lowest of numbers made of thousandths, idleness and index: without branches to guess. */
  private static long tightest(int least, GpuState state, long candidates) {
    short[] freeMillis = state.freeMillis;
    int best = Integer.MAX_VALUE;
    for (long left = candidates; left != 0; left &= left - 1) {
      int gpu = Long.numberOfTrailingZeros(left);
      int key = freeMillis[gpu] << 7 | (int) (state.idle >>> gpu & 1) << 6 | gpu;
      best = Math.min(best, freeMillis[gpu] < least ? Integer.MAX_VALUE : key);
    }
    return best == Integer.MAX_VALUE ? NONE : 1L << best;
  }

  private static long tightest(int least, long memory, GpuState state, long candidates) {
    int best = -1;
    int bestMillis = Integer.MAX_VALUE;
    long bestMemory = 0;
    for (long left = candidates; left != 0; left &= left - 1) {
      int gpu = Long.numberOfTrailingZeros(left);
      int millis = 2 * state.freeMillis[gpu] + (int) (state.idle >>> gpu & 1);
      long free = state.freeMemoryOf(gpu);
      if (millis >= 2 * least
          && free >= memory
          && (millis < bestMillis || (millis == bestMillis && free < bestMemory))) {
        best = gpu;
        bestMillis = millis;
        bestMemory = free;
      }
    }
    return best < 0 ? NONE : 1L << best;
  }

  /**
   * The NUMA node whose cores and memory are kept for a job.
   *
   * @param chosen what {@link #choose} gave for the same arguments
   * @return its index, or {@link Placement#ANY_NODE} if the job floats
   */
  public static int numaNode(
      GpuRequest request, long cpuMillis, long memoryBytes, GpuState state, long chosen) {
    if (request.numa() == Locality.NONE || chosen == NONE) {
      return Placement.ANY_NODE;
    }
    int node = state.layout.nodeOf(chosen);
    return node >= 0 && state.hasRoom(node, cpuMillis, memoryBytes) ? node : Placement.ANY_NODE;
  }

  /**
   * How good a choice is, as {@link Placement#quality} has it. It is of one NUMA node if the job is
   * bound to one or the worker has no other; linked if one device or one group of fast links holds
   * it all; an exact fit if no idle device stays.
   *
   * @param state the worker before the choice is taken
   */
  public static int quality(GpuRequest request, GpuState state, long chosen, int numaNode) {
    return request.count() == 0
        ? Placement.WHOLE
        : quality(state.layout, state.idle, chosen, numaNode != Placement.ANY_NODE);
  }

  /**
   * How good a choice of at least one GPU is, with no more than that depends on.
   *
   * @param isBound whether the job is bound to the choice's NUMA node
   */
  public static int quality(GpuLayout layout, long idle, long chosen, boolean isBound) {
    boolean isLocal = isBound || layout.numaNodes() == 1;
    boolean isLinked = layout.isLinked(chosen) || (idle & ~chosen) == 0;
    return Placement.WHOLE
        + (isLocal ? Placement.NUMA_LOCAL : 0)
        + (isLinked ? Placement.LINK_LOCAL : 0);
  }
}
