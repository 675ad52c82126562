package dev.berth.event;

import java.time.Duration;
import java.time.Instant;

/** Faults in what is plugged into the engine. The engine itself goes on. */
public sealed interface EngineEvent extends SchedulerEvent {

  /** A plugin threw, graded out of range or overran the scheduling time-out. */
  record PluginFaulted(long sequence, Instant at, String plugin, String jobId, String message)
      implements EngineEvent {}

  /** A plugin faulted on several jobs in a row and is not asked for a while. */
  record PluginSetAside(long sequence, Instant at, String plugin, Duration pause)
      implements EngineEvent {}

  /**
   * A check of remembered rankings found that a plugin depends on more than it declares; the
   * profile's rankings were forgotten, and the decision at hand was made right.
   */
  record PluginMisdeclared(long sequence, Instant at, String plugin, String jobId, String message)
      implements EngineEvent {}

  /** A listener threw. */
  record ListenerFaulted(long sequence, Instant at, String listener, String message)
      implements EngineEvent {}

  /** A listener threw several times in a row and is called no more. */
  record ListenerSetAside(long sequence, Instant at, String listener) implements EngineEvent {}
}
