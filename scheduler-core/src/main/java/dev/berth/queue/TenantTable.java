package dev.berth.queue;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lines a queue remembers, by tenant and by the number it gives each: a hash table of the lines
 * themselves with linear probing, at most half full, and an array by number. Numbers are dense:
 * that of a line that was removed goes to the next one.
 */
final class TenantTable<E> {
  private static final int LEAST_CAPACITY = 16;

  private @Nullable TenantLine<E>[] slots = newLines(2 * LEAST_CAPACITY);
  private @Nullable TenantLine<E>[] byNumber = newLines(LEAST_CAPACITY);
  private int[] freeNumbers = new int[LEAST_CAPACITY];
  private int free;
  private int size;

  int size() {
    return size;
  }

  @Nullable TenantLine<E> get(String tenant) {
    return slots[slotOf(tenant)];
  }

  TenantLine<E> get(int number) {
    TenantLine<E> line = byNumber[number];
    if (line == null) {
      throw new IllegalStateException("no tenant has number " + number);
    }
    return line;
  }

  /** Adds a line for a tenant that has none. */
  TenantLine<E> add(String tenant) {
    int number = free > 0 ? freeNumbers[--free] : size;
    if (number == byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, 2 * number);
      grow();
    }
    TenantLine<E> line = new TenantLine<>(tenant, number);
    byNumber[number] = line;
    slots[slotOf(tenant)] = line;
    size++;
    return line;
  }

  void remove(TenantLine<E> line) {
    size--;
    byNumber[line.number] = null;
    if (free == freeNumbers.length) {
      freeNumbers = Arrays.copyOf(freeNumbers, 2 * free);
    }
    freeNumbers[free++] = line.number;
    closeGap(slotOf(line.tenant));
  }

  void forEach(Consumer<TenantLine<E>> action) {
    for (TenantLine<E> line : byNumber) {
      if (line != null) {
        action.accept(line);
      }
    }
  }

  /** The slot of a tenant's line, or the free one where it belongs. */
  private int slotOf(String tenant) {
    int slot = home(tenant);
    while (true) {
      TenantLine<E> line = slots[slot];
      if (line == null || line.tenant.equals(tenant)) {
        return slot;
      }
      slot = next(slot);
    }
  }

  /** Frees a slot, and moves up those behind it that would no longer be found. */
  private void closeGap(int slot) {
    int gap = slot;
    slots[gap] = null;
    int other = next(gap);
    for (TenantLine<E> line = slots[other]; line != null; line = slots[other]) {
      if (distance(home(line.tenant), other) >= distance(gap, other)) {
        slots[gap] = line;
        slots[other] = null;
        gap = other;
      }
      other = next(other);
    }
  }

  private void grow() {
    @Nullable TenantLine<E>[] old = slots;
    slots = newLines(2 * old.length);
    for (TenantLine<E> line : old) {
      if (line != null) {
        slots[slotOf(line.tenant)] = line;
      }
    }
  }

  private int home(String tenant) {
    int hash = tenant.hashCode() * 0x9E3779B9; // names often differ in their last characters only
    return hash >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
  }

  private int next(int slot) {
    return (slot + 1) & (slots.length - 1);
  }

  private int distance(int from, int to) {
    return (to - from) & (slots.length - 1);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // only ever filled with TenantLine<E>
  private static <E> @Nullable TenantLine<E>[] newLines(int length) {
    return new TenantLine[length];
  }
}
