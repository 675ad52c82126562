package com.example.ci;

import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * Builds go where their repository has been built before: job label {@code repository=shop}, worker
 * label {@code warm.shop}.
 *
 * <p><b>Thread-safety:</b> stateless.
 */
public final class WarmCacheScore implements ScorePlugin {

  @Override
  public String name() {
    return "warmCache";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.LABELS);
  }

  @Override
  public Set<JobFacet> readsOfJob() {
    return Set.of(JobFacet.LABELS);
  }

  @Override
  public int defaultWeight() {
    return 60;
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    String repository = job.labels().get("repository");
    return repository != null && worker.label("warm." + repository) != null ? MAX_SCORE : 0;
  }
}
