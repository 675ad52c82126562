package dev.berth.internal.policy.quota;

import dev.berth.model.QuotaOrder;
import dev.berth.model.Resources;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that wait for one quota, in order.
 *
 * <p>Jobs that ask for the same stand in one file, so that of each kind only the first is tried.
 * With {@link QuotaOrder#STRICT} all stand in one file and nobody overtakes its first. Jobs that
 * ask for more than the quota could ever give stand aside and are in nobody's way.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(log n) to add or remove.
 */
final class WaitLine {

  private final boolean strict;
  private final Map<Resources, WaitHeap> files = new HashMap<>();
  private final TreeMap<QuotaClaim, WaitHeap> byFirst = new TreeMap<>(QuotaClaim.ORDER);
  private final WaitHeap aside = new WaitHeap();
  private int size;

  WaitLine(QuotaOrder order) {
    strict = order == QuotaOrder.STRICT;
  }

  boolean isStrict() {
    return strict;
  }

  /** How many wait, those aside among them. */
  int size() {
    return size;
  }

  private Resources kind(QuotaClaim claim) {
    return strict ? Resources.ZERO : claim.asked();
  }

  void add(QuotaClaim claim) {
    WaitHeap file = files.computeIfAbsent(kind(claim), asked -> new WaitHeap());
    QuotaClaim before = file.first();
    file.add(claim);
    firstChanged(file, before);
    size++;
  }

  void addAside(QuotaClaim claim) {
    aside.add(claim);
    size++;
  }

  void remove(QuotaClaim claim) {
    WaitHeap heap = Objects.requireNonNull(claim.heap);
    QuotaClaim before = heap.first();
    heap.remove(claim);
    size--;
    if (heap != aside) {
      firstChanged(heap, before);
      if (heap.size() == 0) {
        files.remove(kind(claim));
      }
    }
  }

  private void firstChanged(WaitHeap file, @Nullable QuotaClaim before) {
    QuotaClaim now = file.first();
    if (before != now) {
      if (before != null) {
        byFirst.remove(before);
      }
      if (now != null) {
        byFirst.put(now, file);
      }
    }
  }

  /** The next job to be tried after that one; the very first for null. */
  @Nullable QuotaClaim nextAfter(@Nullable QuotaClaim tried) {
    if (tried == null) {
      return byFirst.isEmpty() ? null : byFirst.firstKey();
    }
    return byFirst.higherKey(tried);
  }

  /** Who waits already and goes before the newcomer; null when nobody is in its way. */
  @Nullable QuotaClaim inTheWayOf(QuotaClaim newcomer) {
    WaitHeap file = files.get(kind(newcomer));
    QuotaClaim first = file == null ? null : file.first();
    return first != null && first != newcomer && first.precedes(newcomer) ? first : null;
  }

  /** Whether it is the first of its file. */
  boolean isFirst(QuotaClaim claim) {
    return byFirst.containsKey(claim);
  }

  /** Lets those aside stand in line again. */
  void reconsider() {
    QuotaClaim claim;
    while ((claim = aside.first()) != null) {
      remove(claim);
      add(claim);
    }
  }

  /** Everybody stands in another line instead. */
  void moveTo(WaitLine other) {
    reconsider();
    QuotaClaim claim;
    while ((claim = nextAfter(null)) != null) {
      remove(claim);
      other.add(claim);
    }
  }

  boolean isAside(QuotaClaim claim) {
    return claim.heap == aside;
  }
}
