package dev.berth.simulator.replay;

import java.util.Comparator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * What is yet to happen in a simulated world, in one fixed order: by time, then by kind (the lower
 * first), then in the order of adding. Equal input gives an equal order, whatever the hash seeds.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(log n) to add and to take. <b>Units:</b> times are
 * ticker nanoseconds.
 */
public final class EventQueue<E> {
  private record Event<E>(long nanos, int kind, long sequence, E what) {}

  private final PriorityQueue<Event<E>> events =
      new PriorityQueue<>(
          Comparator.<Event<E>>comparingLong(Event::nanos)
              .thenComparingInt(Event::kind)
              .thenComparingLong(Event::sequence));
  private long added;

  /** Adds something that happens at a time. */
  public void add(long nanos, int kind, E what) {
    events.add(new Event<>(nanos, kind, added++, what));
  }

  /** Whether nothing is left to happen. */
  public boolean isEmpty() {
    return events.isEmpty();
  }

  /** When the next thing happens; {@link Long#MAX_VALUE} if nothing does. */
  public long nextNanos() {
    Event<E> next = events.peek();
    return next == null ? Long.MAX_VALUE : next.nanos();
  }

  /** Takes the next thing. */
  public E take() {
    Event<E> next = events.poll();
    if (next == null) {
      throw new NoSuchElementException("nothing is left to happen");
    }
    return next.what();
  }
}
