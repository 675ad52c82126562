package dev.berth.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
 * @param capacity amounts; {@code gpuMillis} is 1000 for each device
 * @param gpus the devices, each at the position of its index
 * @param labels in alphabetical order
 * @param taints in the given order, at most one per key and effect
 */
public record Worker(
    String id,
    Resources capacity,
    List<GpuDevice> gpus,
    Map<String, String> labels,
    List<Taint> taints) {
  public Worker {
    Check.id("id", id, "worker");
    String owner = "worker " + id;
    Check.amounts("capacity", capacity, owner);
    gpus = Check.list("gpus", gpus, 0, Limits.GPUS, owner);
    labels = Check.labels("labels", labels, owner);
    taints = Check.list("taints", taints, 0, Limits.TAINTS, owner);
    checkDevices(capacity, gpus, owner);
    checkTaints(taints, owner);
  }

  private static void checkDevices(Resources capacity, List<GpuDevice> gpus, String owner) {
    for (int i = 0; i < gpus.size(); i++) {
      if (gpus.get(i).index() != i) {
        throw Check.refused("index", gpus.get(i).index(), owner + " GPU " + i, "be its position");
      }
    }
    long millis = (long) gpus.size() * GpuDevice.MILLIS;
    if (capacity.gpuMillis() != millis) {
      throw Check.refused(
          "gpuMillis",
          capacity.gpuMillis(),
          owner,
          "be " + millis + ", 1000 for each of its " + gpus.size() + " GPUs");
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
    builder.gpus.addAll(gpus);
    builder.labels.putAll(labels);
    builder.taints.addAll(taints);
    return builder;
  }

  /**
   * Collects what a worker is. A bad value is refused by the call that brings it, with the worker
   * named.
   *
   * <ul>
   *   <li>amounts: 0
   *   <li>{@code gpus}, {@code label}, {@code taint}: none
   * </ul>
   *
   * <p><b>Thread-safety:</b> none.
   */
  public static final class Builder {
    private final String id;
    private final String owner;
    private long cpuMillis;
    private long memoryBytes;
    private long storageBytes;
    private final Map<String, Long> extras = new TreeMap<>();
    private final List<GpuDevice> gpus = new ArrayList<>();
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

    /** Adds that many devices of one model after those there are. */
    public Builder gpus(int count, String model) {
      Check.range("gpus", count, 0, Limits.GPUS, owner);
      for (int i = 0; i < count; i++) {
        gpu(model);
      }
      return this;
    }

    /** Adds one device after those there are. */
    public Builder gpu(String model) {
      Check.size("gpus", gpus.size() + 1, 0, Limits.GPUS, owner);
      Check.gpuModel("model of GPU " + gpus.size(), model, owner);
      gpus.add(new GpuDevice(gpus.size(), model));
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
      long gpuMillis = (long) gpus.size() * GpuDevice.MILLIS;
      var capacity = new Resources(cpuMillis, memoryBytes, gpuMillis, storageBytes, extras);
      return new Worker(id, capacity, gpus, labels, taints);
    }
  }
}
