package dev.berth.simulator.replay;

import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The books of all workers, with running totals of what is requested and what is fragmented.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> per placement or release what {@link Fragmentation}
 * costs for one worker, where that has GPUs. <b>Errors:</b> as {@link WorkerBooks}.
 */
public final class ClusterBooks {
  private final Map<String, WorkerBooks> workers = new LinkedHashMap<>();
  private final Map<String, Double> fragmented = new LinkedHashMap<>();
  private final Fragmentation fragmentation;
  private final Resources capacity;
  private Resources requested = Resources.ZERO;
  private double fragmentedMillis;

  /** Books of empty workers. */
  public ClusterBooks(List<Worker> workers, Fragmentation fragmentation) {
    this.fragmentation = fragmentation;
    Resources sum = Resources.ZERO;
    for (Worker worker : workers) {
      WorkerBooks books = new WorkerBooks(worker);
      this.workers.put(worker.id(), books);
      sum = sum.plus(worker.capacity());
      refresh(books);
    }
    this.capacity = sum;
  }

  /** Enters a placement. */
  public void place(Requirements job, Placement placement) {
    WorkerBooks worker = of(placement.workerId());
    worker.place(job, placement.gpus());
    requested = requested.plus(job.resources());
    refresh(worker);
  }

  /** Takes a placement out. */
  public void release(Requirements job, Placement placement) {
    WorkerBooks worker = of(placement.workerId());
    worker.release(job, placement.gpus());
    requested = requested.minus(job.resources());
    refresh(worker);
  }

  /** What all workers have. */
  public Resources capacity() {
    return capacity;
  }

  /** What placed jobs request. */
  public Resources requested() {
    return requested;
  }

  /** The thousandths of GPUs that are free but of no use to a typical job. */
  public double fragmentedGpuMillis() {
    return fragmentedMillis;
  }

  /** How full a worker is, in percent: the largest share over cpu, memory, storage and GPU. */
  public double fullest(String workerId) {
    WorkerBooks books = of(workerId);
    Resources all = books.worker().capacity();
    Resources free = books.free();
    double share = share(free.cpuMillis(), all.cpuMillis());
    share = Math.max(share, share(free.memoryBytes(), all.memoryBytes()));
    share = Math.max(share, share(free.storageBytes(), all.storageBytes()));
    return 100 * Math.max(share, share(free.gpuMillis(), all.gpuMillis()));
  }

  private static double share(long free, long all) {
    return all == 0 ? 0 : 1 - (double) free / all;
  }

  private WorkerBooks of(String id) {
    WorkerBooks worker = workers.get(id);
    if (worker == null) {
      throw new IllegalStateException("no worker " + id + " was registered");
    }
    return worker;
  }

  private void refresh(WorkerBooks worker) {
    if (worker.gpuCount() == 0) {
      return;
    }
    double now = fragmentation.of(worker);
    Double before = fragmented.put(worker.worker().id(), now);
    fragmentedMillis += now - (before == null ? 0 : before);
  }
}
