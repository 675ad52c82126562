package dev.berth.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a job will start as things stand, and what it waits for until then.
 *
 * <p>The earliest start supposes that every job runs as long as it says, that nobody comes before
 * it, and that all jobs before it start as early as they fit, in order.
 *
 * <p><b>Thread-safety:</b> immutable.
 *
 * @param position how many waiting jobs are before it in its queue; 0 for the first, and for a job
 *     that does not wait
 * @param earliestStart null when that cannot be said: it is held, over, fits no worker even once
 *     all others have left, or too many are before it
 * @param workerId where it would start then, or runs; null when that cannot be said
 * @param waitsFor in words; "nothing" when it waits no longer
 */
public record StartEstimate(
    String jobId,
    JobState state,
    int position,
    @Nullable Instant earliestStart,
    @Nullable String workerId,
    String waitsFor) {
  public StartEstimate {
    Check.id("jobId", jobId, "start estimate");
    Check.notNegative("position", position, "job " + jobId);
  }

  @Override
  public String toString() {
    var text = new StringBuilder("job ").append(jobId).append(" (").append(state).append(')');
    if (state == JobState.QUEUED) {
      text.append(": ").append(position).append(" before it");
    }
    if (earliestStart != null) {
      text.append(", starts ").append(earliestStart);
    }
    if (workerId != null) {
      text.append(" on ").append(workerId);
    }
    return text.append(", waits for ").append(waitsFor).toString();
  }
}
