package dev.berth.testkit;

import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps jobs to workers with the labels of their node selector, in trials on a scheduler. It reads
 * labels alone, so it says which domains are eligible.
 */
final class SelectorFilter implements FilterPlugin {

  @Override
  public String name() {
    return "testkitSelector";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.LABELS);
  }

  @Override
  public boolean accepts(JobView job, WorkerView worker) {
    for (Map.Entry<String, String> label : job.requirements().nodeSelector().entrySet()) {
      if (!label.getValue().equals(worker.label(label.getKey()))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    return List.of(Rejection.mismatch("selector", "other labels than the node selector's"));
  }
}
