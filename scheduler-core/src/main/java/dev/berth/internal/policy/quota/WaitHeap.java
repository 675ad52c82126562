package dev.berth.internal.policy.quota;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Claims in order: a binary heap in which each knows its position.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(1) to look, O(log n) to add or remove any; no
 * allocation but for growth.
 */
final class WaitHeap {

  private @Nullable QuotaClaim[] heap = new @Nullable QuotaClaim[4];
  private int size;

  int size() {
    return size;
  }

  @Nullable QuotaClaim first() {
    return size == 0 ? null : heap[0];
  }

  QuotaClaim at(int index) {
    return Objects.requireNonNull(heap[index]);
  }

  void add(QuotaClaim claim) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    claim.heap = this;
    up(size++, claim);
  }

  void remove(QuotaClaim claim) {
    int hole = claim.heapIndex;
    if (claim.heap != this || heap[hole] != claim) {
      throw new IllegalStateException("job " + claim.job.job().id() + " does not wait here");
    }
    claim.heap = null;
    QuotaClaim last = at(--size);
    heap[size] = null;
    if (hole == size) {
      return;
    }
    if (hole > 0 && last.precedes(at((hole - 1) >> 1))) {
      up(hole, last);
    } else {
      down(hole, last);
    }
  }

  private void up(int from, QuotaClaim claim) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) >> 1;
      if (!claim.precedes(at(parent))) {
        break;
      }
      put(index, at(parent));
      index = parent;
    }
    put(index, claim);
  }

  private void down(int from, QuotaClaim claim) {
    int index = from;
    while (true) {
      int child = 2 * index + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && at(child + 1).precedes(at(child))) {
        child++;
      }
      if (!at(child).precedes(claim)) {
        break;
      }
      put(index, at(child));
      index = child;
    }
    put(index, claim);
  }

  private void put(int index, QuotaClaim claim) {
    heap[index] = claim;
    claim.heapIndex = index;
  }
}
