package dev.berth.internal.cluster;

import dev.berth.model.Placement;

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
}
