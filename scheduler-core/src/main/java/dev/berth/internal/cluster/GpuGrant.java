package dev.berth.internal.cluster;

import dev.berth.model.Placement;
import org.jspecify.annotations.Nullable;

/**
 * What a reservation gave a job of a worker's GPUs.
 *
 * @param gpus a mask of indexes, 0 when it asked for none
 * @param numaNode the node whose cores and memory are kept for it, or {@link Placement#ANY_NODE}
 * @param quality as {@link Placement#quality} has it
 */
public record GpuGrant(long gpus, int numaNode, int quality) {
  /** Nothing. */
  public static final GpuGrant NONE = new GpuGrant(0, Placement.ANY_NODE, Placement.WHOLE);

  /**
   * Gives equal grants out as one object, most of the time: there are few, and jobs by the million.
   *
   * <p><b>Thread-safety:</b> none.
   */
  static final class Interned {

    private static final int KEPT = 1_024;

    private final @Nullable GpuGrant[] kept = new @Nullable GpuGrant[KEPT];

    GpuGrant of(long gpus, int numaNode, int quality) {
      long hash = (gpus * 31 + numaNode) * 31 + quality;
      int slot = Long.hashCode(hash * 0x9e37_79b9_7f4a_7c15L) & (KEPT - 1);
      GpuGrant known = kept[slot];
      if (known == null
          || known.gpus != gpus
          || known.numaNode != numaNode
          || known.quality != quality) {
        known = new GpuGrant(gpus, numaNode, quality);
        kept[slot] = known;
      }
      return known;
    }
  }
}
