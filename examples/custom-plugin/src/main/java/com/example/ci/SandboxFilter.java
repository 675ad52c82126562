package com.example.ci;

import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import java.util.Set;

/**
 * Builds of strangers' forks run only on workers that are sandboxes: job label {@code origin=fork},
 * worker label {@code sandbox=yes}.
 *
 * <p><b>Thread-safety:</b> stateless.
 */
public final class SandboxFilter implements FilterPlugin {

  @Override
  public String name() {
    return "sandbox";
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
  public boolean accepts(JobView job, WorkerView worker) {
    return !isFork(job) || "yes".equals(worker.label("sandbox"));
  }

  /** The same for 64 workers at a time: optional, for speed. */
  @Override
  public void filter(JobView job, WorkerBlock block) {
    if (isFork(job)) {
      for (int word = 0; word < block.words(); word++) {
        block.retain(word, block.labelled("sandbox", "yes", word));
      }
    }
  }

  private static boolean isFork(JobView job) {
    return "fork".equals(job.labels().get("origin"));
  }

  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    return List.of(Rejection.mismatch("notSandboxed", "no sandbox for a fork's build"));
  }
}
