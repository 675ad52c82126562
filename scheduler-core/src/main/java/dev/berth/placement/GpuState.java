package dev.berth.placement;

import dev.berth.model.GpuTopology;
import org.jspecify.annotations.Nullable;

/**
 * What one worker has free, as a cursor that is moved from worker to worker: it holds on to the
 * arrays it is given and copies nothing.
 *
 * <p>A device is <em>idle</em> when it works and nothing at all is on it, no share of memory
 * either. One without a free thousandth is full: not even a share of memory goes there.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> no allocation. <b>Units:</b> sets of GPUs are masks,
 * bit i for index i; cpu in millicores, memory in bytes.
 */
public final class GpuState {

  private static final short[] NO_DEVICE = {};

  GpuLayout layout = GpuLayout.of(GpuTopology.NONE);
  long idle;
  long usable;
  short[] freeMillis = NO_DEVICE;
  long @Nullable [] freeMemory;
  long freeCpu;
  long freeMemoryBytes;
  long @Nullable [] numaFreeCpu;
  long @Nullable [] numaFreeMemory;

  /**
   * Moves to a worker's devices.
   *
   * @param layout its kind
   * @param idle devices that work and have nothing on them
   * @param usable devices that work
   * @param freeMillis free thousandths of each device
   * @param freeMemory free memory of each device; null if no share of memory is taken of any
   * @return this, to go on with {@link #host}
   */
  public GpuState devices(
      GpuLayout layout, long idle, long usable, short[] freeMillis, long @Nullable [] freeMemory) {
    // To store a reference costs collectors more than to compare it.
    if (this.layout != layout) {
      this.layout = layout;
    }
    this.idle = idle;
    this.usable = usable;
    this.freeMillis = freeMillis;
    if (this.freeMemory != freeMemory) {
      this.freeMemory = freeMemory;
    }
    return this;
  }

  /**
   * Says what the same worker has free beside its devices.
   *
   * @param numaFreeCpu what jobs that are bound to NUMA nodes left of each; null if none is bound
   * @param numaFreeMemory the same of memory
   */
  public GpuState host(
      long freeCpu,
      long freeMemoryBytes,
      long @Nullable [] numaFreeCpu,
      long @Nullable [] numaFreeMemory) {
    this.freeCpu = freeCpu;
    this.freeMemoryBytes = freeMemoryBytes;
    if (this.numaFreeCpu != numaFreeCpu) {
      this.numaFreeCpu = numaFreeCpu;
    }
    if (this.numaFreeMemory != numaFreeMemory) {
      this.numaFreeMemory = numaFreeMemory;
    }
    return this;
  }

  /** The worker's kind. */
  public GpuLayout layout() {
    return layout;
  }

  /** Whether a NUMA node has so much left for a job that is bound to it. */
  boolean hasRoom(int node, long cpuMillis, long memoryBytes) {
    return cpuMillis <= freeCpu
        && memoryBytes <= freeMemoryBytes
        && cpuMillis <= (numaFreeCpu == null ? layout.cpuOf(node) : numaFreeCpu[node])
        && memoryBytes <= (numaFreeMemory == null ? layout.memoryOf(node) : numaFreeMemory[node]);
  }

  /** The devices of all NUMA nodes that have so much left. */
  long withRoom(long cpuMillis, long memoryBytes) {
    long devices = 0;
    for (int node = layout.numaNodes() - 1; node >= 0; node--) {
      if (hasRoom(node, cpuMillis, memoryBytes)) {
        devices |= layout.numaMask(node);
      }
    }
    return devices;
  }

  long freeMemoryOf(int gpu) {
    return freeMemory == null ? layout.deviceMemory(gpu) : freeMemory[gpu];
  }
}
