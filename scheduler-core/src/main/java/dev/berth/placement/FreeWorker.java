package dev.berth.placement;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.Placement;
import dev.berth.model.Worker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one worker has left, for {@link BestFitDecreasing}.
 *
 * <p><b>Thread-safety:</b> none.
 */
final class FreeWorker {

  final String id;
  final int rack;
  final GpuLayout layout;

  /** The number of its kind of machine. */
  final int kind;

  private final long usable;
  private final short[] freeMillis;
  private long idle;
  private long @Nullable [] freeMemory;
  private long freeCpu;
  private long freeMemoryBytes;
  private long @Nullable [] numaFreeCpu;
  private long @Nullable [] numaFreeMemory;

  FreeWorker(Worker worker, int rack, GpuLayout layout, int kind) {
    this.id = worker.id();
    this.rack = rack;
    this.layout = layout;
    this.kind = kind;
    freeCpu = worker.capacity().cpuMillis();
    freeMemoryBytes = worker.capacity().memoryBytes();
    freeMillis = new short[worker.gpus().size()];
    Arrays.fill(freeMillis, (short) GpuDevice.MILLIS);
    long working = 0;
    for (GpuDevice gpu : worker.gpus()) {
      working |= worker.failedGpus().contains(gpu.index()) ? 0 : 1L << gpu.index();
    }
    usable = working;
    idle = working;
  }

  GpuState show(GpuState state) {
    return state
        .devices(layout, idle, usable, freeMillis, freeMemory)
        .host(freeCpu, freeMemoryBytes, numaFreeCpu, numaFreeMemory);
  }

  boolean hasRoom(long cpuMillis, long memoryBytes) {
    return cpuMillis <= freeCpu && memoryBytes <= freeMemoryBytes;
  }

  /** Whether a job could have just this. */
  boolean hasLeft(GpuRequest request, long chosen, int numaNode, long cpuMillis, long memoryBytes) {
    boolean isNodeFull =
        numaNode >= layout.numaNodes()
            || (numaNode != Placement.ANY_NODE
                && !show(new GpuState()).hasRoom(numaNode, cpuMillis, memoryBytes));
    if (isNodeFull || !hasRoom(cpuMillis, memoryBytes) || (chosen & ~usable) != 0) {
      return false;
    }
    if (request.isWhole()) {
      return (chosen & ~idle) == 0;
    }
    for (long left = chosen; left != 0; left &= left - 1) {
      int gpu = Long.numberOfTrailingZeros(left);
      if (freeMillis[gpu] < Math.max(1, request.milliPerGpu())
          || memory()[gpu] < request.memoryBytes()) {
        return false;
      }
    }
    return true;
  }

  int idleWithout(long chosen) {
    return Long.bitCount(idle & ~chosen);
  }

  long freeCpu() {
    return freeCpu;
  }

  int freeMillis(long gpu) {
    return freeMillis[Long.numberOfTrailingZeros(gpu)];
  }

  /** Takes what a choice found here. */
  void take(GpuRequest request, long chosen, int numaNode, long cpuMillis, long memoryBytes) {
    freeCpu -= cpuMillis;
    freeMemoryBytes -= memoryBytes;
    if (numaNode != Placement.ANY_NODE) {
      bind(numaNode, cpuMillis, memoryBytes);
    }
    idle &= ~chosen;
    for (long left = chosen; left != 0; left &= left - 1) {
      int gpu = Long.numberOfTrailingZeros(left);
      freeMillis[gpu] -= (short) request.milliPerGpu();
      if (request.memoryBytes() > 0) {
        memory()[gpu] -= request.memoryBytes();
      }
    }
  }

  private long[] memory() {
    long[] memory = freeMemory;
    if (memory == null) {
      memory = new long[freeMillis.length];
      for (int gpu = 0; gpu < memory.length; gpu++) {
        memory[gpu] = layout.deviceMemory(gpu);
      }
      freeMemory = memory;
    }
    return memory;
  }

  private void bind(int node, long cpuMillis, long memoryBytes) {
    long[] cpu = numaFreeCpu;
    long[] memory = numaFreeMemory;
    if (cpu == null || memory == null) {
      cpu = new long[layout.numaNodes()];
      memory = new long[cpu.length];
      for (int i = 0; i < cpu.length; i++) {
        cpu[i] = layout.cpuOf(i);
        memory[i] = layout.memoryOf(i);
      }
      numaFreeCpu = cpu;
      numaFreeMemory = memory;
    }
    cpu[node] -= cpuMillis;
    memory[node] -= memoryBytes;
  }
}
