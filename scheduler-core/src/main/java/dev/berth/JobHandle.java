package dev.berth;

import dev.berth.internal.engine.JobRecord;
import dev.berth.model.JobStatus;
import dev.berth.model.Placement;
import java.util.concurrent.CompletableFuture;

/**
 * News of one submitted job.
 *
 * <p><b>Thread-safety:</b> from any thread, without locks. What depends on the futures runs on a
 * thread for callbacks, never on the engine's; let it be short, or use the {@code …Async} methods.
 */
public final class JobHandle {

  private final JobRecord job;

  JobHandle(JobRecord job) {
    this.job = job;
  }

  /** The job's id. */
  public String id() {
    return job.id();
  }

  /**
   * Completes when the job has a worker for the first time from now on, or has one already; fails
   * with an {@link IllegalStateException} when it ends, or the scheduler closes, before.
   */
  public CompletableFuture<Placement> placed() {
    return job.placedFuture().copy(); // what a caller does to it is not for others to see
  }

  /** Completes when the job is over; fails when the scheduler closes before. */
  public CompletableFuture<JobStatus> finished() {
    return job.finishedFuture().copy();
  }

  /** The job as it is now. */
  public JobStatus status() {
    return job.status();
  }

  @Override
  public String toString() {
    return "job " + id() + " (" + job.status().state() + ")";
  }
}
