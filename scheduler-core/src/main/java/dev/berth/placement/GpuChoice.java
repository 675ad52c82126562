package dev.berth.placement;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;

/**
 * Which GPUs of one worker a job gets: whole GPUs from the lowest index on, a share on the GPU with
 * the least room that still holds it.
 *
 * <p><b>Thread-safety:</b> pure functions. <b>Cost:</b> O(GPUs), no allocation. <b>Units:</b>
 * thousandths of a GPU; sets of GPUs are masks with bit i for index i.
 *
 * <p><b>Source:</b> the tightest-fit rule for shares is the one of the openb GPU-sharing traces
 * (Weng et al., USENIX ATC 2023); ties go to the lower index.
 */
public final class GpuChoice {

  /** Nothing fits: the empty set. */
  public static final long NONE = 0;

  private GpuChoice() {}

  /**
   * Chooses GPUs for a request.
   *
   * @param request at least one GPU, or a share of one
   * @param free free thousandths of each GPU, 0 to 1000, at most 64
   * @param allowed the GPUs that may be taken
   * @return the chosen GPUs, or {@link #NONE}
   */
  public static long choose(GpuRequest request, short[] free, long allowed) {
    return request.milliPerGpu() == GpuDevice.MILLIS
        ? lowestIdle(request.count(), free, allowed)
        : tightest(request.milliPerGpu(), free, allowed);
  }

  private static long lowestIdle(int count, short[] free, long allowed) {
    long chosen = 0;
    int missing = count;
    for (int gpu = 0; gpu < free.length && missing > 0; gpu++) {
      if (free[gpu] == GpuDevice.MILLIS && (allowed >>> gpu & 1) != 0) {
        chosen |= 1L << gpu;
        missing--;
      }
    }
    return missing == 0 ? chosen : NONE;
  }

  private static long tightest(int milli, short[] free, long allowed) {
    int best = -1;
    for (int gpu = 0; gpu < free.length; gpu++) {
      if (free[gpu] >= milli
          && (allowed >>> gpu & 1) != 0
          && (best < 0 || free[gpu] < free[best])) {
        best = gpu;
      }
    }
    return best < 0 ? NONE : 1L << best;
  }
}
