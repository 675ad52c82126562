package dev.berth.queue;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The places of lines, least first: an indexed heap of four children a node. A place is a tag, and
 * among equal tags the order in which places were given.
 *
 * <pre>
 *   keys   tag₀ number₀ │ tag₁ number₁ │ tag₂ …        four children are 64 neighbouring bytes
 *   lines  line₀        │ line₁        │ line₂ …       line.index is where it is
 *          ◀──────── count ───────▶ ◀─ set aside ─▶
 * </pre>
 *
 * <p>Tags are compared by their difference, as serial numbers are, so that they may pass {@link
 * Long#MAX_VALUE}: all that are here at one time must lie within 2<sup>63</sup> of one another.
 *
 * <p>{@link #setAside} takes out the least place for the time being: {@link #restore} puts all such
 * back, {@link #drop} lets go of them.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(log count); arrays never shrink.
 */
final class PlaceHeap<E> {
  private static final int ARITY = 4;
  private static final int LEAST_CAPACITY = 16;

  private long[] keys = new long[2 * LEAST_CAPACITY];
  private @Nullable TenantLine<E>[] lines = newLines(LEAST_CAPACITY);
  private int count;
  private int aside;
  private long numbers;

  /** How many have a place, those set aside not counted. */
  int size() {
    return count;
  }

  /** The line with the least place, or null. */
  @Nullable TenantLine<E> first() {
    return count == 0 ? null : lines[0];
  }

  long tag(TenantLine<E> line) {
    return keys[2 * line.index];
  }

  /** Gives a place to a line that has none. Nothing may be set aside. */
  void add(TenantLine<E> line, long tag) {
    if (count == lines.length) {
      keys = Arrays.copyOf(keys, 2 * keys.length);
      lines = Arrays.copyOf(lines, 2 * lines.length);
    }
    up(count++, line, tag, numbers++);
  }

  /** Gives a line another place, behind all that have this tag. */
  void move(TenantLine<E> line, long tag) {
    settle(line.index, line, tag, numbers++);
  }

  /** Takes a line's place away. Nothing may be set aside. */
  void remove(TenantLine<E> line) {
    int hole = line.index;
    line.index = TenantLine.NO_PLACE;
    int last = --count;
    TenantLine<E> moved = at(last);
    lines[last] = null;
    if (hole != last) {
      settle(hole, moved, keys[2 * last], keys[2 * last + 1]);
    }
  }

  /** Takes out the least place until {@link #restore} or {@link #drop}. */
  void setAside() {
    TenantLine<E> line = at(0);
    long tag = keys[0];
    long number = keys[1];
    int last = --count;
    if (last > 0) {
      down(0, at(last), keys[2 * last], keys[2 * last + 1]);
    }
    put(last, line, tag, number); // as in heapsort: they gather behind those that are left
    aside++;
  }

  /** Puts back all that were set aside, with the places they had. */
  void restore() {
    for (; aside > 0; aside--) {
      int index = count++;
      up(index, at(index), keys[2 * index], keys[2 * index + 1]);
    }
  }

  boolean hasAside() {
    return aside > 0;
  }

  /** The largest tag that was set aside; the last one was. */
  long tagAside() {
    return keys[2 * count];
  }

  /** Takes away for good the places of all that were set aside. */
  void drop() {
    for (; aside > 0; aside--) {
      int index = count + aside - 1;
      at(index).index = TenantLine.NO_PLACE;
      lines[index] = null;
    }
  }

  private void settle(int index, TenantLine<E> line, long tag, long number) {
    int parent = (index - 1) / ARITY;
    if (index > 0 && isBefore(tag, number, parent)) {
      up(index, line, tag, number);
    } else {
      down(index, line, tag, number);
    }
  }

  private void up(int hole, TenantLine<E> line, long tag, long number) {
    int index = hole;
    while (index > 0) {
      int parent = (index - 1) / ARITY;
      if (!isBefore(tag, number, parent)) {
        break;
      }
      put(index, at(parent), keys[2 * parent], keys[2 * parent + 1]);
      index = parent;
    }
    put(index, line, tag, number);
  }

  private void down(int hole, TenantLine<E> line, long tag, long number) {
    int index = hole;
    while (true) {
      int child = ARITY * index + 1;
      if (child >= count) {
        break;
      }
      int least = child;
      int end = Math.min(child + ARITY, count);
      for (int other = child + 1; other < end; other++) {
        if (isBefore(keys[2 * other], keys[2 * other + 1], least)) {
          least = other;
        }
      }
      if (isBefore(tag, number, least)) {
        break;
      }
      put(index, at(least), keys[2 * least], keys[2 * least + 1]);
      index = least;
    }
    put(index, line, tag, number);
  }

  private boolean isBefore(long tag, long number, int index) {
    long ahead = tag - keys[2 * index];
    return ahead < 0 || (ahead == 0 && number < keys[2 * index + 1]);
  }

  private void put(int index, TenantLine<E> line, long tag, long number) {
    keys[2 * index] = tag;
    keys[2 * index + 1] = number;
    lines[index] = line;
    line.index = index;
  }

  private TenantLine<E> at(int index) {
    TenantLine<E> line = lines[index];
    if (line == null) {
      throw new IllegalStateException("no line has place %d of %d".formatted(index, count));
    }
    return line;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // only ever filled with TenantLine<E>
  private static <E> @Nullable TenantLine<E>[] newLines(int length) {
    return new TenantLine[length];
  }
}
