package dev.berth.internal.policy.backfill;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that run by their expected ends, the earliest first: a binary heap in which each knows
 * its place.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(1) to look, O(log n) to add or remove.
 */
final class Running {

  private @Nullable Reservation[] heap = new @Nullable Reservation[16];
  private int size;

  @Nullable Reservation first() {
    return size == 0 ? null : heap[0];
  }

  void add(Reservation job) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    up(size++, job);
  }

  void remove(Reservation job) {
    int hole = job.heapIndex;
    job.heapIndex = Reservation.NOWHERE;
    Reservation last = at(--size);
    heap[size] = null;
    if (hole == size) {
      return;
    }
    if (hole > 0 && last.end < at((hole - 1) >> 1).end) {
      up(hole, last);
    } else {
      down(hole, last);
    }
  }

  void checkInvariants() {
    for (int i = 0; i < size; i++) {
      if (at(i).heapIndex != i || at(i).end < at(Math.max(0, (i - 1) >> 1)).end) {
        throw new IllegalStateException("heap of expected ends is out of order at " + i);
      }
    }
  }

  private Reservation at(int index) {
    Reservation job = heap[index];
    if (job == null) {
      throw new IllegalStateException("nobody at " + index + " of " + size);
    }
    return job;
  }

  private void up(int from, Reservation job) {
    int index = from;
    while (index > 0 && job.end < at((index - 1) >> 1).end) {
      put(index, at((index - 1) >> 1));
      index = (index - 1) >> 1;
    }
    put(index, job);
  }

  private void down(int from, Reservation job) {
    int index = from;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && at(child + 1).end < at(child).end) {
        child++;
      }
      if (at(child).end >= job.end) {
        break;
      }
      put(index, at(child));
      index = child;
    }
    put(index, job);
  }

  private void put(int index, Reservation job) {
    heap[index] = job;
    job.heapIndex = index;
  }
}
