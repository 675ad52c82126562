package dev.berth.placement;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuLink;
import dev.berth.model.GpuTopology;
import dev.berth.model.NumaNode;
import java.util.Arrays;
import java.util.List;

/**
 * A topology as masks: three divisions of its GPUs into groups, and what a choice costs along them.
 *
 * <p>A cost is one {@code long}, the smaller the better, that adds up over groups: the spans in the
 * order in which they count, then what the rest loses.
 *
 * <p><b>Thread-safety:</b> immutable; the arrays are not to be written to.
 */
final class GpuGroups {

  /** What one more NUMA node, fast link group or switch costs: no number of the next adds up to. */
  static final long NUMA_COST = 1L << 50;

  static final long LINK_COST = 1L << 40;
  static final long SWITCH_COST = 1L << 30;

  /** Every device. */
  final long all;

  /** Devices of each NUMA node, of each fast link group and behind each switch. */
  final long[] numa;

  final long[] links;
  final long[] switches;

  /** The groups of more than one device, and the devices in none. */
  final long[] fast;

  final long[] behind;
  final long unlinked;
  final long unswitched;

  /** Whether each fast link group is of one NUMA node, or holds all devices. */
  final boolean isSeparable;

  final byte[] nodeOfGpu;
  final long[] memory;
  final long[] nodeCpu;
  final long[] nodeMemory;

  GpuGroups(GpuTopology topology) {
    List<GpuDevice> gpus = topology.gpus();
    all = gpus.isEmpty() ? 0 : -1L >>> -gpus.size();
    memory = gpus.stream().mapToLong(GpuDevice::memoryBytes).toArray();
    nodeOfGpu = new byte[gpus.size()];
    numa = new long[Math.max(1, topology.numaNodes().size())];
    for (GpuDevice gpu : gpus) {
      nodeOfGpu[gpu.index()] = (byte) gpu.numaNode();
      numa[gpu.numaNode()] |= 1L << gpu.index();
    }
    nodeCpu = new long[numa.length];
    nodeMemory = new long[numa.length];
    Arrays.fill(nodeCpu, Long.MAX_VALUE);
    Arrays.fill(nodeMemory, Long.MAX_VALUE);
    for (NumaNode node : topology.numaNodes()) {
      nodeCpu[node.index()] = node.cpuMillis();
      nodeMemory[node.index()] = node.memoryBytes();
    }
    fast = masks(topology, true);
    unlinked = all & ~union(fast);
    isSeparable = Arrays.stream(fast).allMatch(group -> group == all || span(numa, group) == 1);
    links = withSingles(fast, unlinked);
    behind = masks(topology, false);
    unswitched = all & ~union(behind);
    switches = withSingles(behind, unswitched);
  }

  private static long[] masks(GpuTopology topology, boolean isFast) {
    return topology.links().stream()
        .filter(link -> link.kind().isFast() == isFast)
        .mapToLong(GpuLink::mask)
        .toArray();
  }

  private static long[] withSingles(long[] groups, long singles) {
    long[] all = Arrays.copyOf(groups, groups.length + Long.bitCount(singles));
    int next = groups.length;
    for (long left = singles; left != 0; left &= left - 1) {
      all[next++] = Long.lowestOneBit(left);
    }
    return all;
  }

  private static long union(long[] masks) {
    long union = 0;
    for (long mask : masks) {
      union |= mask;
    }
    return union;
  }

  /** How many groups a set is of. */
  static int span(long[] groups, long gpus) {
    int span = 0;
    for (long group : groups) {
      span += (group & gpus) != 0 ? 1 : 0;
    }
    return span;
  }

  /** The spans of a set as a cost. */
  long spanCost(long gpus) {
    return span(numa, gpus) * NUMA_COST
        + span(links, gpus) * LINK_COST
        + span(switches, gpus) * SWITCH_COST;
  }

  /** What a set of idle devices is worth: see {@link GpuLayout}. */
  int worthOf(long idle) {
    int worth = 0;
    for (long[] groups : new long[][] {numa, links, switches}) {
      for (long group : groups) {
        worth += worth(Long.bitCount(group & idle));
      }
    }
    return worth;
  }

  /** What so many idle devices of one group are worth. */
  static int worth(int idle) {
    return idle * idle;
  }
}
