package dev.berth.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records by id, the id being the record's own: an entry is a reference and a hash.
 *
 * <pre>
 *   segment   hashes  [ 0 | 7a | 7a | 13 | 0 | … ]     of the id, 0 for a free slot
 *             slots   [   |  ● |  ● |  ● |   | … ]     probed one by one from where the hash points
 * </pre>
 *
 * <p>A record is looked at only when its hash fits. Removal moves later entries back to where they
 * belong, so no graves pile up however many ids come and go.
 *
 * <p><b>Thread-safety:</b> all methods from any thread. Look-ups take no lock: one that finds is
 * right, and one that does not looks again when entries were moved meanwhile, which a version
 * tells. Changes lock one of {@value #SEGMENTS} segments. <b>Cost:</b> O(1); a segment that grows
 * copies a 64th of the entries. <b>Memory:</b> 11 to 21 bytes an entry, where a node of a
 * ConcurrentHashMap and its place in the table take 37 to 43.
 *
 * @param <T> the records
 */
final class IdIndex<T> {

  static final int SEGMENTS = 64;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle HASH = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle VERSION = version();
  private static final int SEGMENT_SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(SEGMENTS);
  private static final int GOLDEN = 0x9E3779B9;
  private static final int SMALLEST = 4;
  private static final int PATIENCE = 64;

  private final Function<? super T, String> idOf;
  private final Segment[] segments = new Segment[SEGMENTS];

  IdIndex(Function<? super T, String> idOf) {
    this.idOf = idOf;
    Arrays.setAll(segments, i -> new Segment());
  }

  /** Both arrays of a segment, which are replaced together. */
  private static final class Table {
    final int[] hashes;
    final @Nullable Object[] slots;

    /** Odd while entries are moved. */
    volatile int version;

    Table(int capacity) {
      hashes = new int[capacity];
      slots = new @Nullable Object[capacity];
    }

    int mask() {
      return hashes.length - 1;
    }

    void insert(Object record, int hash) {
      int index = hash & mask();
      while (hashes[index] != 0) {
        index = (index + 1) & mask();
      }
      set(index, record, hash);
    }

    void set(int index, @Nullable Object record, int hash) {
      SLOT.setRelease(slots, index, record);
      HASH.setRelease(hashes, index, hash);
    }

    /** Frees a slot, and moves back what was put further on because the slot was taken. */
    void free(int freed) {
      int gap = freed;
      int index = (gap + 1) & mask();
      while (hashes[index] != 0) {
        int distance = (index - hashes[index]) & mask();
        if (distance >= ((index - gap) & mask())) {
          set(gap, slots[index], hashes[index]);
          gap = index;
        }
        index = (index + 1) & mask();
      }
      set(gap, null, 0);
    }
  }

  /** Its monitor guards changes. */
  private static final class Segment {
    volatile Table table = new Table(SMALLEST);
    int size;

    synchronized Table copy() {
      Table copy = new Table(table.slots.length);
      System.arraycopy(table.slots, 0, copy.slots, 0, table.slots.length);
      return copy;
    }
  }

  private static VarHandle version() {
    try {
      return MethodHandles.lookup().findVarHandle(Table.class, "version", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private static int hash(String id) {
    int hash = id.hashCode() * GOLDEN;
    hash ^= hash >>> Short.SIZE;
    return hash == 0 ? 1 : hash;
  }

  private Segment segment(int hash) {
    return segments[(hash * GOLDEN) >>> SEGMENT_SHIFT];
  }

  @Nullable T get(String id) {
    int hash = hash(id);
    Segment segment = segment(hash);
    for (int tries = 0; tries < PATIENCE; tries++) {
      Table table = segment.table;
      int before = table.version;
      T found = find(table, id, hash);
      if (found != null) {
        return found;
      }
      VarHandle.loadLoadFence();
      if ((before & 1) == 0 && before == table.version) {
        return null;
      }
      Thread.onSpinWait();
    }
    synchronized (segment) {
      return find(segment.table, id, hash);
    }
  }

  private @Nullable T find(Table table, String id, int hash) {
    int mask = table.mask();
    int index = hash & mask;
    for (int probes = 0; probes <= mask; probes++) {
      int seen = (int) HASH.getAcquire(table.hashes, index);
      if (seen == 0) {
        return null;
      }
      if (seen == hash) {
        T record = record(table, index);
        if (record != null && idOf.apply(record).equals(id)) {
          return record;
        }
      }
      index = (index + 1) & mask;
    }
    return null; // entries were moved past us; the version says so
  }

  @SuppressWarnings("unchecked") // nothing else is put in
  private T record(Table table, int index) {
    return (T) SLOT.getAcquire(table.slots, index);
  }

  /** Takes a record in, unless its id is taken: then returns whose it is. */
  @Nullable T putIfAbsent(T record) {
    String id = idOf.apply(record);
    int hash = hash(id);
    Segment segment = segment(hash);
    synchronized (segment) {
      Table table = segment.table;
      T other = find(table, id, hash);
      if (other != null) {
        return other;
      }
      if (4 * (segment.size + 1) > 3 * table.slots.length) {
        table = doubled(table);
        segment.table = table;
      }
      table.insert(record, hash);
      segment.size++;
      return null;
    }
  }

  private static Table doubled(Table table) {
    Table doubled = new Table(2 * table.slots.length);
    for (int index = 0; index < table.slots.length; index++) {
      Object record = table.slots[index];
      if (record != null) {
        doubled.insert(record, table.hashes[index]);
      }
    }
    return doubled;
  }

  /** Takes a record out, if its id is its own; returns whether it was. */
  boolean remove(T record) {
    int hash = hash(idOf.apply(record));
    Segment segment = segment(hash);
    synchronized (segment) {
      Table table = segment.table;
      int index = hash & table.mask();
      while (table.slots[index] != record) {
        if (table.hashes[index] == 0) {
          return false;
        }
        index = (index + 1) & table.mask();
      }
      int version = table.version;
      VERSION.setOpaque(table, version + 1);
      VarHandle.storeStoreFence();
      table.free(index);
      VERSION.setRelease(table, version + 2);
      segment.size--;
      return true;
    }
  }

  /** Goes through records that were in the index at some moment of the call, each once. */
  void forEach(Consumer<? super T> action) {
    for (Segment segment : segments) {
      Table copy = segment.copy();
      for (int index = 0; index < copy.slots.length; index++) {
        if (copy.slots[index] != null) {
          action.accept(record(copy, index));
        }
      }
    }
  }
}
