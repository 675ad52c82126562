package dev.berth.internal.policy;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that came back to the queue, in order: a binary heap in which each job knows its position.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(1) to look, O(log n) to add or remove any job; no
 * allocation but for growth.
 */
final class ReturnedJobs {

  private final Comparator<WaitingJob> order;
  private @Nullable WaitingJob[] heap = new @Nullable WaitingJob[16];
  private int size;

  ReturnedJobs(Comparator<WaitingJob> order) {
    this.order = order;
  }

  int size() {
    return size;
  }

  @Nullable WaitingJob first() {
    return size == 0 ? null : heap[0];
  }

  void add(WaitingJob job) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    up(size++, job);
  }

  void remove(WaitingJob job) {
    int hole = job.heapIndex;
    WaitingJob last = at(--size);
    heap[size] = null;
    if (hole == size) {
      return;
    }
    if (hole > 0 && order.compare(last, at((hole - 1) >> 1)) < 0) {
      up(hole, last);
    } else {
      down(hole, last);
    }
  }

  private WaitingJob at(int index) {
    WaitingJob job = heap[index];
    if (job == null) {
      throw new IllegalStateException("no job at " + index + " of " + size);
    }
    return job;
  }

  private void up(int from, WaitingJob job) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) >> 1;
      if (order.compare(job, at(parent)) >= 0) {
        break;
      }
      put(index, at(parent));
      index = parent;
    }
    put(index, job);
  }

  private void down(int from, WaitingJob job) {
    int index = from;
    while (true) {
      int child = 2 * index + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && order.compare(at(child + 1), at(child)) < 0) {
        child++;
      }
      if (order.compare(job, at(child)) <= 0) {
        break;
      }
      put(index, at(child));
      index = child;
    }
    put(index, job);
  }

  private void put(int index, WaitingJob job) {
    heap[index] = job;
    job.heapIndex = index;
  }
}
