package dev.berth.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A machine or slot that runs jobs: what it has, what it is like and whom it keeps away.
 *
 * <pre>{@code
 * Worker.builder("w-1").cpuMillis(16_000).memoryBytes(64L << 30).gpus(4, "A100")
 *     .label(Location.ZONE, "a").build()
 * }</pre>
 *
 * <p><b>Thread-safety:</b> immutable.
 *
 * @param id unique among the workers a scheduler knows
 * @param capacity amounts; {@code gpuMillis} is 1000 for each device, cpu and memory are those of
 *     the topology's NUMA nodes together if it names any
 * @param topology its GPUs and how they lie
 * @param failedGpus indexes of devices that are broken and not given to jobs
 * @param labels in alphabetical order
 * @param taints in the given order, at most one per key and effect
 */
public record Worker(
    String id,
    Resources capacity,
    GpuTopology topology,
    Set<Integer> failedGpus,
    Map<String, String> labels,
    List<Taint> taints) {
  public Worker {
    Check.id("id", id, "worker");
    String owner = "worker " + id;
    Check.amounts("capacity", capacity, owner);
    Check.present("topology", topology, owner);
    failedGpus = checkFailed(failedGpus, topology, owner);
    labels = Check.labels("labels", labels, owner);
    taints = Check.list("taints", taints, 0, Limits.TAINTS, owner);
    checkCapacity(capacity, topology, owner);
    checkTaints(taints, owner);
  }

  private static Set<Integer> checkFailed(Set<Integer> failed, GpuTopology topology, String owner) {
    Check.present("failedGpus", failed, owner);
    if (failed.isEmpty()) {
      return Set.of();
    }
    var copy = new TreeSet<Integer>();
    for (Integer gpu : failed) {
      Check.present("an entry of failedGpus", gpu, owner);
      checkGpu("an entry of failedGpus", gpu, topology, owner);
      copy.add(gpu);
    }
    return Collections.unmodifiableSet(copy);
  }

  private static void checkGpu(String field, int gpu, GpuTopology topology, String owner) {
    int count = topology.gpus().size();
    if (gpu < 0 || gpu >= count) {
      throw Check.refused(field, gpu, owner, "be the index of one of its " + count + " GPUs");
    }
  }

  private static void checkCapacity(Resources capacity, GpuTopology topology, String owner) {
    int gpus = topology.gpus().size();
    long millis = (long) gpus * GpuDevice.MILLIS;
    if (capacity.gpuMillis() != millis) {
      throw Check.refused(
          "gpuMillis",
          capacity.gpuMillis(),
          owner,
          "be " + millis + ", 1000 for each of its " + gpus + " GPUs");
    }
    if (!topology.numaNodes().isEmpty()) {
      checkNodes("cpuMillis", capacity.cpuMillis(), topology.cpuMillis(), owner);
      checkNodes("memoryBytes", capacity.memoryBytes(), topology.memoryBytes(), owner);
    }
  }

  private static void checkNodes(String field, long capacity, long nodes, String owner) {
    if (capacity != nodes) {
      throw Check.refused(
          field, capacity, owner, "be " + nodes + ", what its NUMA nodes have together");
    }
  }

  private static void checkTaints(List<Taint> taints, String owner) {
    if (taints.size() > 1) {
      Set<List<Object>> seen = new HashSet<>();
      for (Taint taint : taints) {
        if (!seen.add(List.of(taint.key(), taint.effect()))) {
          throw Check.refused("taint", taint, owner, "be the only one of its key and effect");
        }
      }
    }
  }

  /** The devices, each at the position of its index. */
  public List<GpuDevice> gpus() {
    return topology.gpus();
  }

  /** The same worker, with an equal topology that others share. */
  public Worker sharing(GpuTopology common) {
    return common == topology ? this : new Worker(id, capacity, common, failedGpus, labels, taints);
  }

  /** A builder for a worker of that id which has nothing yet. */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /** A builder that starts with everything this worker has. */
  public Builder toBuilder() {
    var builder = new Builder(id);
    builder.cpuMillis = capacity.cpuMillis();
    builder.memoryBytes = capacity.memoryBytes();
    builder.storageBytes = capacity.storageBytes();
    builder.extras.putAll(capacity.extras());
    builder.topology(topology);
    builder.failedGpus.addAll(failedGpus);
    builder.labels.putAll(labels);
    builder.taints.addAll(taints);
    return builder;
  }

  /**
   * Collects what a worker is. A bad value is refused by the call that brings it, with the worker
   * named.
   *
   * <ul>
   *   <li>amounts: 0, and cpu and memory those of the topology's NUMA nodes if it names any
   *   <li>{@code topology}, {@code gpus}, {@code failedGpu}, {@code label}, {@code taint}: none
   * </ul>
   *
   * <p><b>Thread-safety:</b> none.
   */
  public static final class Builder {
    private static final long UNSET = -1;

    private final String id;
    private final String owner;
    private long cpuMillis = UNSET;
    private long memoryBytes = UNSET;
    private long storageBytes;
    private final Map<String, Long> extras = new TreeMap<>();
    private GpuTopology topology = GpuTopology.NONE;
    private final List<GpuDevice> added = new ArrayList<>();
    private final Set<Integer> failedGpus = new TreeSet<>();
    private final Map<String, String> labels = new TreeMap<>();
    private final List<Taint> taints = new ArrayList<>();

    private Builder(String id) {
      this.id = Check.id("id", id, "worker");
      this.owner = "worker " + id;
    }

    public Builder cpuMillis(long cpuMillis) {
      this.cpuMillis = Check.amount("cpuMillis", cpuMillis, owner);
      return this;
    }

    public Builder memoryBytes(long memoryBytes) {
      this.memoryBytes = Check.amount("memoryBytes", memoryBytes, owner);
      return this;
    }

    public Builder storageBytes(long storageBytes) {
      this.storageBytes = Check.amount("storageBytes", storageBytes, owner);
      return this;
    }

    /** Sets the amount of a named resource; a later call for the same name replaces it. */
    public Builder extra(String name, long amount) {
      Resources.checkExtraName(name, owner);
      extras.put(name, Check.amount("extra " + name, amount, owner));
      Check.size("extras", extras.size(), 0, Limits.EXTRAS, owner);
      return this;
    }

    /** Sets the GPUs and NUMA nodes, instead of those there are. */
    public Builder topology(GpuTopology topology) {
      this.topology = Check.present("topology", topology, owner);
      added.clear();
      return this;
    }

    /** Adds that many devices of one model after those there are, on the last NUMA node. */
    public Builder gpus(int count, String model) {
      Check.range("gpus", count, 0, Limits.GPUS, owner);
      for (int i = 0; i < count; i++) {
        gpu(model);
      }
      return this;
    }

    /** Adds one device after those there are, on the last NUMA node. */
    public Builder gpu(String model) {
      int index = topology.gpus().size() + added.size();
      Check.size("gpus", index + 1, 0, Limits.GPUS, owner);
      Check.gpuModel("model of GPU " + index, model, owner);
      added.add(new GpuDevice(index, model, 0, Math.max(0, topology.numaNodes().size() - 1)));
      return this;
    }

    /** Says that a device is broken. */
    public Builder failedGpu(int gpu) {
      Check.range("failedGpu", gpu, 0, Limits.GPUS - 1, owner);
      failedGpus.add(gpu);
      return this;
    }

    /** Says that no device is broken any more. */
    public Builder repairedGpus() {
      failedGpus.clear();
      return this;
    }

    /** Sets a label; a later call for the same key replaces it. */
    public Builder label(String key, String value) {
      Check.label("labels", key, value, owner);
      labels.put(key, value);
      Check.size("labels", labels.size(), 0, Limits.LABELS, owner);
      return this;
    }

    /** Sets a taint; a later call for the same key and effect replaces it. */
    public Builder taint(String key, String value, TaintEffect effect) {
      Check.labelKey("key of a taint", key, owner);
      Check.labelValue("value of taint " + key, value, owner);
      Check.present("effect of taint " + key, effect, owner);
      taints.removeIf(taint -> taint.key().equals(key) && taint.effect() == effect);
      taints.add(new Taint(key, value, effect));
      Check.size("taints", taints.size(), 0, Limits.TAINTS, owner);
      return this;
    }

    public Worker build() {
      GpuTopology whole = topology();
      var capacity =
          new Resources(
              cpuMillis == UNSET ? whole.cpuMillis() : cpuMillis,
              memoryBytes == UNSET ? whole.memoryBytes() : memoryBytes,
              (long) whole.gpus().size() * GpuDevice.MILLIS,
              storageBytes,
              extras);
      return new Worker(id, capacity, whole, failedGpus, labels, taints);
    }

    private GpuTopology topology() {
      if (added.isEmpty()) {
        return topology;
      }
      List<GpuDevice> gpus = new ArrayList<>(topology.gpus());
      gpus.addAll(added);
      return new GpuTopology(topology.numaNodes(), gpus, topology.links());
    }
  }
}
