package dev.berth.internal.engine;

import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Actions to run at a time: a binary heap by deadline, equal deadlines in the order they were set.
 *
 * <p>A timer cannot be cancelled; an action finds out itself whether it still has anything to do.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(log timers) to set and to
 * fire. <b>Units:</b> ticker nanoseconds.
 */
final class TimerQueue {

  /** What a timer does. */
  @FunctionalInterface
  interface Action {
    void fire(long nanos);
  }

  private record Timer(long deadline, long number, Action action) {
    boolean isBefore(Timer other) {
      long difference = deadline - other.deadline; // readings may wrap around
      return difference == 0 ? number < other.number : difference < 0;
    }
  }

  private @Nullable Timer[] heap = new @Nullable Timer[16];
  private int size;
  private long numbers;

  void set(long deadline, Action action) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    Timer timer = new Timer(deadline, numbers++, action);
    int index = size++;
    while (index > 0 && timer.isBefore(at((index - 1) >> 1))) {
      heap[index] = heap[(index - 1) >> 1];
      index = (index - 1) >> 1;
    }
    heap[index] = timer;
  }

  /** When the next one is due. */
  OptionalLong next() {
    return size == 0 ? OptionalLong.empty() : OptionalLong.of(at(0).deadline);
  }

  /** Runs all that are due, in order; returns whether there were any. */
  boolean fire(long nanos) {
    boolean fired = false;
    while (size > 0 && at(0).deadline - nanos <= 0) {
      take().fire(nanos);
      fired = true;
    }
    return fired;
  }

  private Action take() {
    Action first = at(0).action;
    Timer last = at(--size);
    heap[size] = null;
    int index = 0;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && at(child + 1).isBefore(at(child))) {
        child++;
      }
      if (!at(child).isBefore(last)) {
        break;
      }
      heap[index] = heap[child];
      index = child;
    }
    if (size > 0) {
      heap[index] = last;
    }
    return first;
  }

  private Timer at(int index) {
    Timer timer = heap[index];
    if (timer == null) {
      throw new IllegalStateException("no timer at " + index + " of " + size);
    }
    return timer;
  }
}
