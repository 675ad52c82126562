package dev.berth.internal.cluster;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The named extra resources: for each name a column of what the rows have and what is free of it.
 *
 * <p><b>Thread-safety:</b> one writer; readers of other threads only while it rests (the scan).
 * <b>Cost:</b> a map look-up a name. <b>Memory:</b> 16 bytes a row for each name some worker had.
 */
final class ExtraResources {

  private static final class Column {
    long[] allocatable = new long[64];
    long[] free = new long[64];

    void reach(int row) {
      if (row >= free.length) {
        int capacity = Math.max(row + 1, 2 * free.length);
        allocatable = Arrays.copyOf(allocatable, capacity);
        free = Arrays.copyOf(free, capacity);
      }
    }
  }

  /** Concurrent, because statuses are read by any thread. */
  private final Map<String, Column> columns = new ConcurrentHashMap<>();

  /** Sets what a row has, and keeps what is taken of it. */
  void resize(int row, Map<String, Long> capacity) {
    for (String name : capacity.keySet()) {
      columns.computeIfAbsent(name, key -> new Column()).reach(row);
    }
    columns.forEach(
        (name, column) -> {
          if (row < column.free.length) {
            long amount = capacity.getOrDefault(name, 0L);
            column.free[row] += amount - column.allocatable[row];
            column.allocatable[row] = amount;
          }
        });
  }

  boolean hasRoom(int row, Map<String, Long> asked) {
    for (Map.Entry<String, Long> amount : asked.entrySet()) {
      if (amount.getValue() > free(row, amount.getKey())) {
        return false;
      }
    }
    return true;
  }

  /** Takes amounts that there is room for, with sign -1, or gives them back, with sign 1. */
  void move(int row, Map<String, Long> amounts, int sign) {
    for (Map.Entry<String, Long> amount : amounts.entrySet()) {
      Column column = columns.get(amount.getKey());
      if (column == null) {
        throw new IllegalStateException("no worker ever had " + amount.getKey());
      }
      column.free[row] += sign * amount.getValue();
    }
  }

  long allocatable(int row, String name) {
    Column column = reaching(row, name);
    return column == null ? 0 : column.allocatable[row];
  }

  long free(int row, String name) {
    Column column = reaching(row, name);
    return column == null ? 0 : column.free[row];
  }

  private @Nullable Column reaching(int row, String name) {
    Column column = columns.get(name);
    return column == null || row >= column.free.length ? null : column;
  }

  /** Every name that some worker had. */
  Set<String> names() {
    return columns.keySet();
  }
}
