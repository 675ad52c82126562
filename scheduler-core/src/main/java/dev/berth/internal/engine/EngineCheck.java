package dev.berth.internal.engine;

import dev.berth.internal.cluster.WorkerRows;
import dev.berth.model.JobState;
import dev.berth.model.Resources;
import dev.berth.model.WorkerStatus;
import java.util.Map;

/**
 * What must be so in an engine between its cycles: no worker over-committed, its sums those of its
 * jobs, every job in exactly one place, every queue in order.
 *
 * <p><b>Cost:</b> O(workers + jobs known). For tests.
 */
final class EngineCheck {

  private final WorkerRows rows;
  private final Fleet fleet;
  private final JobLifecycle jobs;
  private final Map<String, Profile> profiles;
  private int queued;
  private int placed;

  EngineCheck(WorkerRows rows, Fleet fleet, JobLifecycle jobs, Map<String, Profile> profiles) {
    this.rows = rows;
    this.fleet = fleet;
    this.jobs = jobs;
    this.profiles = profiles;
  }

  /** Throws unless all is well. */
  void check() {
    rows.checkInvariants();
    profiles.forEach(
        (name, profile) -> {
          profile.queue().checkInvariants(job -> checkQueued(name, (JobRecord) job));
        });
    fleet.directory().forEach(this::check);
    jobs.directory().forEach(this::count);
    if (queued != 0 || placed != 0) {
      throw new IllegalStateException(
          "%d jobs QUEUED that no queue has, %d RUNNING that no worker has"
              .formatted(queued, placed));
    }
  }

  private void checkQueued(String profile, JobRecord job) {
    if (job.state() != JobState.QUEUED
        || job.part != null
        || !job.job().profile().equals(profile)) {
      throw new IllegalStateException(job.status() + " waits in the queue of " + profile);
    }
    queued--;
  }

  private void check(WorkerRecord worker) {
    Resources[] held = {Resources.ZERO};
    int[] count = new int[1];
    worker.forEachPart(
        part -> {
          if (part.job.state() != JobState.RUNNING || part.worker != worker) {
            throw new IllegalStateException(part.job.status() + " is on " + worker.id());
          }
          held[0] = held[0].plus(part.requirements.resources());
          count[0]++;
          placed -= part == part.job.part ? 1 : 0;
        });
    WorkerStatus status = fleet.status(worker);
    if (!status.requested().equals(held[0]) || status.runningJobs() != count[0]) {
      throw new IllegalStateException(status + " but its jobs hold " + held[0]);
    }
  }

  private void count(JobRecord job) {
    queued += job.state() == JobState.QUEUED ? 1 : 0;
    placed += job.state() == JobState.RUNNING ? 1 : 0;
  }
}
