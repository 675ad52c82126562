package dev.berth.queue;

import dev.berth.queue.FairQueue.Entry;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One tenant's waiting elements, first in first out, and what it pays for them. Only the consumer
 * touches it. As in {@link Band}, removed entries stay linked until they are passed, and an entry
 * that leaves has its link cut.
 */
final class TenantLine<E> {
  final String tenant;

  /** By which {@link PlaceTree} knows it. */
  final int number;

  /** In thousandths. */
  long weight;

  /** The change of weights that {@link #weight} was read after. */
  int weightRead = -1;

  /** What division by the weight has left over so far: less than the weight. */
  long remainder;

  /** Neighbours among the lines that hold nothing, which {@link IdleLines} links. */
  @Nullable TenantLine<E> longerIdle;

  @Nullable TenantLine<E> shorterIdle;
  boolean idle;

  private @Nullable Entry<E> head;
  private @Nullable Entry<E> tail;

  TenantLine(String tenant, int number) {
    this.tenant = tenant;
    this.number = number;
  }

  /** The head of the line: may have been removed since {@link #unlinkEndedAtFront}. */
  @Nullable Entry<E> first() {
    return head;
  }

  boolean isEmpty() {
    return head == null;
  }

  void append(Entry<E> entry) {
    entry.next = null;
    if (tail == null) {
      head = entry;
    } else {
      tail.next = entry;
    }
    tail = entry;
  }

  void putFirst(Entry<E> entry) {
    entry.next = head;
    head = entry;
    if (tail == null) {
      tail = entry;
    }
  }

  void unlinkFirst() {
    Entry<E> first = head;
    if (first == null) {
      throw new IllegalStateException("line of tenant " + tenant + " has no first entry");
    }
    head = first.next;
    first.next = null;
    if (head == null) {
      tail = null;
    }
  }

  /** Makes {@link #first} a queued entry or null, and says how many others that took. */
  int unlinkEndedAtFront() {
    int count = 0;
    while (head != null && !head.isQueued()) {
      unlinkFirst();
      count++;
    }
    return count;
  }

  /** Unlinks every entry that is not queued and says how many there were. */
  int sweep() {
    int count = 0;
    Entry<E> kept = null;
    Entry<E> entry = head;
    while (entry != null) {
      Entry<E> next = entry.next;
      if (entry.isQueued()) {
        kept = entry;
      } else {
        if (kept == null) {
          head = next;
        } else {
          kept.next = next;
        }
        entry.next = null;
        count++;
      }
      entry = next;
    }
    tail = kept;
    return count;
  }

  void forEach(Consumer<? super E> action) {
    for (Entry<E> entry = head; entry != null; entry = entry.next) {
      E element = entry.elementOrNull();
      if (element != null && entry.isQueued()) {
        action.accept(element);
      }
    }
  }
}
