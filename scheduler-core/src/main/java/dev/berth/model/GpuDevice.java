package dev.berth.model;

/**
 * One GPU of a worker: its index, which is its position in {@link Worker#gpus()}, and its model. A
 * device is shared in thousandths; a whole one has {@link #MILLIS}.
 */
public record GpuDevice(int index, String model) {
  /** Thousandths of one device. */
  public static final int MILLIS = 1000;

  public GpuDevice {
    Check.range("index", index, 0, Limits.GPUS - 1, "GPU device");
    Check.gpuModel("model", model, "GPU device " + index);
  }
}
