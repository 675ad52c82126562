package dev.berth.queue;

import dev.berth.queue.FairQueue.Entry;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: the lines of all tenants a {@link FairQueue} remembers, their places and the
 * virtual time. Only the consumer touches it.
 *
 * <p>{@link #find} leaves what it passed over undecided: {@link #accept} makes it last, {@link
 * #undo} puts everything back as it was.
 *
 * <p><b>Invariant:</b> every line with entries has a place, and no tag is before the virtual time
 * or further than {@link #MOST_AHEAD} behind it.
 */
final class TenantTurns<E> {
  private static final int TAG_BITS = 20;

  /** Half of what tags may lie apart, so that a sum of two does not run over either. */
  private static final long MOST_AHEAD = 1L << 61;

  private final long quantum;
  private final int maxTenants;
  private final TenantWeights weights;

  private final TenantTable<E> lines = new TenantTable<>();
  private final PlaceTree places = new PlaceTree();
  private final IdleLines<E> idle = new IdleLines<>();

  /** In 2<sup>−20</sup> of cost ÷ weight; may run over. */
  private long virtualTime;

  private @Nullable TenantLine<E> turn;
  private long servedInTurn;
  private long unlinked;

  TenantTurns(long quantum, int maxTenants, TenantWeights weights, long virtualTime) {
    this.quantum = quantum;
    this.maxTenants = maxTenants;
    this.weights = weights;
    this.virtualTime = virtualTime;
  }

  /** How many tenants are remembered. */
  int size() {
    return lines.size();
  }

  /** How many removed entries were unlinked, less those taken that are still linked. */
  long unlinked() {
    return unlinked;
  }

  void append(Entry<E> entry) {
    TenantLine<E> line = lineOf(entry.tenant);
    line.append(entry);
    activate(line);
  }

  void putFirst(Entry<E> entry) {
    TenantLine<E> line = lineOf(entry.tenant);
    line.putFirst(entry);
    activate(line);
  }

  /**
   * The line whose turn it is; its first entry was queued when looked at. Null if there is none.
   */
  @Nullable TenantLine<E> find() {
    if (turn != null && servedInTurn < quantum && hasQueued(turn)) {
      return turn;
    }
    while (true) {
      int first = places.first();
      if (first == PlaceTree.NONE) {
        return null;
      }
      TenantLine<E> line = lines.get(first);
      if (hasQueued(line)) {
        return line;
      }
      places.setAside();
    }
  }

  void undo() {
    places.restore();
  }

  void accept() {
    if (places.hasAside()) {
      virtualTime = places.tagAside();
      places.drop();
    }
  }

  /** An entry was taken while {@code found} was the line whose turn it is, which was accepted. */
  void taken(Entry<E> entry, @Nullable TenantLine<E> found) {
    TenantLine<E> line = lines.get(entry.tenant);
    if (line == null) {
      throw new IllegalStateException("entry (%s) is in no line".formatted(entry));
    }
    if (line.first() == entry) {
      line.unlinkFirst();
    } else {
      unlinked--;
    }
    if (line == found) {
      serve(line, entry.cost);
    } else {
      charge(line, entry.cost);
    }
  }

  /** {@link #taken}, for the first entry of the line found. */
  void takenFirst(TenantLine<E> line, Entry<E> entry) {
    line.unlinkFirst();
    serve(line, entry.cost);
  }

  void sweep() {
    lines.forEach(
        line -> {
          unlinked += line.sweep();
          if (line.isEmpty()) {
            idle.add(line);
          }
        });
  }

  void forEach(Consumer<? super E> action) {
    lines.forEach(line -> line.forEach(action));
  }

  private boolean hasQueued(TenantLine<E> line) {
    if (line.isEmpty()) {
      return false;
    }
    unlinked += line.unlinkEndedAtFront();
    if (line.isEmpty()) {
      idle.add(line);
      return false;
    }
    return true;
  }

  private void serve(TenantLine<E> line, long cost) {
    if (line != turn || servedInTurn >= quantum) {
      turn = line;
      servedInTurn = 0;
      virtualTime = places.tag(line.number);
    }
    servedInTurn += cost;
    charge(line, cost);
  }

  private void charge(TenantLine<E> line, long cost) {
    readWeight(line);
    long thousandths = cost * TenantWeights.UNIT;
    long whole = thousandths / line.weight;
    long tag = places.tag(line.number);
    long room = virtualTime + MOST_AHEAD - tag;
    if (whole < room >>> TAG_BITS) {
      long rest = ((thousandths - whole * line.weight) << TAG_BITS) + line.remainder;
      long fraction = rest / line.weight;
      line.remainder = rest - fraction * line.weight;
      tag += (whole << TAG_BITS) + fraction;
    } else {
      line.remainder = 0;
      tag += room;
    }
    places.place(line.number, tag);
    if (line.isEmpty()) {
      idle.add(line);
    }
  }

  private void readWeight(TenantLine<E> line) {
    int changes = weights.changes();
    if (line.weightRead != changes) {
      line.weightRead = changes;
      long weight = weights.thousandths(line.tenant);
      if (weight != line.weight) {
        line.weight = weight;
        line.remainder = 0;
      }
    }
  }

  private void activate(TenantLine<E> line) {
    idle.remove(line);
    if (!places.has(line.number)) {
      line.remainder = 0;
      places.place(line.number, virtualTime);
    }
  }

  private TenantLine<E> lineOf(String tenant) {
    TenantLine<E> line = lines.get(tenant);
    if (line == null) {
      if (lines.size() >= maxTenants) {
        forgetLongestIdle();
      }
      line = lines.add(tenant);
    }
    return line;
  }

  private void forgetLongestIdle() {
    TenantLine<E> line = idle.longest();
    if (line != null) {
      idle.remove(line);
      lines.remove(line);
      if (places.has(line.number)) {
        places.remove(line.number);
      }
      if (line == turn) {
        turn = null;
      }
    }
  }
}
