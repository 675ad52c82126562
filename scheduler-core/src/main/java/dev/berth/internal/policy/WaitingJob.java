package dev.berth.internal.policy;

import dev.berth.queue.PriorityBands;
import dev.berth.spi.JobView;
import org.jspecify.annotations.Nullable;

/**
 * A job as the pending queue sees it, with the links it is queued by.
 *
 * <p>The links are part of the job, so that a queued job costs no more memory than it must and
 * leaves any place in O(1) or O(log n).
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
public abstract class WaitingJob implements JobView {

  /** Where a job is, as far as the pending queue is concerned. */
  enum Place {
    NOWHERE,
    /** In a band, newly submitted. */
    BAND,
    /** Among those that came back. */
    RETURNED,
    /** With its class, which fits nowhere. */
    PARKED
  }

  Place place = Place.NOWHERE;
  @Nullable JobClass jobClass;
  PriorityBands.@Nullable Entry<WaitingJob> entry;
  int heapIndex;
  @Nullable WaitingJob previousInClass;
  @Nullable WaitingJob nextInClass;

  /** Counts submissions: a job that comes back keeps its place in the order. */
  public abstract long sequence();

  /** Its class, once it was admitted. */
  public JobClass jobClass() {
    if (jobClass == null) {
      throw new IllegalStateException("job " + id() + " has no class yet");
    }
    return jobClass;
  }
}
