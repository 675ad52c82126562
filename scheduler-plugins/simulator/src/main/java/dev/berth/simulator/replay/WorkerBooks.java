package dev.berth.simulator.replay;

import dev.berth.model.GpuDevice;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import java.util.Arrays;
import java.util.List;

/**
 * The simulator's own books of what is free on one worker, kept from placements alone. They measure
 * what the engine's answers amount to, and check them: a placement that does not fit is refused.
 *
 * <p><b>Thread-safety:</b> none. <b>Errors:</b> {@link IllegalStateException} naming the worker and
 * both amounts when a placement takes more than is free.
 */
public final class WorkerBooks {
  private final Worker worker;
  private final int[] freeGpuMillis;
  private Resources free;

  /** Books of an empty worker. */
  public WorkerBooks(Worker worker) {
    this.worker = worker;
    this.free = worker.capacity();
    this.freeGpuMillis = new int[worker.gpus().size()];
    Arrays.fill(freeGpuMillis, GpuDevice.MILLIS);
  }

  /** Whose books they are. */
  public Worker worker() {
    return worker;
  }

  /** What is free in all. */
  public Resources free() {
    return free;
  }

  /** How many GPUs the worker has. */
  public int gpuCount() {
    return freeGpuMillis.length;
  }

  /** The free thousandths of one GPU. */
  public int freeGpuMillis(int gpu) {
    return freeGpuMillis[gpu];
  }

  /** Takes what a job asks for, on these GPUs. */
  public void place(Requirements job, List<Integer> gpus) {
    if (!job.resources().fitsIn(free) || gpus.size() != job.gpus().count()) {
      throw new IllegalStateException(
          "worker "
              + worker.id()
              + " has "
              + free
              + " free, was given a job of "
              + job.resources()
              + " on GPUs "
              + gpus);
    }
    free = free.minus(job.resources());
    for (int gpu : gpus) {
      freeGpuMillis[gpu] -= job.gpus().milliPerGpu();
      if (freeGpuMillis[gpu] < 0) {
        throw new IllegalStateException(
            "GPU "
                + gpu
                + " of worker "
                + worker.id()
                + " lacks "
                + -freeGpuMillis[gpu]
                + " thousandths for the job it was given");
      }
    }
  }

  /** Gives back what {@link #place} took. */
  public void release(Requirements job, List<Integer> gpus) {
    free = free.plus(job.resources());
    for (int gpu : gpus) {
      freeGpuMillis[gpu] += job.gpus().milliPerGpu();
    }
    if (!free.fitsIn(worker.capacity())) {
      throw new IllegalStateException(
          "worker " + worker.id() + " was given back more than its " + worker.capacity());
    }
  }
}
