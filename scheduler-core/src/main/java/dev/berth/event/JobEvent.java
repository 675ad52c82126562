package dev.berth.event;

import dev.berth.model.Placement;
import java.time.Instant;
import java.util.List;

/** What happens to a job; each record is a move of its state machine, or a refusal of one. */
public sealed interface JobEvent extends SchedulerEvent {

  /** The job's id. */
  String jobId();

  /** It waits for a place: submitted, resumed, retried or back from a lost worker. */
  record Queued(long sequence, Instant at, String jobId) implements JobEvent {}

  /**
   * It is held back from the queue, or is held by something else than before; {@code reason} says
   * what it waits for.
   */
  record Held(long sequence, Instant at, String jobId, String reason) implements JobEvent {}

  /** It fits no worker now and steps aside until something changes. Told once a wait. */
  record Unschedulable(long sequence, Instant at, String jobId, String reason)
      implements JobEvent {}

  /** It has a worker, and its resources are reserved there. */
  record Placed(long sequence, Instant at, String jobId, Placement placement) implements JobEvent {}

  /** It runs. */
  record Started(long sequence, Instant at, String jobId, String workerId) implements JobEvent {}

  /** It is done. */
  record Completed(long sequence, Instant at, String jobId) implements JobEvent {}

  /** It failed; {@code willRetry} when it goes back to the queue. */
  record Failed(long sequence, Instant at, String jobId, String reason, boolean willRetry)
      implements JobEvent {}

  /** It lost its worker, or may stay there no longer, and goes back to the queue. */
  record Evicted(long sequence, Instant at, String jobId, String workerId, String reason)
      implements JobEvent {}

  /** It runs on elsewhere, as the host asked. */
  record Moved(long sequence, Instant at, String jobId, Placement from, Placement to)
      implements JobEvent {}

  /**
   * Devices that it uses broke, and are given to nobody any more. It runs on: the host knows
   * whether it can, and fails or cancels it if not.
   *
   * @param gpus indexes of the worker's devices, rising
   */
  record GpusLost(long sequence, Instant at, String jobId, String workerId, List<Integer> gpus)
      implements JobEvent {}

  /** It was cancelled, by the host or because it could never have started. */
  record Cancelled(long sequence, Instant at, String jobId, String reason) implements JobEvent {}
}
