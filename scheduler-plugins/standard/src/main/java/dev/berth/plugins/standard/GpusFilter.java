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
 * Filter {@code gpus}: a worker must have as many GPUs as the job asks, of a model and with the
 * memory the job allows, each with the asked thousandths and memory free, and linked if the job
 * requires it. A share comes from one GPU; what is free on several does not add up.
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
   * The narrowest thing that is short: no GPU at all or too few, too few of an allowed kind, too
   * few idle or linked ones, or no GPU with the share free.
   */
  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    GpuRequest asked = job.requirements().gpus();
    int allowed = 0;
    long mostMemory = 0;
    int idle = 0;
    int largest = 0;
    for (int gpu = 0; gpu < worker.gpuCount(); gpu++) {
      if (asked.allows(worker.gpuModel(gpu))
          && worker.gpuMemoryBytes(gpu) >= asked.minMemoryBytes()) {
        int free = worker.freeGpuMillis(gpu);
        allowed++;
        idle += free >= GpuDevice.MILLIS ? 1 : 0;
        largest = Math.max(largest, free);
        mostMemory = Math.max(mostMemory, worker.freeGpuMemoryBytes(gpu));
      }
    }
    if (worker.gpuCount() < asked.count()) {
      return List.of(
          new Rejection(Rejection.INSUFFICIENT, "gpus", asked.count(), worker.gpuCount(), false));
    }
    if (allowed < asked.count()) {
      return List.of(
          new Rejection(Rejection.INSUFFICIENT, wanted(asked), asked.count(), allowed, false));
    }
    if (worker.fits(asked)) {
      return List.of();
    }
    if (!asked.isWhole()) {
      int least = Math.max(1, asked.milliPerGpu());
      return List.of(
          largest < least
              ? Rejection.insufficient(Resources.GPU, least, largest)
              : Rejection.insufficient(
                  "memory of a gpu with the share free", asked.memoryBytes(), mostMemory));
    }
    return List.of(
        idle < asked.count()
            ? Rejection.insufficient("idle gpus", asked.count(), idle)
            : Rejection.insufficient("linked idle gpus", asked.count(), linked(asked, worker)));
  }

  private static String wanted(GpuRequest asked) {
    String models =
        asked.models().isEmpty() ? "gpus" : "gpus of model " + String.join(" or ", asked.models());
    return asked.minMemoryBytes() == 0
        ? models
        : models + " with " + asked.minMemoryBytes() + " bytes of memory";
  }

  private static int linked(GpuRequest asked, WorkerView worker) {
    int most = asked.count() - 1;
    while (most > 1
        && !worker.fits(
            GpuRequest.whole(most)
                .withModels(asked.models())
                .withMinMemory(asked.minMemoryBytes())
                .withLinks(asked.links()))) {
      most--;
    }
    return most;
  }

  @Override
  public void filter(JobView job, WorkerBlock block) {
    GpuRequest asked = job.requirements().gpus();
    if (asked.count() == 0) {
      return;
    }
    for (int word = 0; word < block.words(); word++) {
      block.retain(word, block.fitting(asked, word));
    }
  }
}
