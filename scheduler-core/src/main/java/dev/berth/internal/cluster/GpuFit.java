package dev.berth.internal.cluster;

import dev.berth.model.GpuRequest;
import dev.berth.model.Locality;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.placement.GpuChoice;
import dev.berth.placement.GpuState;

/**
 * Says whether and where a worker's GPUs suit a job, with the working memory that needs.
 *
 * <p><b>Thread-safety:</b> none; each scan thread has its own. <b>Cost:</b> no allocation; one look
 * at the summary where that settles it, else that of {@link GpuChoice}.
 */
final class GpuFit {

  private final GpuKinds kinds;
  private final GpuKinds.Allowed allowed;
  private final GpuState state = new GpuState();
  private final GpuGrant.Interned grants = new GpuGrant.Interned();

  GpuFit(GpuKinds kinds) {
    this.kinds = kinds;
    allowed = new GpuKinds.Allowed(kinds);
  }

  /** Whether a request that {@linkplain #isSettled the summary does not settle} finds GPUs. */
  boolean fits(long summary, GpuDevices devices, GpuRequest request) {
    GpuKinds.Kind kind = kinds.of(summary, devices);
    long may = allowed.of(kind, request);
    if (!request.isWhole()) {
      return anyHasRoom(devices, request, may);
    }
    long free = GpuDevices.idle(summary, devices) & may;
    return request.links() == Locality.REQUIRE
        ? kind.layout.chooseLinked(request.count(), free) != GpuChoice.NONE
        : Long.bitCount(free) >= request.count();
  }

  /** Whether a worker's summary says no, or leaves nothing to ask. */
  static boolean isSettled(boolean summaryFits, GpuRequest request) {
    return !summaryFits
        || (request.takesAny()
            && request.memoryBytes() == 0
            && request.links() != Locality.REQUIRE);
  }

  /** Whether as much is free as a request asks, of whatever devices. */
  static boolean summaryFits(long summary, GpuRequest request) {
    return request.isWhole()
        ? GpuDevices.idleCount(summary) >= request.count()
        : GpuDevices.largestFree(summary) >= Math.max(1, request.milliPerGpu());
  }

  private static boolean anyHasRoom(GpuDevices devices, GpuRequest request, long may) {
    for (long left = may; left != 0; left &= left - 1) {
      if (devices.hasRoom(Long.numberOfTrailingZeros(left), request)) {
        return true;
      }
    }
    return false;
  }

  /** Whether one device may hold a share, as far as a plugin sees: its model and thousandths. */
  static boolean shareSeemsToFit(GpuDevices devices, int gpu, GpuRequest request) {
    return gpu >= 0
        && gpu < devices.topology().gpus().size()
        && !request.isWhole()
        && request.allows(devices.model(gpu))
        && devices.hasMillis(gpu, request);
  }

  /** Whether one device may hold a job's share; asked after {@link #choose} there. */
  boolean shareFits(GpuDevices devices, int gpu, Requirements requirements) {
    GpuRequest request = requirements.gpus();
    return shareSeemsToFit(devices, gpu, request)
        && (allowed.of(devices.kind(), request) >>> gpu & 1) != 0
        && devices.hasRoom(gpu, request)
        && (request.numa() != Locality.REQUIRE
            || numaNode(requirements, 1L << gpu) != Placement.ANY_NODE);
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

  /**
   * What a job is given that {@linkplain #choose fits}.
   *
   * @param gpu the one for a share, if it may go there, or {@link WorkerRows#ANY_GPU}
   */
  GpuGrant grant(
      GpuDevices devices, Requirements requirements, long freeCpu, long freeMemory, int gpu) {
    if (requirements.gpus().count() == 0) {
      return GpuGrant.NONE;
    }
    long chosen = choose(devices, requirements, freeCpu, freeMemory);
    if (gpu != WorkerRows.ANY_GPU && shareFits(devices, gpu, requirements)) {
      chosen = 1L << gpu;
    }
    int numaNode = numaNode(requirements, chosen);
    return grants.of(chosen, numaNode, quality(requirements, chosen, numaNode));
  }

  /** How good the GPUs are that a job would get, where they suit. */
  int quality(
      long summary, GpuDevices devices, Requirements requirements, long freeCpu, long freeMemory) {
    GpuRequest request = requirements.gpus();
    if (request.numa() == Locality.NONE) {
      GpuKinds.Kind kind = kinds.of(summary, devices);
      if (!request.isWhole()) {
        return kind.linkedQuality;
      }
      long idle = GpuDevices.idle(summary, devices);
      if ((idle & ~allowed.of(kind, request)) == 0) {
        boolean linked =
            request.links() != Locality.NONE
                && kind.layout.chooseLinked(request.count(), idle) != GpuChoice.NONE;
        return linked ? kind.linkedQuality : kind.quality(request.count(), idle);
      }
    }
    long chosen = choose(devices, requirements, freeCpu, freeMemory);
    return chosen == GpuChoice.NONE
        ? 0
        : quality(requirements, chosen, numaNode(requirements, chosen));
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
