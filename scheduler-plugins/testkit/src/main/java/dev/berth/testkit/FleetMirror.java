package dev.berth.testkit;

import dev.berth.model.Placement;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The workers and jobs that a scheduler has by what it told, as plain objects. */
final class FleetMirror {

  private final Map<String, MirrorWorker> workers = new LinkedHashMap<>();
  private final Map<String, TestJob> queued = new LinkedHashMap<>();
  private final Map<String, TestJob> placed = new LinkedHashMap<>();
  private final Map<String, String> workerOf = new LinkedHashMap<>();
  private int registrations;

  Collection<MirrorWorker> workers() {
    return workers.values();
  }

  boolean knows(String worker) {
    return workers.containsKey(worker);
  }

  MirrorWorker worker(String id) {
    return known(workers.get(id), id);
  }

  /** The jobs that wait. */
  Collection<TestJob> queued() {
    return queued.values();
  }

  /** The ids of the jobs that hold a worker. */
  List<String> running() {
    return new ArrayList<>(placed.keySet());
  }

  /** A job that waits. */
  TestJob job(String id) {
    return known(queued.get(id), id);
  }

  void submit(TestJob job) {
    queued.put(job.id(), job);
  }

  void place(Placement placement) {
    TestJob job = known(queued.remove(placement.jobId()), placement.jobId());
    placed.put(job.id(), job);
    workerOf.put(job.id(), placement.workerId());
    worker(placement.workerId()).add(job, placement.gpus());
  }

  /** It waits again. */
  void evict(String id) {
    TestJob job = known(placed.get(id), id);
    end(id);
    queued.put(id, job);
  }

  /** It is over. */
  void end(String id) {
    queued.remove(id);
    placed.remove(id);
    String worker = workerOf.remove(id);
    if (worker != null) {
      worker(worker).remove(id);
    }
  }

  void register(Worker worker) {
    workers.put(worker.id(), new MirrorWorker(worker, registrations++));
  }

  void update(Worker worker) {
    worker(worker.id()).update(worker);
  }

  void remove(String id) {
    workers.remove(id);
  }

  private static <T> T known(@Nullable T value, String id) {
    if (value == null) {
      throw new IllegalStateException("the scheduler tells of " + id + ", which is not there");
    }
    return value;
  }
}
