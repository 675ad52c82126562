package dev.berth.internal.engine;

import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import java.util.List;

/** How listeners and waiting callers hear of a cycle: on threads of their own, or in the step. */
interface Dispatch {

  /** Adds a listener; it hears what is delivered from now on. From any thread. */
  void add(SchedulerListener listener);

  /** Whether anybody listens. */
  boolean hasListeners();

  /**
   * Delivers what a cycle had to tell. Called by the engine thread, never at the same time twice.
   */
  void deliver(List<SchedulerEvent> events, List<Runnable> notices);

  /** Whether the calling thread is one that delivers. */
  boolean isDelivering();

  /** Delivers what is left, then stops. Waits for listeners a while; not on a thread of theirs. */
  void close();
}
