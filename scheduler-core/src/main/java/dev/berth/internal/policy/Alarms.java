package dev.berth.internal.policy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The alarms that are set, the earliest first: a binary heap in which each knows its place.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(1) to look, O(log n) to add or remove any; no
 * allocation but for growth.
 */
public final class Alarms {

  private @Nullable Alarm[] heap = new @Nullable Alarm[16];
  private int size;

  /** None. */
  public Alarms() {}

  /** How many are set. */
  public int size() {
    return size;
  }

  /** The earliest. */
  public @Nullable Alarm first() {
    return size == 0 ? null : heap[0];
  }

  /** Sets one. */
  public void add(Alarm alarm) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    up(size++, alarm);
  }

  /** Takes one out. */
  public void remove(Alarm alarm) {
    int hole = alarm.index;
    alarm.index = Alarm.UNSET;
    Alarm last = at(--size);
    heap[size] = null;
    if (hole == size) {
      return;
    }
    if (hole > 0 && last.isBefore(at((hole - 1) >> 1))) {
      up(hole, last);
    } else {
      down(hole, last);
    }
  }

  /** Takes all out, and gives them back in no order. */
  public Alarm[] clear() {
    Alarm[] all = new Alarm[size];
    for (int i = 0; i < size; i++) {
      all[i] = at(i);
      all[i].index = Alarm.UNSET;
      heap[i] = null;
    }
    size = 0;
    return all;
  }

  /** Whether one is set, here or elsewhere. */
  public static boolean contains(Alarm alarm) {
    return alarm.index != Alarm.UNSET;
  }

  private Alarm at(int index) {
    Alarm alarm = heap[index];
    if (alarm == null) {
      throw new IllegalStateException("no alarm at " + index + " of " + size);
    }
    return alarm;
  }

  private void up(int from, Alarm alarm) {
    int index = from;
    while (index > 0) {
      int parent = (index - 1) >> 1;
      if (!alarm.isBefore(at(parent))) {
        break;
      }
      put(index, at(parent));
      index = parent;
    }
    put(index, alarm);
  }

  private void down(int from, Alarm alarm) {
    int index = from;
    while (true) {
      int child = 2 * index + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && at(child + 1).isBefore(at(child))) {
        child++;
      }
      if (!at(child).isBefore(alarm)) {
        break;
      }
      put(index, at(child));
      index = child;
    }
    put(index, alarm);
  }

  private void put(int index, Alarm alarm) {
    heap[index] = alarm;
    alarm.index = index;
  }
}
