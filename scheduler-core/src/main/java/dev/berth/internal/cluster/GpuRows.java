package dev.berth.internal.cluster;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.Worker;
import dev.berth.placement.GpuChoice;
import java.util.Arrays;

/**
 * What is free of each GPU of each row.
 *
 * <p>Most questions are settled by a row's summary, one {@code long} that {@link WorkerRows} keeps
 * in its hot line and that is made here:
 *
 * <pre>
 *   | free thousandths 32 | largest free 16 | idle GPUs 8 | GPUs 8 |
 * </pre>
 *
 * <p><b>Thread-safety:</b> one writer; readers of other threads only while it rests (the scan).
 * <b>Cost:</b> O(GPUs of the row) for whatever touches devices.
 */
final class GpuRows {

  private static final short[] NONE = {};
  private static final byte[] NO_JOBS = {};

  private short[][] free = new short[64][];

  /** For each GPU that a job holds whole, how many that job has. */
  private byte[][] jobSizes = new byte[64][];

  private final GpuModels models = new GpuModels();
  private final GpuModels.Allowed allowed = new GpuModels.Allowed(models);

  static int count(long summary) {
    return (int) summary & 0xff;
  }

  static int idleCount(long summary) {
    return (int) (summary >>> 8) & 0xff;
  }

  static int largestFree(long summary) {
    return (int) (summary >>> 16) & 0xffff;
  }

  static int totalFree(long summary) {
    return (int) (summary >>> 32);
  }

  /** What models a request allows, remembered for one thread. */
  GpuModels.Allowed newAllowed() {
    return new GpuModels.Allowed(models);
  }

  /** A worker comes to a row, its GPUs idle. */
  void add(int row, Worker worker) {
    if (row >= free.length) {
      free = Arrays.copyOf(free, Math.max(row + 1, 2 * free.length));
      jobSizes = Arrays.copyOf(jobSizes, free.length);
    }
    models.set(row, worker);
    free[row] = idle(worker);
    jobSizes[row] = worker.gpus().isEmpty() ? NO_JOBS : new byte[worker.gpus().size()];
  }

  void remove(int row) {
    free[row] = NONE;
    jobSizes[row] = NO_JOBS;
  }

  /** The first GPU of a row that is in use and that a replacement lacks or has of another model. */
  int firstBusyChanged(int row, Worker replacement) {
    for (int gpu = 0; gpu < free[row].length; gpu++) {
      boolean kept =
          gpu < replacement.gpus().size()
              && model(row, gpu).equals(replacement.gpus().get(gpu).model());
      if (free[row][gpu] < GpuDevice.MILLIS && !kept) {
        return gpu;
      }
    }
    return -1;
  }

  /** Replaces a row's GPUs and keeps what is taken of those in use, which must be kept. */
  void replace(int row, Worker replacement) {
    short[] replaced = idle(replacement);
    System.arraycopy(free[row], 0, replaced, 0, Math.min(free[row].length, replaced.length));
    models.set(row, replacement);
    free[row] = replaced;
    jobSizes[row] = Arrays.copyOf(jobSizes[row], replaced.length);
  }

  private static short[] idle(Worker worker) {
    if (worker.gpus().isEmpty()) {
      return NONE;
    }
    short[] idle = new short[worker.gpus().size()];
    Arrays.fill(idle, (short) GpuDevice.MILLIS);
    return idle;
  }

  long summary(int row) {
    int total = 0;
    int largest = 0;
    int idle = 0;
    for (short millis : free[row]) {
      total += millis;
      largest = Math.max(largest, millis);
      idle += millis == GpuDevice.MILLIS ? 1 : 0;
    }
    return (long) total << 32 | (long) largest << 16 | idle << 8 | free[row].length;
  }

  /** The GPUs a request gets as things stand, as a mask of indexes. */
  long choose(int row, GpuRequest request) {
    return request.count() == 0
        ? 0
        : GpuChoice.choose(request, free[row], allowed.of(row, request));
  }

  /** Whether one GPU of a row exists, has room for a request's share, and is allowed. */
  boolean shareFits(int row, int gpu, GpuRequest request) {
    return gpu >= 0
        && gpu < free[row].length
        && free[row][gpu] >= request.milliPerGpu()
        && (allowed.of(row, request) >>> gpu & 1) != 0;
  }

  /** Takes of the chosen GPUs, with sign -1, or gives back, with sign 1. */
  void move(int row, long chosen, int milliPerGpu, int sign) {
    boolean whole = milliPerGpu == GpuDevice.MILLIS;
    byte size = (byte) (whole && sign < 0 ? Long.bitCount(chosen) : 0);
    for (long left = chosen; left != 0; left &= left - 1) {
      int gpu = Long.numberOfTrailingZeros(left);
      free[row][gpu] += (short) (sign * milliPerGpu);
      if (whole) {
        jobSizes[row][gpu] = size;
      }
    }
  }

  /** As below, for the writer. */
  boolean fits(int row, long summary, GpuRequest request) {
    return fits(row, summary, request, allowed);
  }

  /**
   * Whether a request finds GPUs. The summary settles it, but where some models are not allowed.
   */
  boolean fits(int row, long summary, GpuRequest request, GpuModels.Allowed remembered) {
    if (request.count() == 0) {
      return true;
    }
    boolean summaryFits =
        request.milliPerGpu() == GpuDevice.MILLIS
            ? idleCount(summary) >= request.count()
            : largestFree(summary) >= request.milliPerGpu();
    if (!summaryFits || request.models().isEmpty()) {
      return summaryFits;
    }
    long mask = remembered.of(row, request);
    return Long.bitCount(mask) == count(summary)
        || GpuChoice.choose(request, free[row], mask) != GpuChoice.NONE;
  }

  int free(int row, int gpu) {
    return free[row][gpu];
  }

  int jobSize(int row, int gpu) {
    return jobSizes[row][gpu];
  }

  String model(int row, int gpu) {
    return models.model(row, gpu);
  }
}
