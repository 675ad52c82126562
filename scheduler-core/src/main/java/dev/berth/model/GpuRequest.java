package dev.berth.model;

import java.util.Set;

/**
 * The GPUs a job asks for: none, a share of one device, or a number of whole devices, of any model
 * or of one of some models.
 *
 * @param count devices, 0 to {@link Limits#GPUS}
 * @param milliPerGpu thousandths of each device: {@link GpuDevice#MILLIS}, less only for a single
 *     device, 0 if {@code count} is 0
 * @param models the models that will do, in alphabetical order; empty means any
 */
public record GpuRequest(int count, int milliPerGpu, Set<String> models) {
  /** No GPU. */
  public static final GpuRequest NONE = new GpuRequest(0, 0, Set.of());

  private static final String OWNER = "GPU request";

  public GpuRequest {
    Check.range("count", count, 0, Limits.GPUS, OWNER);
    models = Check.gpuModels("models", models, OWNER);
    if (count == 0) {
      Check.range("milliPerGpu", milliPerGpu, 0, 0, OWNER + " without devices");
      Check.size("models", models.size(), 0, 0, OWNER + " without devices");
    } else if (count == 1) {
      Check.range("milliPerGpu", milliPerGpu, 1, GpuDevice.MILLIS, OWNER);
    } else if (milliPerGpu != GpuDevice.MILLIS) {
      throw Check.refused(
          "milliPerGpu", milliPerGpu, OWNER, "be 1000 if more than one device is asked for");
    }
  }

  /** That many whole devices of any model; {@link #NONE} for 0. */
  public static GpuRequest whole(int count) {
    return count == 0 ? NONE : new GpuRequest(count, GpuDevice.MILLIS, Set.of());
  }

  /** A share of one device of any model, 1 to 1000 thousandths. */
  public static GpuRequest share(int milli) {
    return new GpuRequest(1, milli, Set.of());
  }

  /** The same devices, of one of these models; empty means any. */
  public GpuRequest withModels(Set<String> models) {
    return models.equals(this.models) ? this : new GpuRequest(count, milliPerGpu, models);
  }

  /** Thousandths over all devices. */
  public long totalMillis() {
    return (long) count * milliPerGpu;
  }

  /** Whether a device of this model will do. */
  public boolean allows(String model) {
    return models.isEmpty() || models.contains(model);
  }
}
