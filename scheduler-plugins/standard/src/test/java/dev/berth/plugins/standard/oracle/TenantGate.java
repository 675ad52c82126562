package dev.berth.plugins.standard.oracle;

import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import java.util.Set;

/** A filter that tells apart jobs of equal requirements: some workers are one tenant's own. */
final class TenantGate implements FilterPlugin {
  static final String LABEL = "tenant";

  @Override
  public String name() {
    return "tenantGate";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.LABELS);
  }

  @Override
  public Set<JobFacet> readsOfJob() {
    return Set.of(JobFacet.TENANT);
  }

  @Override
  public boolean accepts(JobView job, WorkerView worker) {
    String owner = worker.label(LABEL);
    return owner == null || owner.equals(job.tenant());
  }

  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    return accepts(job, worker) ? List.of() : List.of(Rejection.mismatch("tenant", "other tenant"));
  }
}
