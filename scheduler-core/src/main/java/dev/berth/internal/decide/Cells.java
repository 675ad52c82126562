package dev.berth.internal.decide;

import dev.berth.internal.cluster.DomainMap;
import dev.berth.internal.cluster.WorkerRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fleet divided into cells: the workers of a cell are in the same domain of each of some
 * topology keys, so that what coarse terms say of one holds for all.
 *
 * <pre>
 *   keys: zone, rack       cell 0  zone a, rack 1   rows 0 3 7
 *                          cell 1  zone a, rack 2   rows 1 2
 *                          cell 2  zone b, no rack  rows 4 5 6
 * </pre>
 *
 * <p>Without keys there is one cell, in which a row's position is its number.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Cost:</b> O(workers) to divide. <b>Memory:</b> twelve
 * bytes a row, shared by all classes with the same keys.
 */
final class Cells {

  /** The undivided fleet. */
  static final Cells ONE = new Cells(new int[0], new int[0], new int[][] {{}}, 0);

  private final int[] cellOfRow;
  private final int[] positionOfRow;
  private final int[][] rowsOfCell;
  private final long topologyVersion;

  private Cells(int[] cellOfRow, int[] positionOfRow, int[][] rowsOfCell, long topologyVersion) {
    this.cellOfRow = cellOfRow;
    this.positionOfRow = positionOfRow;
    this.rowsOfCell = rowsOfCell;
    this.topologyVersion = topologyVersion;
  }

  /** Divides the fleet as it is now. */
  static Cells divide(WorkerRows rows, List<DomainMap> maps) {
    int limit = rows.limit();
    int[] cellOfRow = new int[limit];
    int[] positionOfRow = new int[limit];
    Map<List<Integer>, Integer> numbers = new HashMap<>();
    List<int[]> members = new ArrayList<>();
    int[] sizes = new int[8];
    for (int row = 0; row < limit; row++) {
      List<Integer> domains = new ArrayList<>(maps.size());
      for (DomainMap map : maps) {
        domains.add(map.of(row));
      }
      int cell = numbers.computeIfAbsent(domains, key -> members.size());
      if (cell == members.size()) {
        members.add(new int[8]);
        sizes = cell < sizes.length ? sizes : Arrays.copyOf(sizes, 2 * cell);
      }
      if (sizes[cell] == members.get(cell).length) {
        members.set(cell, Arrays.copyOf(members.get(cell), 2 * sizes[cell]));
      }
      members.get(cell)[sizes[cell]] = row;
      cellOfRow[row] = cell;
      positionOfRow[row] = sizes[cell]++;
    }
    int[][] rowsOfCell = new int[members.size()][];
    for (int cell = 0; cell < rowsOfCell.length; cell++) {
      rowsOfCell[cell] = Arrays.copyOf(members.get(cell), sizes[cell]);
    }
    return new Cells(cellOfRow, positionOfRow, rowsOfCell, rows.topologyVersion());
  }

  /** Whether workers came, went or changed their labels since it was divided. */
  boolean isOutdated(WorkerRows rows) {
    return this != ONE && topologyVersion != rows.topologyVersion();
  }

  /** How many cells there are. */
  int count() {
    return rowsOfCell.length;
  }

  /** How many positions a cell has. */
  int size(int cell, WorkerRows rows) {
    return this == ONE ? rows.limit() : rowsOfCell[cell].length;
  }

  /** The cell of a row. */
  int cell(int row) {
    return this == ONE ? 0 : cellOfRow[row];
  }

  /** The place of a row in its cell. */
  int position(int row) {
    return this == ONE ? row : positionOfRow[row];
  }

  /** The row at a place in a cell. */
  int row(int cell, int position) {
    return this == ONE ? position : rowsOfCell[cell][position];
  }
}
