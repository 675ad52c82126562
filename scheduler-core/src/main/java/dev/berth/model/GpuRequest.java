package dev.berth.model;

import java.util.Set;

/**
 * The GPUs a job asks for: none, a share of one device, or a number of whole devices; of which
 * models, how close to each other and to the job's cpu.
 *
 * <pre>{@code
 * GpuRequest.whole(8).withModels(Set.of("H100")).withLinks(Locality.REQUIRE)
 * GpuRequest.share(250).withMemory(10L << 30)
 * }</pre>
 *
 * @param count devices, 0 to {@link Limits#GPUS_OF_JOB}
 * @param milliPerGpu thousandths of each device: {@link GpuDevice#MILLIS}; less for a single
 *     device, 0 for one of which only memory is asked; 0 if {@code count} is 0
 * @param memoryBytes of a shared device's memory, that much; 0 for whole devices
 * @param models the models that will do, in alphabetical order; empty means any
 * @param minMemoryBytes what each device must have in all; 0 means any
 * @param numa whether the devices, and the job's cpu and memory, must be of one NUMA node
 * @param links whether the devices must reach each other by {@linkplain GpuLink.Kind#isFast fast}
 *     links; one device always does
 * @param split whether they may be of several workers; {@code numa} and {@code links} then count
 *     for each worker's part
 */
