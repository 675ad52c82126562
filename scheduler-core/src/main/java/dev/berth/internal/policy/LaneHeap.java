package dev.berth.internal.policy;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lanes by the job that each stands at: a binary heap in which a lane knows its place.
 *
 * <p>By rank, then the job's key, then its sequence; so it is a total order. A lane is in one heap
 * at most.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(1) to look, O(log lanes) else; no allocation but
 * for growth.
 */
final class LaneHeap {

  private static final int OUTSIDE = -1;

  private @Nullable Lane[] heap = new @Nullable Lane[16];
  private int size;

  int size() {
    return size;
  }

  @Nullable Lane first() {
    return size == 0 ? null : heap[0];
  }

  static boolean contains(Lane lane) {
    return lane.heapIndex != OUTSIDE;
  }

  void add(Lane lane) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    up(size++, lane);
  }

  void remove(Lane lane) {
    int hole = lane.heapIndex;
    lane.heapIndex = OUTSIDE;
    Lane last = at(--size);
    heap[size] = null;
    if (hole != size) {
      settle(hole, last);
    }
  }

  /** Its cursor or rank has changed. */
  void moved(Lane lane) {
    settle(lane.heapIndex, lane);
  }

  /** Adds all of these but some, which is cheaper than one by one: O(n). */
  void addAll(List<Lane> lanes, Predicate<Lane> hopeless) {
    if (heap.length < size + lanes.size()) {
      heap = Arrays.copyOf(heap, Math.max(size + lanes.size(), 2 * heap.length));
    }
    for (int i = 0; i < lanes.size(); i++) {
      if (!hopeless.test(lanes.get(i))) {
        put(size++, lanes.get(i));
      }
    }
    order();
  }

  /** Takes out all of these, which is cheaper than one by one when there are many: O(n). */
  void removeIf(Predicate<Lane> hopeless) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      Lane lane = at(i);
      if (hopeless.test(lane)) {
        lane.heapIndex = OUTSIDE;
      } else {
        put(kept++, lane);
      }
    }
    Arrays.fill(heap, kept, size, null);
    size = kept;
    order();
  }

  private void order() {
    for (int i = (size >> 1) - 1; i >= 0; i--) {
      down(i, at(i));
    }
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      at(i).heapIndex = OUTSIDE;
      heap[i] = null;
    }
    size = 0;
  }

  /** Throws unless every lane knows its place and none is before the one above it. */
  void checkInvariants() {
    for (int i = 0; i < size; i++) {
      if (at(i).heapIndex != i || (i > 0 && isBefore(at(i), at((i - 1) >> 1)))) {
        throw new IllegalStateException("the heap of lanes is out of order at " + i);
      }
    }
  }

  private void settle(int index, Lane lane) {
    if (index > 0 && isBefore(lane, at((index - 1) >> 1))) {
      up(index, lane);
    } else {
      down(index, lane);
    }
  }

  private Lane at(int index) {
    Lane lane = heap[index];
    if (lane == null) {
      throw new IllegalStateException("no lane at " + index + " of " + size);
    }
    return lane;
  }

  private void up(int from, Lane lane) {
    int index = from;
    while (index > 0 && isBefore(lane, at((index - 1) >> 1))) {
      put(index, at((index - 1) >> 1));
      index = (index - 1) >> 1;
    }
    put(index, lane);
  }

  private void down(int from, Lane lane) {
    int index = from;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && isBefore(at(child + 1), at(child))) {
        child++;
      }
      if (!isBefore(at(child), lane)) {
        break;
      }
      put(index, at(child));
      index = child;
    }
    put(index, lane);
  }

  private void put(int index, Lane lane) {
    heap[index] = lane;
    lane.heapIndex = index;
  }

  static boolean isBefore(Lane lane, Lane other) {
    if (lane.rank != other.rank) {
      return lane.rank < other.rank;
    }
    WaitingJob job = lane.cursor;
    WaitingJob otherJob = other.cursor;
    if (job == null || otherJob == null) {
      throw new IllegalStateException("a lane in a heap stands at no job");
    }
    return job.isBefore(otherJob);
  }
}
