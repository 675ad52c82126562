package dev.berth.plugins.standard;

import dev.berth.model.GpuDevice;
import dev.berth.model.Limits;
import dev.berth.model.Resources;
import dev.berth.spi.WorkerView;

/**
 * The arithmetic of resource shares.
 *
 * <p><b>Why doubles:</b> a million times an amount overflows a long, a double divides faster than a
 * long, and up to {@link Limits#AMOUNT} every amount is exact in one. Since Java 17 each operation
 * is IEEE 754 to the bit, so equal amounts give equal grades on every machine; the error of a few
 * times 2<sup>-53</sup> is far below one grade in a million.
 */
final class Shares {

  private Shares() {}

  /**
   * The share of a resource that is left after placing a job, 0 to 1; 0 where it would be
   * over-committed. Capacity must be above 0.
   */
  static double left(long free, long asked, long capacity) {
    long left = free - asked; // below 0 it counts as 0, by its sign: a branch would be a coin toss
    return (double) (left & ~(left >> 63)) / capacity;
  }

  /** The share of a worker's GPUs that is left after placing a job. It must have some. */
  static double gpuLeft(WorkerView worker, Resources asked) {
    long capacity = (long) worker.gpuCount() * GpuDevice.MILLIS;
    return left(worker.freeGpuMillis(), asked.gpuMillis(), capacity);
  }

  /**
   * The mean of what is left of cpu, memory and, where a job asks it, gpu after placing the job.
   * What the worker has none of is left out; 0 for a worker that has nothing.
   */
  static double meanLeft(WorkerView worker, Resources asked) {
    double sum = 0;
    int resources = 0;
    if (worker.cpuMillis() > 0) {
      sum += left(worker.freeCpuMillis(), asked.cpuMillis(), worker.cpuMillis());
      resources++;
    }
    if (worker.memoryBytes() > 0) {
      sum += left(worker.freeMemoryBytes(), asked.memoryBytes(), worker.memoryBytes());
      resources++;
    }
    if (asked.gpuMillis() > 0 && worker.gpuCount() > 0) {
      sum += gpuLeft(worker, asked);
      resources++;
    }
    return resources == 0 ? 0 : sum / resources;
  }

  /** A share of 0 to 1 as a grade of 0 to 1,000,000, halves up. */
  static int grade(double share) {
    return (int) (1_000_000 * share + 0.5);
  }
}
