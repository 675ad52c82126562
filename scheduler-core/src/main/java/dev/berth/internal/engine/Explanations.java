package dev.berth.internal.engine;

import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.decide.Decider;
import dev.berth.internal.policy.QueueOrder;
import dev.berth.model.Explanation;
import dev.berth.model.JobState;
import dev.berth.model.StartEstimate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers what people ask about a job: why it is where it is, and when it will start.
 *
 * <p><b>Thread-safety:</b> none; asked on the engine's thread. <b>Cost:</b> every plugin is asked
 * about every worker: not for a decision path.
 */
final class Explanations {

  private final WorkerRows rows;
  private final Tallies tallies;
  private final Fleet fleet;
  private final JobLifecycle jobs;
  private final StartEstimates estimates;

  Explanations(WorkerRows rows, Tallies tallies, Fleet fleet, JobLifecycle jobs) {
    this.rows = rows;
    this.tallies = tallies;
    this.fleet = fleet;
    this.jobs = jobs;
    estimates = new StartEstimates(rows, fleet);
  }

  /** Says why a job waits, or why it is where it is, as things stand. */
  Explanation explain(JobRecord job, long nanos) {
    Profile profile = jobs.profileOf(job);
    Part part = job.part;
    if (part == null) {
      Explanation explanation = profile.explain(job, Decider.NO_ROW, noteOn(profile, job, nanos));
      return job.state() == JobState.QUEUED
          ? explanation.withPriority(profile.queue().factors(job))
          : explanation;
    }
    try (WhatIf without = new WhatIf(rows, tallies, fleet)) {
      without.lift(job);
      return profile.explain(job, part.worker.row(), null);
    }
  }

  /** Says when a job will start, as things stand. */
  StartEstimate estimate(JobRecord job, Instant now) {
    Profile profile = jobs.profileOf(job);
    return estimates.of(job, profile, now, heldFor(job));
  }

  private @Nullable String heldFor(JobRecord job) {
    if (job.state() != JobState.HELD) {
      return null;
    }
    return jobs.gate().isSuspended(job) ? "its resumption" : jobs.gate().holding(job);
  }

  private @Nullable String noteOn(Profile profile, JobRecord job, long nanos) {
    JobState state = job.state();
    if (state == JobState.HELD) {
      return jobs.gate().isSuspended(job)
          ? "it is HELD until it is resumed"
          : "it is HELD: " + jobs.gate().holding(job);
    }
    if (state != JobState.QUEUED) {
      return "it is " + state;
    }
    List<String> distrusted = profile.decider().pipeline().setAside(nanos);
    if (!distrusted.isEmpty()) {
      return "profile "
          + profile.name()
          + " waits for plugins set aside after faults: "
          + distrusted;
    }
    if (profile.queue().isBehindBlockedHead(job)) {
      return "it waits behind the head of the queue";
    }
    long promised = profile.queue().promised(job);
    if (promised != QueueOrder.NEVER) {
      return "it is promised to start in " + Duration.ofNanos(promised);
    }
    int keptFrom = profile.queue().countKeptFrom(job);
    if (keptFrom > 0) {
      String where = keptFrom == 1 ? "on a worker" : "on " + keptFrom + " workers";
      return where + " it would delay jobs that were promised their start";
    }
    List<String> unbounded = profile.decider().pipeline().unbounded();
    return unbounded.isEmpty()
        ? null
        : "every decision looks at every worker: "
            + unbounded
            + " depend on more than the worker they are asked about";
  }
}