public record GpuRequest(
    int count,
    int milliPerGpu,
    long memoryBytes,
    Set<String> models,
    long minMemoryBytes,
    Locality numa,
    Locality links,
    GpuSplit split) {
  /** No GPU. */
  public static final GpuRequest NONE = new GpuRequest(0, 0, Set.of());

  private static final String OWNER = "GPU request";
  private static final String EMPTY_OWNER = OWNER + " without devices";

  public GpuRequest {
    Check.range("count", count, 0, Limits.GPUS_OF_JOB, OWNER);
    Check.amount("memoryBytes", memoryBytes, OWNER);
    models = Check.gpuModels("models", models, OWNER);
    Check.amount("minMemoryBytes", minMemoryBytes, OWNER);
    Check.present("numa", numa, OWNER);
    Check.present("links", links, OWNER);
    Check.present("split", split, OWNER);
    if (count == 0) {
      Check.range("milliPerGpu", milliPerGpu, 0, 0, EMPTY_OWNER);
      Check.size("models", models.size(), 0, 0, EMPTY_OWNER);
      checkNoWishes(memoryBytes + minMemoryBytes, numa, links, split);
    } else if (count == 1) {
      Check.range("milliPerGpu", milliPerGpu, memoryBytes > 0 ? 0 : 1, GpuDevice.MILLIS, OWNER);
    } else if (milliPerGpu != GpuDevice.MILLIS) {
      throw Check.refused(
          "milliPerGpu", milliPerGpu, OWNER, "be 1000 if more than one device is asked for");
    }
    if (milliPerGpu == GpuDevice.MILLIS && memoryBytes > 0) {
      throw Check.refused(
          "memoryBytes",
          memoryBytes,
          OWNER,
          "be 0 for whole devices\nMaybe minMemoryBytes is meant: what each device must have.");
    }
    if (split.gpusPerWorker() > 0 && count % split.gpusPerWorker() != 0) {
      throw Check.refused(
          "count", count, OWNER, "be a multiple of the " + split.gpusPerWorker() + " per worker");
    }
  }

  private static void checkNoWishes(long memory, Locality numa, Locality links, GpuSplit split) {
    if (memory > 0
        || numa != Locality.NONE
        || links != Locality.NONE
        || !split.equals(GpuSplit.NEVER)) {
      throw new IllegalArgumentException(
          EMPTY_OWNER
              + " must not ask for memory, NUMA, links or several workers"
              + "\nMaybe the number of GPUs is missing.");
    }
  }

  /** Devices of some models, whatever their memory and wherever they are on one worker. */
  public GpuRequest(int count, int milliPerGpu, Set<String> models) {
    this(count, milliPerGpu, 0, models, 0, Locality.NONE, Locality.NONE, GpuSplit.NEVER);
  }

  /** That many whole devices of any model; {@link #NONE} for 0. */
  public static GpuRequest whole(int count) {
    return count == 0 ? NONE : new GpuRequest(count, GpuDevice.MILLIS, Set.of());
  }

  /** A share of one device of any model, 1 to 1000 thousandths. */
  public static GpuRequest share(int milli) {
    return new GpuRequest(1, milli, Set.of());
  }

  /** So much memory of one device of any model, and none of its thousandths. */
  public static GpuRequest memory(long memoryBytes) {
    Check.amount("memoryBytes", memoryBytes, OWNER);
    if (memoryBytes == 0) {
      throw Check.refused("memoryBytes", memoryBytes, OWNER, "be above zero");
    }
    return new GpuRequest(
        1, 0, memoryBytes, Set.of(), 0, Locality.NONE, Locality.NONE, GpuSplit.NEVER);
  }

  /** The same devices, of one of these models; empty means any. */
  public GpuRequest withModels(Set<String> models) {
    return models.equals(this.models)
        ? this
        : new GpuRequest(
            count, milliPerGpu, memoryBytes, models, minMemoryBytes, numa, links, split);
  }

  /** The same share, with so much of the device's memory. */
  public GpuRequest withMemory(long memoryBytes) {
    return memoryBytes == this.memoryBytes
        ? this
        : new GpuRequest(
            count, milliPerGpu, memoryBytes, models, minMemoryBytes, numa, links, split);
  }

  /** The same of devices that have at least so much memory. */
  public GpuRequest withMinMemory(long minMemoryBytes) {
    return minMemoryBytes == this.minMemoryBytes
        ? this
        : new GpuRequest(
            count, milliPerGpu, memoryBytes, models, minMemoryBytes, numa, links, split);
  }

  /** The same, so close to the job's cpu and memory. */
  public GpuRequest withNuma(Locality numa) {
    return numa == this.numa
        ? this
        : new GpuRequest(
            count, milliPerGpu, memoryBytes, models, minMemoryBytes, numa, links, split);
  }

  /** The same, so close to each other. */
  public GpuRequest withLinks(Locality links) {
    return links == this.links
        ? this
        : new GpuRequest(
            count, milliPerGpu, memoryBytes, models, minMemoryBytes, numa, links, split);
  }

  /** The same, of one worker or several. */
  public GpuRequest withSplit(GpuSplit split) {
    return split.equals(this.split)
        ? this
        : new GpuRequest(
            count, milliPerGpu, memoryBytes, models, minMemoryBytes, numa, links, split);
  }

  /** Whether whole devices are asked for. */
  public boolean isWhole() {
    return milliPerGpu == GpuDevice.MILLIS;
  }

  /** Thousandths over all devices. */
  public long totalMillis() {
    return (long) count * milliPerGpu;
  }

  /** Whether a device of any model and memory will do. */
  public boolean takesAny() {
    return models.isEmpty() && minMemoryBytes == 0;
  }

  /** Whether a device of this model will do. */
  public boolean allows(String model) {
    return models.isEmpty() || models.contains(model);
  }

  /** Whether this device will do, when it has room. */
  public boolean allows(GpuDevice device) {
    return device.memoryBytes() >= minMemoryBytes && allows(device.model());
  }

  /** What it asks for, without what it does not. */
  @Override
  public String toString() {
    var text = new StringBuilder("GpuRequest[").append(count).append(" x ").append(milliPerGpu);
    append(text, "memoryBytes", memoryBytes, memoryBytes > 0);
    append(text, "models", models, !models.isEmpty());
    append(text, "minMemoryBytes", minMemoryBytes, minMemoryBytes > 0);
    append(text, "numa", numa, numa != Locality.NONE);
    append(text, "links", links, links != Locality.NONE);
    append(text, "gpusPerWorker", split.gpusPerWorker(), split.isAllowed());
    return text.append(']').toString();
  }

  private static void append(StringBuilder text, String name, Object value, boolean isAsked) {
    if (isAsked) {
      text.append(", ").append(name).append('=').append(value);
    }
  }
}
