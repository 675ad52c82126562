package dev.berth.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was at one moment.
 *
 * @param placement where it is or last was; always there while SCHEDULED or RUNNING
 * @param attempts how often it was placed so far
 * @param placedAt when it was last placed
 * @param finishedAt when it reached a final state
 * @param reason why it failed, was cancelled, was evicted or waits, in words
 */
public record JobStatus(
    Job job,
    JobState state,
    @Nullable Placement placement,
    int attempts,
    Instant submittedAt,
    @Nullable Instant placedAt,
    @Nullable Instant finishedAt,
    @Nullable String reason) {
  public JobStatus {
    Check.present("job", job, "job status");
    String owner = "job " + job.id();
    Check.present("state", state, owner);
    Check.notNegative("attempts", attempts, owner);
    Check.present("submittedAt", submittedAt, owner);
    if (placement != null && !placement.jobId().equals(job.id())) {
      throw Check.refused("placement", placement, owner, "be its own");
    }
    if (placement == null && (state == JobState.SCHEDULED || state == JobState.RUNNING)) {
      throw Check.refused("placement", "null", owner, "be there while it is " + state);
    }
  }
}
