package dev.berth.internal.cluster;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.Locality;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.placement.GpuChoice;
import dev.berth.placement.GpuLayout;
import dev.berth.placement.GpuState;

/**
 * Says whether and where a worker's GPUs suit a job, with the working memory that needs.
 *
 * <p><b>Thread-safety:</b> none; each scan thread has its own. <b>Cost:</b> no allocation; one look
 * at the summary where that settles it, else that of {@link GpuChoice}.
 */
final class GpuFit {

  private final GpuKinds.Allowed allowed;
  private final GpuState state = new GpuState();

  GpuFit(GpuKinds kinds) {
    allowed = new GpuKinds.Allowed(kinds);
  }

  /** Whether a request finds GPUs, wherever the cpu and memory beside them are. */
  boolean fits(GpuDevices devices, long summary, GpuRequest request) {
    if (request.count() == 0) {
      return true;
    }
    boolean summaryFits =
        request.isWhole()
            ? GpuDevices.idleCount(summary) >= request.count()
            : GpuDevices.largestFree(summary) >= Math.max(1, request.milliPerGpu());
    boolean settles =
        request.takesAny() && request.memoryBytes() == 0 && request.links() != Locality.REQUIRE;
    if (!summaryFits || settles) {
      return summaryFits;
    }
    long may = allowed.of(devices.kind(), request);
    if (!request.isWhole()) {
      return anyHasRoom(devices, request, may);
    }
    long free = devices.idle() & may;
    return request.links() == Locality.REQUIRE
        ? devices.kind().layout.chooseLinked(request.count(), free) != GpuChoice.NONE
        : Long.bitCount(free) >= request.count();
  }

  private static boolean anyHasRoom(GpuDevices devices, GpuRequest request, long may) {
    for (long left = may; left != 0; left &= left - 1) {
      if (devices.hasRoom(Long.numberOfTrailingZeros(left), request)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one device may hold a request's share. */
  boolean shareFits(GpuDevices devices, int gpu, GpuRequest request) {
    return gpu >= 0
        && gpu < devices.topology().gpus().size()
        && request.milliPerGpu() < GpuDevice.MILLIS
        && (allowed.of(devices.kind(), request) >>> gpu & 1) != 0
        && devices.hasRoom(gpu, request);
  }

  /** The GPUs a job gets, as a mask of indexes; {@link GpuChoice#NONE} if they do not suit. */
  long choose(GpuDevices devices, Requirements requirements, long freeCpu, long freeMemory) {
    GpuRequest request = requirements.gpus();
    Resources asked = requirements.resources();
    return GpuChoice.choose(
        request,
        asked.cpuMillis(),
        asked.memoryBytes(),
        devices.showTo(state, freeCpu, freeMemory),
        allowed.of(devices.kind(), request));
  }

  /** How good the GPUs are that a job would get, where they suit. */
  int quality(GpuDevices devices, Requirements requirements, long freeCpu, long freeMemory) {
    GpuRequest request = requirements.gpus();
    if (request.numa() == Locality.NONE) {
      if (!request.isWhole()) {
        return devices.kind().shareQuality;
      }
      if (request.links() == Locality.NONE) {
        return wishless(devices, request);
      }
    }
    long chosen = choose(devices, requirements, freeCpu, freeMemory);
    return chosen == GpuChoice.NONE
        ? 0
        : quality(requirements, chosen, numaNode(requirements, chosen));
  }

  /** The same for whole GPUs wherever they are, which most jobs ask for. */
  private int wishless(GpuDevices devices, GpuRequest request) {
    GpuLayout layout = devices.kind().layout;
    long idle = devices.idle();
    long may = idle & allowed.of(devices.kind(), request);
    long chosen =
        may == idle ? layout.choose(request.count(), idle) : choose(devices, request, may);
    if (chosen == GpuChoice.NONE) {
      return 0;
    }
    return Placement.WHOLE
        + (layout.numaNodes() == 1 ? Placement.NUMA_LOCAL : 0)
        + (chosen == idle || layout.isLinked(chosen) ? Placement.LINK_LOCAL : 0);
  }

  private long choose(GpuDevices devices, GpuRequest request, long may) {
    return GpuChoice.choose(request, 0, 0, devices.showTo(state), may);
  }

  /** The NUMA node a job is bound to that gets these GPUs; after {@link #choose} there. */
  int numaNode(Requirements requirements, long chosen) {
    Resources asked = requirements.resources();
    return GpuChoice.numaNode(
        requirements.gpus(), asked.cpuMillis(), asked.memoryBytes(), state, chosen);
  }

  /** How good these GPUs are; after {@link #choose} there. */
  int quality(Requirements requirements, long chosen, int numaNode) {
    return GpuChoice.quality(requirements.gpus(), state, chosen, numaNode);
  }
}
