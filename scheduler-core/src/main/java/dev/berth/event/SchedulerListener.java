package dev.berth.event;

/**
 * Hears every event.
 *
 * <p>Each listener has a bounded queue and a thread of its own, so a slow one delays neither the
 * engine nor the others: it misses events, and is told how many. A stepped scheduler calls
 * listeners inside {@code step()} instead, and nothing is missed.
 *
 * <p><b>Faults:</b> what a listener throws is caught and told as {@link
 * EngineEvent.ListenerFaulted}; after repeated faults in a row it is called no more ({@link
 * EngineEvent.ListenerSetAside}).
 */
@FunctionalInterface
public interface SchedulerListener {

  /** Called for each event in order, never by two threads at once. */
  void onEvent(SchedulerEvent event);

  /** Called before the next event when the queue was full and {@code count} events were missed. */
  default void onMissed(long count) {}
}
