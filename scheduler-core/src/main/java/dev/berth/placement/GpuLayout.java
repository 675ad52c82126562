package dev.berth.placement;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuTopology;
import java.util.List;

/**
 * What a kind of machine makes possible, worked out once: which whole GPUs to take out of those
 * that are free. Of all sets of the wanted size it takes the one with, in this order,
 *
 * <ol>
 *   <li>the fewest NUMA nodes,
 *   <li>the fewest groups of fast links,
 *   <li>the fewest PCIe switches,
 *   <li>the most useful rest,
 *   <li>the lowest indexes, compared one after the other.
 * </ol>
 *
 * <p><b>The most useful rest:</b> the one with the largest sum of squares of idle devices over NUMA
 * nodes, fast link groups and switches; so whole groups stay whole.
 *
 * <p><b>Thread-safety:</b> immutable but for a memo that any threads may share. <b>Cost:</b> up to
 * {@value SubsetTable#MOST_GPUS} GPUs one look into a table of 2<sup>GPUs</sup> bytes for each
 * count, made in well under a millisecond. Above that the groups lie within each other and the
 * choice is worked out along them, then remembered. <b>Units:</b> sets of GPUs are masks, bit i for
 * index i. <b>Guarantee:</b> exact; no set that was allowed is better.
 */
public final class GpuLayout {

  private final GpuTopology topology;
  private final GpuGroups groups;
  private final SetChoice sets;

  private GpuLayout(GpuTopology topology) {
    this.topology = topology;
    this.groups = new GpuGroups(topology);
    boolean isSmall = topology.gpus().size() <= SubsetTable.MOST_GPUS;
    this.sets = isSmall ? new SubsetTable(groups) : new GroupTree(groups);
  }

  /** The layout of one kind of machine; meant to be kept. */
  public static GpuLayout of(GpuTopology topology) {
    return new GpuLayout(topology);
  }

  /** The kind of machine. */
  public GpuTopology topology() {
    return topology;
  }

  /** How many NUMA nodes it has; one, if it names none. */
  public int numaNodes() {
    return groups.numa.length;
  }

  /** The GPUs of a NUMA node. */
  public long numaMask(int node) {
    return groups.numa[node];
  }

  /** How many NUMA nodes these GPUs are of. */
  public int numaSpan(long gpus) {
    return GpuGroups.span(groups.numa, gpus);
  }

  /** How many groups of fast links they are of; one in none counts as a group of its own. */
  public int linkSpan(long gpus) {
    return GpuGroups.span(groups.links, gpus);
  }

  /** Whether {@link #linkSpan} is 1. One look into a table for up to eight devices. */
  public boolean isLinked(long gpus) {
    return sets.isLinked(gpus);
  }

  /** How many PCIe switches they are behind; one behind none counts as a switch of its own. */
  public int switchSpan(long gpus) {
    return GpuGroups.span(groups.switches, gpus);
  }

  /** The GPUs whose model and whole memory a request allows. */
  public long allowed(GpuRequest request) {
    long allowed = 0;
    List<GpuDevice> gpus = topology.gpus();
    for (int gpu = 0; gpu < gpus.size(); gpu++) { // by index: an iterator would be garbage
      allowed |= request.allows(gpus.get(gpu)) ? 1L << gpu : 0;
    }
    return allowed;
  }

  /** The best so many of the free GPUs, or 0 if there are not as many. */
  public long choose(int count, long free) {
    return choose(count, free, free, false);
  }

  /** The best so many that are all of one group of fast links, or 0; a single one always is. */
  public long chooseLinked(int count, long free) {
    return choose(count, free, free, true);
  }

  /** As {@link SetChoice#choose}. */
  long choose(int count, long takeable, long idle, boolean mustLink) {
    return sets.choose(count, takeable, idle, mustLink);
  }

  /** The best set that is of one of some NUMA nodes, or 0. */
  long chooseLocal(int count, long takeable, long nodes, long idle, boolean mustLink) {
    long within = takeable & nodes;
    // Without links from node to node, what the other nodes' rest is worth is always the same.
    long judged = takeable == idle && groups.isSeparable ? within : idle;
    long chosen = choose(count, within, judged, mustLink);
    return nodeOf(chosen) >= 0 ? chosen : 0;
  }

  /** The NUMA node that all of these GPUs are of, or -1; 0 of no GPU at all. */
  int nodeOf(long gpus) {
    if (gpus == 0) {
      return 0;
    }
    int node = groups.nodeOfGpu[Long.numberOfTrailingZeros(gpus)];
    return (gpus & ~groups.numa[node]) == 0 ? node : -1;
  }

  /** Memory of one device. */
  long deviceMemory(int gpu) {
    return groups.memory[gpu];
  }

  /** Cores of a NUMA node, or {@link Long#MAX_VALUE} where the topology names no node. */
  public long cpuOf(int node) {
    return groups.nodeCpu[node];
  }

  /** Memory of a NUMA node, or {@link Long#MAX_VALUE} where the topology names no node. */
  public long memoryOf(int node) {
    return groups.nodeMemory[node];
  }
}
