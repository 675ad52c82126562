package dev.berth.model;

import java.time.Instant;

/**
 * A worker as it was at one moment.
 *
 * @param requested what the jobs on it asked for, in sum; never more than its capacity
 * @param usage what its last heartbeat said
 * @param runningJobs jobs placed on it that have not ended
 */
public record WorkerStatus(
    Worker worker,
    WorkerState state,
    Resources requested,
    Usage usage,
    int runningJobs,
    Instant lastHeartbeat) {
  public WorkerStatus {
    Check.present("worker", worker, "worker status");
    String owner = "worker " + worker.id();
    Check.present("state", state, owner);
    Check.present("requested", requested, owner);
    Check.present("usage", usage, owner);
    Check.notNegative("runningJobs", runningJobs, owner);
    Check.present("lastHeartbeat", lastHeartbeat, owner);
  }
}
