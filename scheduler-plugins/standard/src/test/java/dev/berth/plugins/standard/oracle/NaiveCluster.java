package dev.berth.plugins.standard.oracle;

import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.Placement;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler's documentation promises of every command, carried out on plain objects. Each
 * command says whether it is carried out or refused.
 */
final class NaiveCluster {
  private final long healthTimeout;
  private final long lostGrace;
  private final Map<String, NaiveWorker> workers = new LinkedHashMap<>();
  private final Map<String, NaiveJob> jobs = new LinkedHashMap<>();
  private int registrations;
  private long submissions;
  long now;
  long placed;
  long completed;
  long failed;
  long cancelled;
  long evicted;

  NaiveCluster(long healthTimeout, long lostGrace) {
    this.healthTimeout = healthTimeout;
    this.lostGrace = lostGrace;
  }

  Collection<NaiveWorker> workers() {
    return workers.values();
  }

  Collection<NaiveJob> jobs() {
    return jobs.values();
  }

  @Nullable NaiveWorker worker(String id) {
    return workers.get(id);
  }

  NaiveJob job(String id) {
    NaiveJob job = jobs.get(id);
    if (job == null) {
      throw new AssertionError("nobody submitted " + id);
    }
    return job;
  }

  List<NaiveJob> in(JobState state) {
    return jobs.values().stream().filter(job -> job.state == state).toList();
  }

  long submitted() {
    return submissions;
  }

  // ---- jobs

  boolean submit(Job job) {
    jobs.put(job.id(), new NaiveJob(job, submissions++));
    return true;
  }

  boolean complete(String id) {
    NaiveJob job = job(id);
    if (job.state != JobState.RUNNING) {
      return false;
    }
    leave(job, JobState.COMPLETED);
    completed++;
    return true;
  }

  boolean fail(String id) {
    NaiveJob job = job(id);
    if (job.state != JobState.RUNNING) {
      return false;
    }
    boolean retry = job.failures < job.job.maxRetries();
    job.failures++;
    leave(job, retry ? JobState.QUEUED : JobState.FAILED);
    failed += retry ? 0 : 1;
    return true;
  }

  boolean cancel(String id) {
    NaiveJob job = job(id);
    if (job.state.isFinal()) {
      return false;
    }
    leave(job, JobState.CANCELLED);
    cancelled++;
    return true;
  }

  boolean suspend(String id) {
    return move(job(id), JobState.QUEUED, JobState.HELD);
  }

  boolean resume(String id) {
    return move(job(id), JobState.HELD, JobState.QUEUED);
  }

  /** Carries out what a decision found. */
  void place(Placement placement) {
    NaiveJob job = job(placement.jobId());
    NaiveWorker worker = workers.get(placement.workerId());
    if (worker == null || job.worker != null || !move(job, JobState.QUEUED, JobState.RUNNING)) {
      throw new AssertionError("cannot be: " + placement + " of " + job);
    }
    job.worker = worker;
    job.placement = placement;
    job.attempts++;
    worker.add(job);
    placed++;
  }

  private static boolean move(NaiveJob job, JobState from, JobState to) {
    if (job.state != from) {
      return false;
    }
    job.state = to;
    return true;
  }

  private static void leave(NaiveJob job, JobState next) {
    NaiveWorker worker = job.worker;
    job.state = next;
    job.worker = null;
    if (worker != null) {
      worker.remove(job);
    }
    job.placement = null;
  }

  private void evict(NaiveJob job) {
    leave(job, JobState.QUEUED);
    evicted++;
  }

  /** Forgets the jobs that are over. */
  void forgetFinished() {
    jobs.values().removeIf(job -> job.state.isFinal());
  }

  // ---- workers

  boolean register(Worker worker) {
    workers.put(worker.id(), new NaiveWorker(worker, registrations++, now));
    return true;
  }

  boolean update(Worker replacement) {
    NaiveWorker worker = workers.get(replacement.id());
    if (worker == null || !worker.mayBecome(replacement)) {
      return false;
    }
    worker.become(replacement);
    new ArrayList<>(worker.jobs).stream().filter(worker::drivesOut).forEach(this::evict);
    return true;
  }

  /** A device that the worker has breaks or works again. */
  boolean setGpuFailed(String id, int gpu, boolean failed) {
    NaiveWorker worker = workers.get(id);
    if (worker == null || gpu >= worker.worker.gpus().size()) {
      return false;
    }
    Set<Integer> failedGpus = new TreeSet<>(worker.worker.failedGpus());
    if (failed) {
      failedGpus.add(gpu);
    } else {
      failedGpus.remove(gpu);
    }
    Worker.Builder changed = worker.worker.toBuilder().repairedGpus();
    failedGpus.forEach(changed::failedGpu);
    return update(changed.build());
  }

  boolean heartbeat(String id, Usage usage) {
    NaiveWorker worker = workers.get(id);
    if (worker != null) {
      worker.lastSaid = usage;
    }
    return worker != null;
  }

  /** Of several heartbeats since the last step only the newest counts, as of now. */
  void takeUpHeartbeats() {
    for (NaiveWorker worker : workers.values()) {
      if (worker.lastSaid != null) {
        worker.measure(worker.lastSaid);
        worker.lastSaid = null;
        worker.lastHeartbeat = now;
        worker.healthy = true;
      }
    }
  }

  boolean setDraining(String id, boolean draining) {
    NaiveWorker worker = workers.get(id);
    if (worker != null) {
      worker.draining = draining;
    }
    return worker != null;
  }

  boolean remove(String id) {
    NaiveWorker worker = workers.remove(id);
    if (worker != null) {
      new ArrayList<>(worker.jobs).forEach(this::evict);
    }
    return worker != null;
  }

  /** What follows from heartbeats that did not come. */
  void watchHealth() {
    if (healthTimeout == 0) {
      return;
    }
    for (NaiveWorker worker : workers.values()) {
      long silent = now - worker.lastHeartbeat;
      if (silent >= healthTimeout) {
        worker.healthy = false;
      }
      if (silent >= healthTimeout + lostGrace) {
        new ArrayList<>(worker.jobs).forEach(this::evict);
      }
    }
  }
}
