package dev.berth.testkit;

import dev.berth.model.Rejection;
import dev.berth.model.Resources;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps jobs to workers that take jobs and have room for them, in trials on a scheduler. */
final class RoomFilter implements FilterPlugin {

  @Override
  public String name() {
    return "testkitRoom";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.RESOURCES, WorkerFacet.GPUS, WorkerFacet.STATE);
  }

  @Override
  public boolean accepts(JobView job, WorkerView worker) {
    return worker.state().takesJobs() && hasRoom(job, worker);
  }

  static boolean hasRoom(JobView job, WorkerView worker) {
    Resources asked = job.requirements().resources();
    if (worker.freeCpuMillis() < asked.cpuMillis()
        || worker.freeMemoryBytes() < asked.memoryBytes()
        || worker.freeStorageBytes() < asked.storageBytes()
        || !worker.fits(job.requirements().gpus())
        || !worker.fitsNuma(job.requirements())) {
      return false;
    }
    for (Map.Entry<String, Long> extra : asked.extras().entrySet()) {
      if (worker.freeExtra(extra.getKey()) < extra.getValue()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    return List.of(Rejection.mismatch("room", "no room, or takes no jobs"));
  }
}
