package dev.berth.plugins.standard;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * Score {@code gpuPacking}, asked only when named: GPUs in use are filled before idle ones are
 * touched, and workers in use before idle workers.
 *
 * <pre>{@code
 * score = 10,000 * 0 for a job without GPUs; otherwise
 *                  max(33 - n, n) on a worker with all its n GPUs idle
 *                  max(50 - k, 33) if the devices with the least room that fit have k > 0 idle ones
 *                  max(100 - s, 50) else, s a tenth of those devices' free hundredths
 * }</pre>
 *
 * <p><b>Reads:</b> {@link WorkerFacet#GPUS}. <b>Cost:</b> O(GPUs) a worker for shares, else O(1).
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> the policy of that name in Weng et al.,
 * "Beware of Fragmentation", USENIX ATC 2023.
 */
public final class GpuPackingScore implements ScorePlugin {

  private static final int IDLE_WORKER = 33;
  private static final int IDLE_GPUS = 50;
  private static final int USED_GPUS = 100;
  private static final int TENTH = 10;

  @Override
  public String name() {
    return "gpuPacking";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.GPUS);
  }

  @Override
  public int defaultWeight() {
    return 0;
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    GpuRequest asked = job.requirements().gpus();
    return asked.count() == 0 ? 0 : GpuReference.grade(hundredths(asked, worker));
  }

  private static int hundredths(GpuRequest asked, WorkerView worker) {
    int gpus = worker.gpuCount();
    if (worker.idleGpuCount() == gpus) {
      return Math.max(IDLE_WORKER - gpus, gpus);
    }
    if (asked.milliPerGpu() == GpuDevice.MILLIS) {
      return idle(asked.count()); // whole GPUs are idle ones
    }
    int tightest = tightest(asked, worker);
    return tightest == GpuDevice.MILLIS
        ? idle(1)
        : Math.max(USED_GPUS - tightest * USED_GPUS / GpuDevice.MILLIS / TENTH, IDLE_GPUS);
  }

  private static int idle(int gpus) {
    return Math.max(IDLE_GPUS - gpus, IDLE_WORKER);
  }

  private static int tightest(GpuRequest asked, WorkerView worker) {
    int tightest = GpuDevice.MILLIS;
    for (int gpu = 0; gpu < worker.gpuCount(); gpu++) {
      int free = worker.freeGpuMillis(gpu);
      if (free >= asked.milliPerGpu()
          && free < tightest
          && (asked.models().isEmpty() || asked.allows(worker.gpuModel(gpu)))) {
        tightest = free;
      }
    }
    return tightest;
  }
}
