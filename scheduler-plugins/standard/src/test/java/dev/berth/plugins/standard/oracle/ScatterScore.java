package dev.berth.plugins.standard.oracle;

import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/** A score without block form that differs with the job's labels and everything of a worker. */
final class ScatterScore implements ScorePlugin {
  @Override
  public String name() {
    return "scatter";
  }

  @Override
  public int defaultWeight() {
    return 7;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.values());
  }

  @Override
  public Set<JobFacet> readsOfJob() {
    return Set.of(JobFacet.LABELS);
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    long hash = job.labels().hashCode();
    hash = 31 * hash + worker.id().hashCode();
    hash =
        31 * hash + worker.freeCpuMillis() + worker.freeMemoryBytes() + worker.freeStorageBytes();
    hash = 31 * hash + worker.freeExtra("license") + worker.freeExtra("fpga");
    hash = 31 * hash + worker.freeGpuMillis() + worker.idleGpuCount() + worker.gpuCount();
    hash = 31 * hash + worker.largestFreeGpuMillis();
    hash = 31 * hash + worker.cpuLoadMillis() + worker.memoryLoadMillis() + worker.ioLoadMillis();
    hash =
        31 * hash + worker.jobCount() + worker.taints().hashCode() + worker.state().name().length();
    // Few distinct grades, so that ties happen.
    return (int) Math.floorMod((hash * 0x9e3779b97f4a7c15L) >>> 20, 11L) * (MAX_SCORE / 10);
  }
}
