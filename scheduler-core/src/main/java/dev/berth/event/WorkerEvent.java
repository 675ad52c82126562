package dev.berth.event;

import dev.berth.model.WorkerState;
import java.time.Instant;

/** What happens to a worker, but for its heartbeats. */
public sealed interface WorkerEvent extends SchedulerEvent {

  /** The worker's id. */
  String workerId();

  /** It can be given jobs from now on. */
  record Registered(long sequence, Instant at, String workerId) implements WorkerEvent {}

  /** Its capacity, labels or taints were replaced. */
  record Updated(long sequence, Instant at, String workerId) implements WorkerEvent {}

  /** It became available, draining or unhealthy. Told only for moves between these three. */
  record StateChanged(long sequence, Instant at, String workerId, WorkerState from, WorkerState to)
      implements WorkerEvent {}

  /** It was drained and the last of its jobs has ended. */
  record Drained(long sequence, Instant at, String workerId) implements WorkerEvent {}

  /** It is gone. */
  record Removed(long sequence, Instant at, String workerId) implements WorkerEvent {}
}
