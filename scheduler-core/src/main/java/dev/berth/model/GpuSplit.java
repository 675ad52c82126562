package dev.berth.model;

/**
 * Whether the GPUs of one job may be of several workers. Cpu, memory and other amounts are then
 * divided in proportion, each part's rounded up.
 *
 * @param gpusPerWorker that many of each worker; {@link #ONE_WORKER}, or {@link #ANY} number of
 *     each
 */
public record GpuSplit(int gpusPerWorker) {
  /** The whole job on one worker. */
  public static final int ONE_WORKER = 0;

  /** As many of each worker as there are. */
  public static final int ANY = -1;

  /** One worker or none. */
  public static final GpuSplit NEVER = new GpuSplit(ONE_WORKER);

  /** One worker, or where none has enough as few as possible. */
  public static final GpuSplit IF_NEEDED = new GpuSplit(ANY);

  public GpuSplit {
    Check.range("gpusPerWorker", gpusPerWorker, ANY, Limits.GPUS, "GPU split");
  }

  /** Exactly that many GPUs of each worker, 1 to 64. */
  public static GpuSplit exactly(int gpusPerWorker) {
    Check.range("gpusPerWorker", gpusPerWorker, 1, Limits.GPUS, "GPU split");
    return new GpuSplit(gpusPerWorker);
  }

  /** Whether several workers will do. */
  public boolean isAllowed() {
    return gpusPerWorker != ONE_WORKER;
  }
}
