package dev.berth.model;

/**
 * One NUMA node of a worker: the cores and the memory next to each other.
 *
 * @param index its position in {@link GpuTopology#numaNodes()}
 * @param cpuMillis its cores, in millicores; 0 for a node of memory alone
 * @param memoryBytes its memory; 0 for a node of cores alone
 */
public record NumaNode(int index, long cpuMillis, long memoryBytes) {
  public NumaNode {
    Check.range("index", index, 0, Limits.NUMA_NODES - 1, "NUMA node");
    Check.amount("cpuMillis", cpuMillis, "NUMA node " + index);
    Check.amount("memoryBytes", memoryBytes, "NUMA node " + index);
  }
}
