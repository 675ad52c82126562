package dev.berth.internal.engine;

import dev.berth.internal.cluster.WorkerRows;
import dev.berth.model.Resources;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.model.WorkerStatus;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker in the engine: its row, its health and the jobs placed on it.
 *
 * <p><b>Thread-safety:</b> the status is immutable and published by a volatile write at the end of
 * each cycle that touched the worker. All else belongs to the engine thread.
 */
public final class WorkerRecord {

  static final int NO_ROW = -1;

  private final String id;
  private volatile WorkerStatus status;

  int row = NO_ROW;
  boolean draining;
  boolean healthy = true;
  long lastHeartbeat;
  boolean touched;
  private Instant lastHeartbeatAt;
  private Usage usage = Usage.NONE;
  private @Nullable JobRecord firstJob;

  WorkerRecord(Worker worker, Instant now) {
    id = worker.id();
    lastHeartbeatAt = now;
    status = new WorkerStatus(worker, WorkerState.AVAILABLE, Resources.ZERO, Usage.NONE, 0, now);
  }

  public String id() {
    return id;
  }

  /** The worker as it was at the end of a recent cycle. From any thread. */
  public WorkerStatus status() {
    return status;
  }

  boolean isGone() {
    return row == NO_ROW;
  }

  /** The state that follows from health and draining. */
  WorkerState baseState() {
    if (!healthy) {
      return WorkerState.UNHEALTHY;
    }
    return draining ? WorkerState.DRAINING : WorkerState.AVAILABLE;
  }

  void heard(long nanos, Instant at) {
    lastHeartbeat = nanos;
    lastHeartbeatAt = at;
  }

  Usage usage() {
    return usage;
  }

  void setUsage(Usage newUsage) {
    usage = newUsage;
  }

  void link(JobRecord job) {
    JobRecord next = firstJob;
    job.worker = this;
    job.nextOnWorker = next;
    if (next != null) {
      next.previousOnWorker = job;
    }
    firstJob = job;
  }

  void unlink(JobRecord job) {
    if (job.previousOnWorker == null) {
      firstJob = job.nextOnWorker;
    } else {
      job.previousOnWorker.nextOnWorker = job.nextOnWorker;
    }
    if (job.nextOnWorker != null) {
      job.nextOnWorker.previousOnWorker = job.previousOnWorker;
    }
    job.worker = null;
    job.previousOnWorker = null;
    job.nextOnWorker = null;
  }

  /** Goes through the jobs on it; the action may take the job at hand away. */
  void forEachJob(Consumer<JobRecord> action) {
    JobRecord job = firstJob;
    while (job != null) {
      JobRecord next = job.nextOnWorker;
      action.accept(job);
      job = next;
    }
  }

  /** Publishes how the worker stands. */
  void publish(WorkerRows rows) {
    touched = false;
    status =
        isGone()
            ? new WorkerStatus(
                status.worker(), WorkerState.GONE, Resources.ZERO, usage, 0, lastHeartbeatAt)
            : new WorkerStatus(
                rows.worker(row),
                rows.state(row),
                rows.requested(row),
                usage,
                rows.jobCount(row),
                lastHeartbeatAt);
  }
}
