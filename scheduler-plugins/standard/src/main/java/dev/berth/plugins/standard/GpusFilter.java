package dev.berth.plugins.standard;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.Rejection;
import dev.berth.model.Resources;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import java.util.Set;

/**
 * Filter {@code gpus}: a worker must have as many GPUs as the job asks, of a model the job allows,
 * each with the asked thousandths free. A share comes from one GPU; what is free on several does
 * not add up.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#GPUS}. <b>Cost:</b> nothing for jobs that ask no GPU, else
 * that of {@link WorkerView#fits}.
 *
 * <p><b>Thread-safety:</b> stateless.
 */
public final class GpusFilter implements FilterPlugin {

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public GpusFilter() {}

  @Override
  public String name() {
    return "gpus";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.GPUS);
  }

  @Override
  public boolean accepts(JobView job, WorkerView worker) {
    GpuRequest asked = job.requirements().gpus();
    return asked.count() == 0 || worker.fits(asked);
  }

  /**
   * The narrowest thing that is short: no GPU at all or too few, too few of an allowed model, too
   * few idle, or no GPU with the share free.
   */
  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    GpuRequest asked = job.requirements().gpus();
    int allowed = 0;
    int idle = 0;
    int largest = 0;
    for (int gpu = 0; gpu < worker.gpuCount(); gpu++) {
      if (asked.allows(worker.gpuModel(gpu))) {
        int free = worker.freeGpuMillis(gpu);
        allowed++;
        idle += free >= GpuDevice.MILLIS ? 1 : 0;
        largest = Math.max(largest, free);
      }
    }
    if (worker.gpuCount() < asked.count()) {
      return List.of(
          new Rejection(Rejection.INSUFFICIENT, "gpus", asked.count(), worker.gpuCount(), false));
    }
    if (allowed < asked.count()) {
      String models = "gpus of model " + String.join(" or ", asked.models());
      return List.of(new Rejection(Rejection.INSUFFICIENT, models, asked.count(), allowed, false));
    }
    if (asked.milliPerGpu() < GpuDevice.MILLIS) {
      return largest >= asked.milliPerGpu()
          ? List.of()
          : List.of(
              new Rejection(
                  Rejection.INSUFFICIENT, Resources.GPU, asked.milliPerGpu(), largest, true));
    }
    return idle >= asked.count()
        ? List.of()
        : List.of(new Rejection(Rejection.INSUFFICIENT, "idle gpus", asked.count(), idle, true));
  }

  @Override
  public void filter(JobView job, WorkerBlock block) {
    GpuRequest asked = job.requirements().gpus();
    if (asked.count() == 0) {
      return;
    }
    for (int word = 0; word < block.words(); word++) {
      long kept = block.candidates(word);
      for (long rest = kept; rest != 0; rest &= rest - 1) {
        if (!block.at(Words.index(word, rest)).fits(asked)) {
          kept &= ~Long.lowestOneBit(rest);
        }
      }
      block.retain(word, kept);
    }
  }
}
