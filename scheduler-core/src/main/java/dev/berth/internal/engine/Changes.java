package dev.berth.internal.engine;

import java.util.Arrays;

/**
 * The rows that changed for the better since the waiting jobs were last asked about them, with the
 * facets that changed, in order of their first change.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(1), no allocation but for
 * growth.
 */
final class Changes {

  private int[] rows = new int[64];
  private int[] facetsOfRow = new int[64];
  private int size;

  void add(int row, int facets) {
    if (row >= facetsOfRow.length) {
      facetsOfRow = Arrays.copyOf(facetsOfRow, Math.max(row + 1, 2 * facetsOfRow.length));
    }
    if (facetsOfRow[row] == 0) {
      if (size == rows.length) {
        rows = Arrays.copyOf(rows, 2 * size);
      }
      rows[size++] = row;
    }
    facetsOfRow[row] |= facets;
  }

  int size() {
    return size;
  }

  int row(int index) {
    return rows[index];
  }

  int facets(int index) {
    return facetsOfRow[rows[index]];
  }

  void clear() {
    for (int i = 0; i < size; i++) {
      facetsOfRow[rows[i]] = 0;
    }
    size = 0;
  }
}
