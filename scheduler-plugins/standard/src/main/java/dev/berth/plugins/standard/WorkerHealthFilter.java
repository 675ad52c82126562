package dev.berth.plugins.standard;

import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Filter {@code workerHealth}: a worker must be in a state in which it takes jobs, available or
 * running; not draining, unhealthy or gone.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#STATE}. <b>Cost:</b> one bitset operation for 64 workers.
 *
 * <p><b>Thread-safety:</b> stateless.
 */
public final class WorkerHealthFilter implements FilterPlugin {

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public WorkerHealthFilter() {}

  @Override
  public String name() {
    return "workerHealth";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.STATE);
  }

  @Override
  public boolean accepts(JobView job, WorkerView worker) {
    return worker.state().takesJobs();
  }

  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    return accepts(job, worker)
        ? List.of()
        : List.of(
            Rejection.mismatch(
                "state", "worker is " + worker.state().name().toLowerCase(Locale.ROOT)));
  }

  @Override
  public void filter(JobView job, WorkerBlock block) {
    for (int word = 0; word < block.words(); word++) {
      block.retain(word, block.takingJobs(word));
    }
  }
}
