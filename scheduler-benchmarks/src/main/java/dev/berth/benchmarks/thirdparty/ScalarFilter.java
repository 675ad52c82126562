package dev.berth.benchmarks.thirdparty;

import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import java.util.Set;

/** What the filters have in common: a name, a facet, an explanation. */
abstract class ScalarFilter implements FilterPlugin {

  private final WorkerFacet facet;

  ScalarFilter(WorkerFacet facet) {
    this.facet = facet;
  }

  @Override
  public String name() {
    return "filter" + getClass().getSimpleName();
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(facet);
  }

  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    return List.of(Rejection.mismatch("refused", name()));
  }
}
