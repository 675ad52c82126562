package dev.berth.queue;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded queue in priority order, first in first out within one priority: any number of
 * threads put in, <em>one</em> thread takes out, any thread removes.
 *
 * <pre>
 *   bands, highest first      one band: producers push, the consumer turns the pile round
 *   ┌──────┐
 *   │ 1000 │ ──▶ intake (last in, first out)  e9 ─▶ e8 ─▶ e7
 *   ├──────┤                   │ swapped for null, reversed, appended
 *   │   50 │     line (first in, first out)   e4 ─▶ e5× ─▶ e6 ─▶ (e7 ─▶ e8 ─▶ e9)
 *   ├──────┤                                  ▲            × removed, still linked
 *   │   -3 │                          poll, putFirst
 *   └──────┘
 * </pre>
 *
 * <p><b>Thread-safety and progress:</b>
 *
 * <ul>
 *   <li>{@link #offer}: any thread, lock-free; a push repeats only when another push won.
 *   <li>{@link #remove}: any thread, wait-free; exactly one of all racing {@code remove} and {@code
 *       poll} calls wins an entry.
 *   <li>{@link #poll}, {@link #peek}: the consumer, lock-free; they start again only when another
 *       call got ahead (an offer of a higher or a new priority, or a removal of the entry found).
 *       They never wait for a stalled producer.
 *   <li>{@link #putFirst}, {@link #forEach}: the consumer; they wait for nobody.
 *   <li>{@link #size}, {@link #isEmpty}: any thread; exact when no call is under way, else any
 *       value that the calls under way can explain. Never negative.
 * </ul>
 *
 * <p>{@code offer}, {@code poll}, {@code peek}, {@code putFirst} and {@code remove} are
 * linearizable across bands: a poll never gives an element while one of higher priority, whose
 * offer was complete before, waits. The consumer may change from one thread to another if the
 * handover itself makes the first one's work visible; two at once break the queue, unchecked.
 *
 * <p><b>Cost:</b> offer O(log b) for b ≤ {@value #MAX_PRIORITIES} priorities in use, to find the
 * band; poll and peek O(b) plus an amortised O(1) per element, whatever the number queued: the
 * first poll after n offers turns n links round, once (some 10 ms for a million). Remove O(1): one
 * compare-and-set, the element is let go at once, its entry is unlinked when the consumer passes
 * it. So that removed entries do not pile up behind a head that stays, every consumer call first
 * sweeps all bands if more than {@value #SWEEP_FLOOR} removed entries are still linked and they
 * outnumber the live ones: a sweep visits at most two entries for each it drops. Without consumer
 * calls nothing is unlinked.
 *
 * <p><b>Removal by id</b> is {@link #remove} with the entry that {@code offer} returned: an owner
 * that knows its elements by id keeps the entry where it keeps the rest it knows of that id, and
 * removes in O(1). No second map from id to entry is kept here: it would double the memory per
 * element, and give producers a second place to race for.
 *
 * <p><b>Memory:</b> 32 bytes per element (one {@link Entry}, with compressed references), none
 * ahead of need. A band, once used, stays.
 *
 * <p><b>Limits:</b> at most {@value #MAX_PRIORITIES} different priorities over the life of a queue;
 * any {@code int} is a priority.
 *
 * <p><b>Why not {@link java.util.concurrent.PriorityBlockingQueue}:</b> one lock for all, O(log n)
 * in and out, O(n) removal, and no order among equals without a sequence number per element.
 *
 * <p><b>Source:</b> the intake is Treiber's stack ("Systems Programming: Coping with Parallelism",
 * IBM RJ 5118, 1986), emptied whole, so that the usual ABA question does not arise. Vyukov's
 * intrusive MPSC queue would save the turning round, but there a producer halted between its two
 * writes hides every later element, also those already acknowledged, and the consumer has to wait
 * for it.
 *
 * @param <E> the type of the elements
 */
public final class PriorityBands<E> {

  /** How many different priorities one queue accepts. */
  public static final int MAX_PRIORITIES = 64;

  /** So many removed entries may stay linked however few are live: 32 KiB. */
  static final int SWEEP_FLOOR = 1024;

  @SuppressWarnings("rawtypes") // a class literal has no type arguments
  private static final AtomicReferenceFieldUpdater<PriorityBands, Band[]> BANDS =
      AtomicReferenceFieldUpdater.newUpdater(PriorityBands.class, Band[].class, "bands");

  /** Sorted by falling priority; replaced, never changed in place; never shrinks. */
  private volatile Band<E>[] bands = newBands(0);

  /**
   * Incremented before an entry is linked: with the order of reads in {@link #size}, never behind.
   */
  private final LongAdder offered = new LongAdder();

  private final LongAdder removed = new LongAdder();

  /** Written by the consumer only. */
  private final AtomicLong taken = new AtomicLong();

  /** How many of {@link #removed} are no longer linked. Consumer only. */
  private long unlinked;

  /** Creates an empty queue. */
  public PriorityBands() {}

  /**
   * Puts {@code element} behind all others of its priority. Any thread.
   *
   * @return the entry by which the element can be {@linkplain #remove removed}
   * @throws IllegalArgumentException if {@code priority} would be one more than {@link
   *     #MAX_PRIORITIES} different ones
   */
  public Entry<E> offer(int priority, E element) {
    Entry<E> entry = newEntry(priority, element);
    entry.band.push(entry);
    return entry;
  }

  /**
   * Puts {@code element} before all others of its priority, for an older element that comes back.
   * Consumer only.
   *
   * @return the entry by which the element can be {@linkplain #remove removed}
   * @throws IllegalArgumentException as {@link #offer}
   */
  public Entry<E> putFirst(int priority, E element) {
    sweepIfWorthwhile();
    Entry<E> entry = newEntry(priority, element);
    entry.band.putFirst(entry);
    return entry;
  }

  /**
   * Takes the oldest element of the highest priority, or returns null if there is none. Consumer
   * only.
   */
  public @Nullable Entry<E> poll() {
    sweepIfWorthwhile();
    while (true) {
      Entry<E> first = first();
      if (first == null) {
        return null;
      }
      if (first.become(Entry.TAKEN)) {
        first.band.unlinkFirst();
        taken.setRelease(taken.getPlain() + 1);
        return first;
      }
    }
  }

  /**
   * The entry {@link #poll} would take, left where it is, or null if there is none. Consumer only.
   * Another thread may remove it at any time: see {@link Entry#elementOrNull}.
   */
  public @Nullable Entry<E> peek() {
    sweepIfWorthwhile();
    return first();
  }

  /**
   * Removes the element of {@code entry} and lets go of it. Any thread.
   *
   * @return true for exactly one caller; false if the entry was polled or removed before
   * @throws IllegalArgumentException if the entry is of another queue
   */
  public boolean remove(Entry<E> entry) {
    if (entry.band.owner != this) {
      throw new IllegalArgumentException(
          "entry (%s) must be one that this queue returned; it is of another queue"
              .formatted(entry));
    }
    if (!entry.become(Entry.REMOVED)) {
      return false;
    }
    entry.element = null;
    removed.increment();
    return true;
  }

  /** How many elements are queued. Any thread; at most {@link Integer#MAX_VALUE} is reported. */
  public int size() {
    return (int) Math.min(liveCount(), Integer.MAX_VALUE);
  }

  /** Whether no element is queued. Any thread. */
  public boolean isEmpty() {
    return liveCount() == 0;
  }

  /**
   * Calls {@code action} with every queued element in the order {@link #poll} would give them.
   * Consumer only. Elements offered meanwhile may be left out. The action may call {@link #offer}
   * and {@link #remove}, not the consumer's operations.
   */
  public void forEach(Consumer<? super E> action) {
    requireNonNull(action, "action");
    sweepIfWorthwhile();
    for (Band<E> band : bands) {
      band.forEach(action);
    }
  }

  @Override
  public String toString() {
    return "PriorityBands[size=%d, priorities=%d]".formatted(size(), bands.length);
  }

  /**
   * The first queued entry, unlinking removed ones on the way.
   *
   * <p>Bands are read one after the other, so a band found empty may fill while lower ones are
   * read. A second look settles it: only the consumer empties an intake, so an intake that is empty
   * again was empty all the time between, and there was a moment when all higher bands were empty
   * and the entry found was the first.
   */
  private @Nullable Entry<E> first() {
    while (true) {
      Band<E>[] seen = bands;
      @Nullable Entry<E> first = null;
      int empty = 0;
      while (empty < seen.length) {
        Band<E> band = seen[empty];
        unlinked += band.unlinkRemovedAtFront();
        first = band.first();
        if (first != null) {
          break;
        }
        empty++;
      }
      if (stillEmpty(seen, empty)) {
        return first;
      }
    }
  }

  private boolean stillEmpty(Band<E>[] seen, int count) {
    for (int i = 0; i < count; i++) {
      if (seen[i].hasIntake()) {
        return false;
      }
    }
    return bands.length == seen.length; // only ever grows
  }

  private void sweepIfWorthwhile() {
    long linked = removed.sum() - unlinked;
    if (linked > SWEEP_FLOOR && linked > liveCount()) {
      for (Band<E> band : bands) {
        unlinked += band.sweep();
      }
    }
  }

  /** What leaves is read before what came: an element counted as gone is counted as come too. */
  private long liveCount() {
    long gone = taken.getAcquire() + removed.sum();
    return offered.sum() - gone;
  }

  private Entry<E> newEntry(int priority, E element) {
    requireNonNull(element, "element");
    Entry<E> entry = new Entry<>(band(priority), element);
    offered.increment();
    return entry;
  }

  private Band<E> band(int priority) {
    while (true) {
      Band<E>[] now = bands;
      int at = indexOf(now, priority);
      if (at >= 0) {
        return now[at];
      }
      if (now.length == MAX_PRIORITIES) {
        throw new IllegalArgumentException(
            """
            priority (%d) must be one of the %d different priorities in use (%d to %d): \
            a queue keeps at most %d
            Maybe priorities are computed per element; map them to a few classes first"""
                .formatted(
                    priority,
                    now.length,
                    now[now.length - 1].priority,
                    now[0].priority,
                    MAX_PRIORITIES));
      }
      int insertion = -(at + 1);
      Band<E> band = new Band<>(this, priority);
      Band<E>[] grown = newBands(now.length + 1);
      System.arraycopy(now, 0, grown, 0, insertion);
      grown[insertion] = band;
      System.arraycopy(now, insertion, grown, insertion + 1, now.length - insertion);
      if (BANDS.compareAndSet(this, now, grown)) {
        return band;
      }
    }
  }

  /** As {@link Arrays#binarySearch(int[], int)}, in falling order. */
  private static <E> int indexOf(Band<E>[] bands, int priority) {
    int low = 0;
    int high = bands.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Integer.compare(priority, bands[middle].priority);
      if (order == 0) {
        return middle;
      } else if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -(low + 1);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // only ever filled with Band<E>
  private static <E> Band<E>[] newBands(int length) {
    return new Band[length];
  }

  /**
   * An element's place in a queue: what {@link #offer} returns and {@link #remove} wants.
   * Thread-safe. One that was polled keeps its element; one that was removed has let go of it.
   *
   * @param <E> the type of the element
   */
  public static final class Entry<E> {
    static final int QUEUED = 0;
    static final int TAKEN = 1;
    static final int REMOVED = 2;

    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    private static final AtomicIntegerFieldUpdater<Entry> STATE =
        AtomicIntegerFieldUpdater.newUpdater(Entry.class, "state");

    final Band<E> band;

    /** Null once removed. Plain: published with the entry, and its end is told by the state. */
    @Nullable E element;

    /** Older entry while in the intake, younger one while in the line; see {@link Band}. */
    @Nullable Entry<E> next;

    private volatile int state;

    private Entry(Band<E> band, E element) {
      this.band = band;
      this.element = element;
    }

    /** The priority the element was offered with. */
    public int priority() {
      return band.priority;
    }

    /**
     * The element, queued or polled.
     *
     * @throws IllegalStateException if it was removed
     */
    public E element() {
      E present = element;
      if (present == null) {
        throw new IllegalStateException("entry (%s) holds no element any more".formatted(this));
      }
      return present;
    }

    /** The element, queued or polled, or null if it was removed. */
    public @Nullable E elementOrNull() {
      return element;
    }

    /** Whether the element is neither polled nor removed. */
    public boolean isQueued() {
      return state == QUEUED;
    }

    @Override
    public String toString() {
      return "priority %d, %s, element %s"
          .formatted(
              band.priority,
              switch (state) {
                case QUEUED -> "queued";
                case TAKEN -> "polled";
                default -> "removed";
              },
              element);
    }

    /** Leaves the state queued for {@code end}; true for the one caller who did. */
    boolean become(int end) {
      return STATE.compareAndSet(this, QUEUED, end);
    }
  }
}
