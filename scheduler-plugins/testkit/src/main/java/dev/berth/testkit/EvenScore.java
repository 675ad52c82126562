package dev.berth.testkit;

import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/** Prefers workers with more cpu left, in a few steps so that ties happen. */
final class EvenScore implements ScorePlugin {

  private static final int STEPS = 8;

  @Override
  public String name() {
    return "testkitEven";
  }

  @Override
  public int defaultWeight() {
    return 1;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.RESOURCES);
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    long cpu = worker.cpuMillis();
    return cpu == 0 ? 0 : (int) (worker.freeCpuMillis() * STEPS / cpu) * (MAX_SCORE / STEPS);
  }
}
