package dev.berth.queue;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded queue that shares service among tenants by weight, first in first out within one
 * tenant: any number of threads put in, <em>one</em> thread takes out, any thread removes.
 *
 * <pre>
 *   offer ─▶ intake ─▶ lines, one a tenant       places, least tag first
 *            (a pile)    red    r4 ─▶ r5 ─▶ r6     blue  12.0
 *                        blue   b9                 red   12.5   poll gives b9: blue moves to
 *                        green  (idle)             green 13.0   12.0 + cost ÷ weight
 * </pre>
 *
 * <p><b>Order:</b> start-time fair queueing. A tenant's tag is the service it has had, in cost ÷
 * weight. Poll takes from the tenant with the least tag, and the <em>virtual time</em> becomes that
 * tag. A tenant that comes back after it was idle starts at the virtual time, or at its old tag if
 * that is later: it gets no credit for the time it had nothing to do, and cannot shed what it owes
 * by a short pause. Among equal tags, who got its tag first. When the least tag is of a tenant with
 * nothing queued, the virtual time passes it and the tenant owes nothing any more. With a quantum,
 * a tenant that has its turn keeps it until elements of that much cost were polled in it: fewer
 * switches for less even service.
 *
 * <p><b>Guarantee:</b> while two tenants both have elements queued, however many others come and
 * go, the service they get by {@link #poll}, each divided by its weight, differs over no interval
 * by more than (l₁ + q) ÷ w₁ + (l₂ + q) ÷ w₂, and 2<sup>−19</sup> for rounding, for largest costs
 * l, weights w that stay, and the quantum q. A tenant that comes back and owes nothing waits for no
 * more than one turn of each other. {@link #take} out of turn is the caller's doing and is not
 * bounded.
 *
 * <p><b>Arithmetic</b> is in whole numbers: weights in thousandths, tags in 2<sup>−20</sup> of cost
 * ÷ weight, and what a division leaves over is kept for the tenant's next element, so that nothing
 * is lost however long it runs. Tags may run over: they are compared by their difference, and none
 * is further than 2<sup>61</sup> from the virtual time, because a tag that would be is set to that.
 * So nothing overflows, ever, and equal calls give equal orders on every machine. Only a tenant
 * that owes more than 2<sup>41</sup> of cost ÷ weight is let off the rest.
 *
 * <p><b>Thread-safety and progress:</b>
 *
 * <ul>
 *   <li>{@link #offer}: any thread, lock-free; it repeats only when another offer won.
 *   <li>{@link #remove}: any thread, wait-free; exactly one of all racing {@code remove}, {@code
 *       poll} and {@code take} calls wins an entry.
 *   <li>{@link #poll}, {@link #peek}, {@link #take}: the consumer, lock-free; they start again only
 *       when an entry they had found first was removed and others were offered.
 *   <li>{@link #putFirst}, {@link #forEach}: the consumer; they wait for nobody.
 *   <li>{@link #weight(String, double)}: any thread; may wait for another that sets a weight.
 *   <li>{@link #size}, {@link #isEmpty}: any thread; exact when no call is under way, else any
 *       value that the calls under way can explain. Never negative.
 * </ul>
 *
 * <p>{@code offer}, {@code poll}, {@code peek}, {@code take}, {@code putFirst} and {@code remove}
 * are linearizable. The consumer may change from one thread to another if the handover itself makes
 * the first one's work visible; two at once break the queue, unchecked.
 *
 * <p><b>Cost:</b> offer O(1); poll, peek and take O(log t) for t tenants that have elements or were
 * served lately, plus an amortised O(1) per element offered, which includes one look-up of its
 * tenant. Remove O(1): the entry is unlinked when the consumer passes it, or when more than {@value
 * #SWEEP_FLOOR} removed ones are still linked and outnumber both the live ones and the tenants.
 *
 * <p><b>Memory:</b> 40 bytes an element (one {@link Entry}, with compressed references) and about
 * 150 a tenant. A tenant that has nothing queued is remembered while there are no more than the
 * given number; then the longest idle is forgotten, and with it what it owed: at most one turn.
 *
 * <p><b>Source:</b> Goyal, Vin, Cheng, "Start-time Fair Queueing", SIGCOMM 1996, after Demers,
 * Keshav, Shenker, "Analysis and Simulation of a Fair Queueing Algorithm", SIGCOMM 1989. We differ
 * in the quantum, for which a turn is one packet of theirs, and in tagging heads of lines instead
 * of every element: so a weight counts from the next element on.
 *
 * @param <E> the type of the elements
 */
public final class FairQueue<E> {

  /** The largest cost of one element, and the largest quantum. */
  public static final long MAX_COST = 1L << 53;

  public static final double MIN_WEIGHT = 0.001;
  public static final double MAX_WEIGHT = 1_000_000;

  /** The weight of a tenant that was given none. */
  public static final double DEFAULT_WEIGHT = 1;

  /** How many tenants are remembered unless said otherwise. */
  public static final int DEFAULT_TENANTS = 100_000;

  /** So many removed entries may stay linked however few are live: 40 KiB. */
  static final int SWEEP_FLOOR = 1024;

  /** Newest first. Whole, so that one compare-and-set is all that producers race for. */
  private final AtomicReference<@Nullable Entry<E>> intake = new AtomicReference<>();

  /**
   * Incremented before an entry is linked: with the order of reads in {@link #size}, never behind.
   */
  private final LongAdder offered = new LongAdder();

  private final LongAdder removed = new LongAdder();

  /** Written by the consumer only. */
  private final AtomicLong taken = new AtomicLong();

  private final TenantWeights weights = new TenantWeights();

  /** The consumer's. */
  private final TenantTurns<E> turns;

  private final long quantum;

  /** An empty queue without a quantum, which remembers {@link #DEFAULT_TENANTS}. */
  public FairQueue() {
    this(0, DEFAULT_TENANTS);
  }

  /**
   * An empty queue.
   *
   * @param quantum how much cost a tenant is served before its turn ends, 0 for one element
   * @param maxTenants how many tenants are remembered, those with elements queued not limited
   * @throws IllegalArgumentException if {@code quantum} is negative or above {@link #MAX_COST}, or
   *     {@code maxTenants} is below 1
   */
  public FairQueue(long quantum, int maxTenants) {
    this(quantum, maxTenants, 0);
  }

  FairQueue(long quantum, int maxTenants, long virtualTime) {
    if (quantum < 0 || quantum > MAX_COST) {
      throw new IllegalArgumentException(
          "quantum (%d) of a fair queue must be 0 to %d".formatted(quantum, MAX_COST));
    }
    if (maxTenants < 1) {
      throw new IllegalArgumentException(
          "maxTenants (%d) of a fair queue must be 1 or more".formatted(maxTenants));
    }
    this.quantum = quantum;
    turns = new TenantTurns<>(quantum, maxTenants, weights, virtualTime);
  }

  /**
   * Gives a tenant a weight: of two that always have something queued, the one of twice the weight
   * is served twice as much. Counts from the next element that is taken. Any thread.
   *
   * @param weight kept in thousandths; only ratios matter
   * @throws IllegalArgumentException if {@code weight} is not a number from {@link #MIN_WEIGHT} to
   *     {@link #MAX_WEIGHT}
   */
  public void weight(String tenant, double weight) {
    weights.set(tenant, weight);
  }

  /** The weight of a tenant. Any thread. */
  public double weight(String tenant) {
    return weights.of(tenant);
  }

  /**
   * Puts {@code element} behind all others of {@code tenant}. Any thread.
   *
   * @param cost what the tenant pays for it, in any unit that is the same for all, such as 1
   * @return the entry by which the element can be {@linkplain #remove removed}
   * @throws IllegalArgumentException if {@code cost} is not 1 to {@link #MAX_COST}
   */
  public Entry<E> offer(String tenant, long cost, E element) {
    Entry<E> entry = newEntry(tenant, cost, element);
    Entry<E> top;
    do {
      top = intake.get();
      entry.next = top;
    } while (!intake.compareAndSet(top, entry));
    return entry;
  }

  /**
   * Puts {@code element} before all others of {@code tenant}, for an older element that comes back.
   * Consumer only.
   *
   * @return the entry by which the element can be {@linkplain #remove removed}
   * @throws IllegalArgumentException as {@link #offer}
   */
  public Entry<E> putFirst(String tenant, long cost, E element) {
    Entry<E> entry = newEntry(tenant, cost, element);
    collect();
    turns.putFirst(entry);
    return entry;
  }

  /**
   * Takes the oldest element of the tenant whose turn it is, at that tenant's cost, or returns null
   * if there is none. Consumer only.
   */
  public @Nullable Entry<E> poll() {
    sweepIfWorthwhile();
    while (true) {
      TenantLine<E> line = find();
      Entry<E> first = line == null ? null : line.first();
      if (line == null || first == null) {
        turns.accept();
        return null;
      }
      if (first.become(Entry.TAKEN)) {
        turns.accept();
        turns.takenFirst(line, first);
        taken.setRelease(taken.getPlain() + 1);
        return first;
      }
      turns.undo();
    }
  }

  /**
   * The entry {@link #poll} would take, left where it is, or null if there is none. Consumer only.
   * Another thread may remove it at any time: see {@link Entry#elementOrNull}.
   *
   * <p>To look at an element, and have its tenant pay only if it is wanted, peek and then {@link
   * #take} or {@link #remove} it.
   */
  public @Nullable Entry<E> peek() {
    sweepIfWorthwhile();
    TenantLine<E> line = find();
    turns.accept();
    return line == null ? null : line.first();
  }

  /**
   * Takes this element at its tenant's cost, whosever turn it is: as {@link #poll} if it is that
   * tenant's turn, else in advance of later turns. Consumer only.
   *
   * @return false if it was taken or removed before
   * @throws IllegalArgumentException if the entry is of another queue
   */
  public boolean take(Entry<E> entry) {
    checkOwner(entry);
    sweepIfWorthwhile();
    TenantLine<E> found = find();
    if (!entry.become(Entry.TAKEN)) {
      turns.undo();
      return false;
    }
    turns.accept();
    turns.taken(entry, found);
    taken.setRelease(taken.getPlain() + 1);
    return true;
  }

  /**
   * Removes the element of {@code entry} and lets go of it; its tenant pays nothing. Any thread.
   *
   * @return true for exactly one caller; false if the entry was taken or removed before
   * @throws IllegalArgumentException if the entry is of another queue
   */
  public boolean remove(Entry<E> entry) {
    checkOwner(entry);
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

  /** How many tenants are remembered. Consumer only. */
  public int tenants() {
    return turns.size();
  }

  /**
   * Calls {@code action} with every queued element: each tenant's in order, the tenants in none.
   * Consumer only. Elements offered meanwhile may be left out. The action may call {@link #offer}
   * and {@link #remove}, not the consumer's operations.
   */
  public void forEach(Consumer<? super E> action) {
    requireNonNull(action, "action");
    collect();
    turns.forEach(action);
  }

  @Override
  public String toString() {
    return "FairQueue[size=%d, quantum=%d]".formatted(size(), quantum);
  }

  /**
   * {@link TenantTurns#find} over all that was offered before.
   *
   * <p>If removed entries were passed, some of the removals may be younger than an offer that came
   * after the intake was collected, so it is looked at again: only the consumer empties it, so if
   * it is empty it was so all the time, and there was a moment when the line found was the one.
   */
  private @Nullable TenantLine<E> find() {
    while (true) {
      collect();
      long before = turns.unlinked();
      TenantLine<E> line = turns.find();
      if (turns.unlinked() == before || intake.get() == null) {
        return line;
      }
      turns.undo();
    }
  }

  /** Moves all of the intake into the lines, oldest first. */
  private void collect() {
    if (intake.get() == null) {
      return;
    }
    Entry<E> entry = intake.getAndSet(null);
    Entry<E> oldest = null;
    while (entry != null) {
      Entry<E> older = entry.next;
      entry.next = oldest;
      oldest = entry;
      entry = older;
    }
    while (oldest != null) {
      Entry<E> younger = oldest.next;
      turns.append(oldest);
      oldest = younger;
    }
  }

  private void sweepIfWorthwhile() {
    long linked = removed.sum() - turns.unlinked();
    if (linked > SWEEP_FLOOR && linked > Math.max(liveCount(), turns.size())) {
      collect();
      turns.sweep();
    }
  }

  /** What leaves is read before what came: an element counted as gone is counted as come too. */
  private long liveCount() {
    long gone = taken.getAcquire() + removed.sum();
    return offered.sum() - gone;
  }

  private Entry<E> newEntry(String tenant, long cost, E element) {
    requireNonNull(tenant, "tenant");
    requireNonNull(element, "element");
    if (cost < 1 || cost > MAX_COST) {
      throw new IllegalArgumentException(
          "cost (%d) of an element of tenant %s must be 1 to %d".formatted(cost, tenant, MAX_COST));
    }
    Entry<E> entry = new Entry<>(this, tenant, cost, element);
    offered.increment();
    return entry;
  }

  private void checkOwner(Entry<E> entry) {
    if (entry.owner != this) {
      throw new IllegalArgumentException(
          "entry (%s) must be one that this queue returned; it is of another queue"
              .formatted(entry));
    }
  }

  /**
   * An element's place in a queue: what {@link #offer} returns and {@link #remove} wants.
   * Thread-safe. One that was taken keeps its element; one that was removed has let go of it.
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

    final FairQueue<E> owner;
    final String tenant;
    final long cost;

    /** Null once removed. Plain: published with the entry, and its end is told by the state. */
    @Nullable E element;

    /** Older entry while in the intake, younger one while in its tenant's line. */
    @Nullable Entry<E> next;

    private volatile int state;

    private Entry(FairQueue<E> owner, String tenant, long cost, E element) {
      this.owner = owner;
      this.tenant = tenant;
      this.cost = cost;
      this.element = element;
    }

    /** Whose element it is. */
    public String tenant() {
      return tenant;
    }

    /** What its tenant pays when it is taken. */
    public long cost() {
      return cost;
    }

    /**
     * The element, queued or taken.
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

    /** The element, queued or taken, or null if it was removed. */
    public @Nullable E elementOrNull() {
      return element;
    }

    /** Whether the element is neither taken nor removed. */
    public boolean isQueued() {
      return state == QUEUED;
    }

    @Override
    public String toString() {
      return "tenant %s, cost %d, %s, element %s"
          .formatted(
              tenant,
              cost,
              switch (state) {
                case QUEUED -> "queued";
                case TAKEN -> "taken";
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
