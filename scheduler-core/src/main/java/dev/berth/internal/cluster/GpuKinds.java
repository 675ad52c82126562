package dev.berth.internal.cluster;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuTopology;
import dev.berth.model.Placement;
import dev.berth.model.Worker;
import dev.berth.placement.GpuLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of machines in the fleet, each once and with a number: 10,000 equal workers share one
 * topology and what was worked out for it, and a request is compared once with each kind and not
 * with every GPU.
 *
 * <p><b>Thread-safety:</b> one writer; readers of other threads only while it rests (the scan).
 * <b>Memory:</b> a kind, once seen, stays.
 */
final class GpuKinds {

  /** The most GPUs of a {@linkplain Kind#isTabled small} machine. */
  static final int TABLED = 8;

  private static final int TABLED_NODES = 4;

  /** Where hardly two machines are alike, tables would cost more than they save. */
  static final int TABLED_KINDS = 256;

  /** One kind of machine. */
  static final class Kind {
    final int number;
    final GpuLayout layout;

    /** All its GPUs. */
    final long all;

    /** Memory of each. */
    final long[] memory;

    /** All its NUMA nodes, a bit for each, where it is {@linkplain #isTabled small}. */
    final int allNodes;

    /** Cores of the NUMA node with the fewest. */
    final long leastNodeCpu;

    /** Memory of the NUMA node with the least. */
    final long leastNodeMemory;

    /** How good linked GPUs are, such as the one of a share, for a job without a wish for NUMA. */
    final int linkedQuality;

    /** Whether what suits is remembered by its idle GPUs and its NUMA nodes. */
    final boolean isTabled;

    /** For all its workers, if it has no GPU. */
    private final @Nullable GpuDevices none;

    private Kind(int number, GpuLayout layout) {
      this.number = number;
      this.layout = layout;
      all = layout.allowed(GpuRequest.NONE);
      memory = layout.topology().gpus().stream().mapToLong(GpuDevice::memoryBytes).toArray();
      allNodes = (1 << layout.numaNodes()) - 1;
      leastNodeCpu = least(layout, layout::cpuOf);
      leastNodeMemory = least(layout, layout::memoryOf);
      linkedQuality =
          Placement.WHOLE
              + Placement.LINK_LOCAL
              + (layout.numaNodes() == 1 ? Placement.NUMA_LOCAL : 0);
      isTabled =
          Long.bitCount(all) <= TABLED
              && layout.numaNodes() <= TABLED_NODES
              && number < TABLED_KINDS;
      none = layout.topology().gpus().isEmpty() ? GpuDevices.of(this, Set.of()) : null;
    }

    private static long least(GpuLayout layout, IntToLongFunction ofNode) {
      return IntStream.range(0, layout.numaNodes()).mapToLong(ofNode).min().orElseThrow();
    }

    /** What is free of such a worker's devices, to begin with. */
    GpuDevices devices(Worker worker) {
      return none != null ? none : GpuDevices.of(this, worker.failedGpus());
    }
  }

  private final Map<GpuTopology, Kind> kinds = new HashMap<>();
  private final List<Kind> byNumber = new ArrayList<>();
  private byte[] linkedQualities = {};

  /** How many there are. */
  int count() {
    return byNumber.size();
  }

  /** {@link Kind#linkedQuality} by number, of those whose number a summary holds. */
  byte[] linkedQualities() {
    return linkedQualities;
  }

  Kind of(int number) {
    return byNumber.get(number);
  }

  /** The kind of a machine of that topology. */
  Kind of(GpuTopology topology) {
    Kind kind = kinds.get(topology);
    if (kind == null) {
      kind = new Kind(byNumber.size(), GpuLayout.of(topology));
      kinds.put(topology, kind);
      byNumber.add(kind);
      if (kind.number < GpuDevices.NUMBERED_KINDS) {
        noteLinkedQuality(kind);
      }
    }
    return kind;
  }

  private void noteLinkedQuality(Kind kind) {
    if (kind.number == linkedQualities.length) {
      int length = Math.min(GpuDevices.NUMBERED_KINDS, 2 * kind.number + Long.SIZE);
      linkedQualities = Arrays.copyOf(linkedQualities, length);
    }
    linkedQualities[kind.number] = (byte) kind.linkedQuality;
  }
}
