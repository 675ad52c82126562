package dev.berth.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a worker's GPUs, cores and memory lie to each other: NUMA nodes, devices and the links
 * between them. A kind of machine, not one machine: equal ones may share it.
 *
 * <pre>{@code
 * GpuTopology dgx = GpuTopology.builder()
 *     .numaNode(64_000, 1L << 40).gpus(4, "A100", 80L << 30)
 *     .numaNode(64_000, 1L << 40).gpus(4, "A100", 80L << 30)
 *     .link(GpuLink.Kind.NVSWITCH, 0, 1, 2, 3, 4, 5, 6, 7)
 *     .build();
 * }</pre>
 *
 * <p>A worker that names no NUMA node counts as having one, of all it has.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Errors:</b> a topology that contradicts itself is refused,
 * with what contradicts what.
 *
 * @param numaNodes each at the position of its index, or none
 * @param gpus each at the position of its index
 * @param links groups of devices; no device is in two fast ones, or behind two PCIe switches, and a
 *     PCIe switch is of one NUMA node
 */
public record GpuTopology(List<NumaNode> numaNodes, List<GpuDevice> gpus, List<GpuLink> links) {
  /** No GPU, and no NUMA node named. */
  public static final GpuTopology NONE = new GpuTopology(List.of(), List.of(), List.of());

  private static final String OWNER = "GPU topology";

  /** Up to here any links do. */
  private static final int ANY_SHAPE = 8;

  public GpuTopology {
    numaNodes = Check.list("numaNodes", numaNodes, 0, Limits.NUMA_NODES, OWNER);
    gpus = Check.list("gpus", gpus, 0, Limits.GPUS, OWNER);
    links = Check.list("links", links, 0, 2 * Limits.GPUS, OWNER);
    for (int i = 0; i < numaNodes.size(); i++) {
      checkPosition(numaNodes.get(i).index(), i, "NUMA node ");
    }
    for (int i = 0; i < gpus.size(); i++) {
      checkPosition(gpus.get(i).index(), i, "GPU ");
      Check.range(
          "numaNode",
          gpus.get(i).numaNode(),
          0,
          Math.max(0, numaNodes.size() - 1),
          OWNER + " GPU " + i);
    }
    checkLinks(gpus, links);
  }

  private static void checkPosition(int index, int position, String what) {
    if (index != position) {
      throw Check.refused("index", index, OWNER + " " + what + position, "be its position");
    }
  }

  private static void checkLinks(List<GpuDevice> gpus, List<GpuLink> links) {
    long fast = 0;
    long switched = 0;
    for (GpuLink link : links) {
      int last = link.gpus().get(link.gpus().size() - 1);
      if (last >= gpus.size()) {
        throw Check.refused(
            "links", link, OWNER, "name devices it has, which are " + gpus.size() + " in number");
      }
      boolean isFast = link.kind().isFast();
      if ((link.mask() & (isFast ? fast : switched)) != 0) {
        throw Check.refused(
            "links",
            link,
            OWNER,
            isFast
                ? "not share a device with another fast link"
                : "not share a device with another PCIe switch");
      }
      if (isFast) {
        fast |= link.mask();
      } else {
        switched |= link.mask();
        checkOneNode(gpus, link);
      }
    }
    if (gpus.size() > ANY_SHAPE) {
      checkNested(gpus, links);
    }
  }

  private static void checkOneNode(List<GpuDevice> gpus, GpuLink link) {
    int node = gpus.get(link.gpus().get(0)).numaNode();
    for (int gpu : link.gpus()) {
      if (gpus.get(gpu).numaNode() != node) {
        throw Check.refused(
            "links", link, OWNER, "be of one NUMA node; a PCIe switch hangs on one");
      }
    }
  }

  /** More devices than a table of all their subsets holds are chosen along nested groups. */
  private static void checkNested(List<GpuDevice> gpus, List<GpuLink> links) {
    for (GpuLink link : links) {
      List<Long> others = new ArrayList<>();
      links.forEach(other -> others.add(other.mask()));
      long[] nodes = new long[Limits.NUMA_NODES];
      gpus.forEach(gpu -> nodes[gpu.numaNode()] |= 1L << gpu.index());
      for (long node : nodes) {
        others.add(node);
      }
      for (long other : others) {
        long common = link.mask() & other;
        if (common != 0 && common != other && common != link.mask()) {
          throw Check.refused(
              "links",
              link,
              OWNER + " of more than " + ANY_SHAPE + " GPUs",
              "lie within, around or apart from every other link and NUMA node");
        }
      }
    }
  }

