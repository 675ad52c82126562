package dev.berth.model;

/**
 * One GPU of a worker. A device is shared in thousandths and in bytes of its memory; a whole one
 * has {@link #MILLIS}.
 *
 * @param index its position in {@link GpuTopology#gpus()}
 * @param model what jobs may name
 * @param memoryBytes its own memory; 0 when nobody said, and then no job that asks for GPU memory
 *     fits
 * @param numaNode the NUMA node its bus hangs on; 0 where the worker names none
 */
public record GpuDevice(int index, String model, long memoryBytes, int numaNode) {
  /** Thousandths of one device. */
  public static final int MILLIS = 1000;

  public GpuDevice {
    Check.range("index", index, 0, Limits.GPUS - 1, "GPU device");
    String owner = "GPU device " + index;
    Check.gpuModel("model", model, owner);
    Check.amount("memoryBytes", memoryBytes, owner);
    Check.range("numaNode", numaNode, 0, Limits.NUMA_NODES - 1, owner);
  }

  /** A device of which only the model is known. */
  public GpuDevice(int index, String model) {
    this(index, model, 0, 0);
  }
}
