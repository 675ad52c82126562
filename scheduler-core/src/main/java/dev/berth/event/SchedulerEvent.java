package dev.berth.event;

import java.time.Instant;

/**
 * Something that happened in the scheduler, told in the order in which it happened.
 *
 * <p>A switch over the three families and their nested records covers all there is; new records may
 * be added in a minor version.
 */
public sealed interface SchedulerEvent permits JobEvent, WorkerEvent, EngineEvent {

  /** Counts up by one from 1: a gap tells that this listener missed events. */
  long sequence();

  /** The wall clock reading of the engine cycle in which it happened. */
  Instant at();
}
