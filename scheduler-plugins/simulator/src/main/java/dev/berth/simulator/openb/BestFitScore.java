package dev.berth.simulator.openb;

import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * The reference policy BestFit: the less is left on a worker, the better.
 *
 * <p>{@code trunc(100 * (1 - 0.5 * (cF - c) / 128000 - 0.5 * (gF - g) / 8000))} with cF, gF the
 * free cpu millicores and GPU thousandths of the worker and c, g the job's. 128 cores and 8 GPUs
 * are the largest worker of the trace; on one that is larger, a grade below 0 counts as 0.
 *
 * <p><b>Source:</b> the policies compared in Weng et al., USENIX ATC 2023. Doubles in the order
 * written above, because the truncation makes the last bit matter.
 */
final class BestFitScore implements ScorePlugin {

  @Override
  public String name() {
    return "openbBestFit";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.RESOURCES, WorkerFacet.GPUS);
  }

  @Override
  public int defaultWeight() {
    return 0;
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    long cpuLeft = worker.freeCpuMillis() - job.requirements().resources().cpuMillis();
    long gpuLeft = worker.freeGpuMillis() - job.requirements().gpus().totalMillis();
    return grade(cpuLeft, gpuLeft);
  }

  static int grade(long cpuLeft, long gpuLeft) {
    int grade = (int) (100 * (1 - 0.5 * cpuLeft / 128_000 - 0.5 * gpuLeft / 8_000));
    return Math.max(0, grade);
  }
}
