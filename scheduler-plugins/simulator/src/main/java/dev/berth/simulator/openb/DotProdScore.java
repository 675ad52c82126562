package dev.berth.simulator.openb;

import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * The reference policy DotProd: the smaller the dot product of what is free and what is asked, the
 * better.
 *
 * <p>{@code trunc(100 * (1 - (cF / 128000 * c / 128000 + gF / 8000 * g / 8000) / 2))} with cF, gF
 * the free cpu millicores and GPU thousandths of the worker and c, g the job's. 128 cores and 8
 * GPUs are the largest worker of the trace; on one that is larger, a grade below 0 counts as 0.
 *
 * <p><b>Source:</b> the policies compared in Weng et al., USENIX ATC 2023. Doubles in the order
 * written above, because the truncation makes the last bit matter.
 */
final class DotProdScore implements ScorePlugin {

  @Override
  public String name() {
    return "openbDotProd";
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
    return grade(
        worker.freeCpuMillis(),
        job.requirements().resources().cpuMillis(),
        worker.freeGpuMillis(),
        job.requirements().gpus().totalMillis());
  }

  static int grade(long freeCpu, long cpu, long freeGpu, long gpu) {
    double dot = freeCpu / 128_000.0 * cpu / 128_000 + freeGpu / 8_000.0 * gpu / 8_000;
    return Math.max(0, (int) (100 * (1 - dot / 2)));
  }
}
