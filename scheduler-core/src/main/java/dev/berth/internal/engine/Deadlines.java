package dev.berth.internal.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When which row is due, for many rows whose deadlines are put off again and again: a tree of lower
 * bounds over them.
 *
 * <pre>
 *   level 2              [ 17 ]
 *   level 1     [ 17 | 23 | 31 | … ]         earliest of 64 below, or earlier
 *   level 0     [ 17 | 19 | 25 | … ]         earliest of 64 rows, or earlier
 *   rows        asked for their deadlines when a bound over them has passed
 * </pre>
 *
 * <p>A row whose deadline moves to a later time, as with every heartbeat, tells nobody: a bound
 * that is too early costs a look at 64 rows, which puts it right. Only an earlier deadline must be
 * told.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(levels) to tell; each bound
 * that passed, one look at the 64 below it. <b>Memory:</b> an eighth of a byte a row. <b>Units:</b>
 * nanoseconds since any origin, so that they never wrap around.
 */
final class Deadlines {

  /** A deadline that does not come. */
  static final long NEVER = Long.MAX_VALUE;

  /** What the rows know themselves. */
  interface Rows {
    /** When a row is due, {@link #NEVER} if it is not or there is none. */
    long deadline(int row);

    /** A row is due. Its deadline is a later one afterwards. */
    void due(int row);
  }

  private static final int SHIFT = 6;
  private static final int FAN = 1 << SHIFT;

  private final Rows rows;
  private long[][] levels = {none(1)};

  Deadlines(Rows rows) {
    this.rows = rows;
  }

  private static long[] none(int size) {
    long[] bounds = new long[size];
    Arrays.fill(bounds, NEVER);
    return bounds;
  }

  /** A row may be due as early as this. */
  void tell(int row, long deadline) {
    reach(row >>> SHIFT);
    int index = row;
    for (long[] level : levels) {
      index >>>= SHIFT;
      if (level[index] <= deadline) {
        return;
      }
      level[index] = deadline;
    }
  }

  private void reach(int block) {
    if (block < levels[0].length) {
      return;
    }
    List<long[]> grown = new ArrayList<>();
    int size = Math.max(block + 1, levels[0].length + (levels[0].length >> 1));
    while (size > 1 || grown.size() < levels.length) {
      grown.add(none(size));
      size = (size + FAN - 1) >> SHIFT;
    }
    if (grown.get(grown.size() - 1).length > 1) {
      grown.add(none(1));
    }
    for (int i = 0; i < grown.size(); i++) {
      long[] old = levels[Math.min(i, levels.length - 1)]; // a new top begins as the old one
      System.arraycopy(old, 0, grown.get(i), 0, old.length);
    }
    levels = grown.toArray(long[][]::new);
  }

  /** No row is due before. */
  long next() {
    return levels[levels.length - 1][0];
  }

  /** Tells the rows that are due by now, in their order; returns whether a bound had passed. */
  boolean fire(long now) {
    if (next() > now) {
      return false;
    }
    visit(levels.length - 1, 0, now);
    return true;
  }

  private void visit(int level, int index, long now) {
    long earliest = NEVER;
    int from = index << SHIFT;
    if (level == 0) {
      for (int row = from; row < from + FAN; row++) {
        earliest = Math.min(earliest, look(row, now));
      }
    } else {
      long[] below = levels[level - 1];
      int to = Math.min(from + FAN, below.length);
      for (int child = from; child < to; child++) {
        if (below[child] <= now) {
          visit(level - 1, child, now);
        }
        earliest = Math.min(earliest, below[child]);
      }
    }
    levels[level][index] = earliest;
  }

  private long look(int row, long now) {
    long deadline = rows.deadline(row);
    while (deadline <= now) {
      rows.due(row);
      deadline = rows.deadline(row);
    }
    return deadline;
  }
}