  /** Devices of one model of which nothing more is known; {@link #NONE} for 0. */
  public static GpuTopology flat(int gpus, String model) {
    return gpus == 0 ? NONE : builder().gpus(gpus, model, 0).build();
  }

  /** Devices that all hang on one switch of fast links, evenly over NUMA nodes: a DGX or HGX. */
  public static GpuTopology nvSwitch(
      int gpus, String model, long gpuMemoryBytes, int numaNodes, long cpuMillis, long memory) {
    Builder builder = evenly(gpus, model, gpuMemoryBytes, numaNodes, cpuMillis, memory);
    int[] all = new int[gpus];
    for (int gpu = 0; gpu < gpus; gpu++) {
      all[gpu] = gpu;
    }
    return (gpus == 1 ? builder : builder.link(GpuLink.Kind.NVSWITCH, all)).build();
  }

  /** Devices wired in pairs, 0 with 1, 2 with 3, …, evenly over NUMA nodes. */
  public static GpuTopology pairs(
      int gpus, String model, long gpuMemoryBytes, int numaNodes, long cpuMillis, long memory) {
    Builder builder = evenly(gpus, model, gpuMemoryBytes, numaNodes, cpuMillis, memory);
    for (int gpu = 0; gpu + 1 < gpus; gpu += 2) {
      builder.link(GpuLink.Kind.NVLINK, gpu, gpu + 1);
    }
    return builder.build();
  }

  /** Devices without links, evenly over NUMA nodes of equal parts of the worker's amounts. */
  public static GpuTopology pcie(
      int gpus, String model, long gpuMemoryBytes, int numaNodes, long cpuMillis, long memory) {
    return evenly(gpus, model, gpuMemoryBytes, numaNodes, cpuMillis, memory).build();
  }

  private static Builder evenly(
      int gpus, String model, long gpuMemoryBytes, int numaNodes, long cpuMillis, long memory) {
    Check.range("numaNodes", numaNodes, 1, Limits.NUMA_NODES, OWNER);
    Check.range("gpus", gpus, 1, Limits.GPUS, OWNER);
    if (gpus % numaNodes != 0 || cpuMillis % numaNodes != 0 || memory % numaNodes != 0) {
      throw Check.refused(
          "numaNodes",
          numaNodes,
          OWNER,
          "divide the "
              + gpus
              + " GPUs, the cpuMillis and the memoryBytes\nMaybe use the builder.");
    }
    Builder builder = builder();
    for (int node = 0; node < numaNodes; node++) {
      builder.numaNode(cpuMillis / numaNodes, memory / numaNodes);
      builder.gpus(gpus / numaNodes, model, gpuMemoryBytes);
    }
    return builder;
  }

  /** Cores of all NUMA nodes, in millicores. */
  public long cpuMillis() {
    return numaNodes.stream().mapToLong(NumaNode::cpuMillis).sum();
  }

  /** Memory of all NUMA nodes. */
  public long memoryBytes() {
    return numaNodes.stream().mapToLong(NumaNode::memoryBytes).sum();
  }

  /** A builder for a machine that has nothing yet. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Collects a machine's parts: devices belong to the NUMA node named last.
   *
   * <p><b>Thread-safety:</b> none.
   */
  public static final class Builder {
    private final List<NumaNode> numaNodes = new ArrayList<>();
    private final List<GpuDevice> gpus = new ArrayList<>();
    private final List<GpuLink> links = new ArrayList<>();

    private Builder() {}

    /** Adds a NUMA node after those there are. */
    public Builder numaNode(long cpuMillis, long memoryBytes) {
      Check.size("numaNodes", numaNodes.size() + 1, 0, Limits.NUMA_NODES, OWNER);
      numaNodes.add(new NumaNode(numaNodes.size(), cpuMillis, memoryBytes));
      return this;
    }

    /** Adds devices of one model after those there are; {@code memoryBytes} of each, 0 unknown. */
    public Builder gpus(int count, String model, long memoryBytes) {
      Check.range("gpus", count, 0, Limits.GPUS, OWNER);
      Check.size("gpus", gpus.size() + count, 0, Limits.GPUS, OWNER);
      int node = Math.max(0, numaNodes.size() - 1);
      for (int i = 0; i < count; i++) {
        gpus.add(new GpuDevice(gpus.size(), model, memoryBytes, node));
      }
      return this;
    }

    /** Says that these devices reach each other so. */
    public Builder link(GpuLink.Kind kind, int... indexes) {
      links.add(new GpuLink(kind, Arrays.stream(indexes).boxed().toList()));
      return this;
    }

    public GpuTopology build() {
      return new GpuTopology(numaNodes, gpus, links);
    }
  }
}
