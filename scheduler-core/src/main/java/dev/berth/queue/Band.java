package dev.berth.queue;

import dev.berth.queue.PriorityBands.Entry;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one priority: an intake stack that any thread pushes on, and behind it a plain
 * linked line that only the consumer touches.
 *
 * <p>An entry is in one of the two, linked by its one {@code next} field: to the older neighbour in
 * the intake, to the younger one in the line. {@link #collect} moves all of the intake into the
 * line. Removing an entry only changes its state, so links need no synchronisation beyond the
 * intake's head.
 *
 * <p><b>Thread-safety:</b> {@link #push} and {@link #hasIntake} from any thread, the rest from the
 * consumer only. An entry that leaves the line has its link cut: one kept by its owner, or grown
 * old in the heap, must not keep its successors alive.
 */
final class Band<E> {
  final PriorityBands<E> owner;
  final int priority;

  private final AtomicReference<@Nullable Entry<E>> intake = new AtomicReference<>();

  private @Nullable Entry<E> head;
  private @Nullable Entry<E> tail;

  Band(PriorityBands<E> owner, int priority) {
    this.owner = owner;
    this.priority = priority;
  }

  void push(Entry<E> entry) {
    Entry<E> top;
    do {
      top = intake.get();
      entry.next = top;
    } while (!intake.compareAndSet(top, entry));
  }

  boolean hasIntake() {
    return intake.get() != null;
  }

  void putFirst(Entry<E> entry) {
    entry.next = head;
    head = entry;
    if (tail == null) {
      tail = entry;
    }
  }

  /** The head of the line: may have been removed since {@link #unlinkRemovedAtFront}. */
  @Nullable Entry<E> first() {
    return head;
  }

  void unlinkFirst() {
    Entry<E> first = head;
    if (first == null) {
      throw new IllegalStateException("band of priority " + priority + " has no first entry");
    }
    head = first.next;
    first.next = null;
    if (head == null) {
      tail = null;
    }
  }

  /** Makes {@link #first} a queued entry or null, and says how many removed ones that took. */
  int unlinkRemovedAtFront() {
    int count = 0;
    while (true) {
      Entry<E> first = head;
      if (first == null) {
        if (!collect()) {
          return count;
        }
      } else if (first.isQueued()) {
        return count;
      } else {
        unlinkFirst();
        count++;
      }
    }
  }

  /** Unlinks every removed entry and says how many there were. */
  int sweep() {
    collect();
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
    collect();
    for (Entry<E> entry = head; entry != null; entry = entry.next) {
      E element = entry.element;
      if (element != null) {
        action.accept(element);
      }
    }
  }

  /** Appends the intake to the line, oldest first; false if there was nothing. */
  private boolean collect() {
    if (intake.get() == null) {
      return false;
    }
    Entry<E> newest = intake.getAndSet(null);
    Entry<E> oldest = null;
    Entry<E> entry = newest;
    while (entry != null) {
      Entry<E> older = entry.next;
      entry.next = oldest;
      oldest = entry;
      entry = older;
    }
    if (tail == null) {
      head = oldest;
    } else {
      tail.next = oldest;
    }
    tail = newest;
    return true;
  }
}
