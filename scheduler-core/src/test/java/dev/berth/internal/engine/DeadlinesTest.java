package dev.berth.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

  /** Deadlines that are put off silently and fall due once. */
  private static final class Table implements Deadlines.Rows {
    final long[] deadlines;
    final List<Integer> due = new ArrayList<>();
    int looks;

    Table(int rows) {
      deadlines = new long[rows];
      Arrays.fill(deadlines, Deadlines.NEVER);
    }

    @Override
    public long deadline(int row) {
      looks++;
      return row < deadlines.length ? deadlines[row] : Deadlines.NEVER;
    }

    @Override
    public void due(int row) {
      due.add(row);
      deadlines[row] = Deadlines.NEVER;
    }
  }

  @Test
  void fire_randomDeadlines_tellsExactlyThoseThatAreDueInOrderOfRows() {
    Seed seed = Seed.orElse(1);
    SplittableRandom random = seed.random();
    for (int rows : new int[] {1, 64, 65, 4_096, 300_000}) {
      Table table = new Table(rows);
      Deadlines deadlines = new Deadlines(table);
      for (int now = 0; now < 300; now++) {
        for (int i = random.nextInt(20); i > 0; i--) {
          // Rows come into use from the front, as they do with workers.
          int row = random.nextInt(Math.max(1, (int) ((long) rows * (now + 1) / 300)));
          long deadline = (long) now + random.nextInt(1, 100);
          boolean later = deadline > table.deadlines[row] && table.deadlines[row] > now;
          table.deadlines[row] = deadline;
          if (!later || random.nextBoolean()) {
            deadlines.tell(row, deadline);
          }
        }
        List<Integer> expected = new ArrayList<>();
        long next = Deadlines.NEVER;
        for (int row = 0; row < rows; row++) {
          if (table.deadlines[row] <= now) {
            expected.add(row);
          } else {
            next = Math.min(next, table.deadlines[row]);
          }
        }
        deadlines.fire(now);
        assertThat(table.due).as("at %d of %d rows, %s", now, rows, seed).isEqualTo(expected);
        assertThat(deadlines.next())
            .as(seed.toString())
            .isGreaterThan(now)
            .isLessThanOrEqualTo(next);
        table.due.clear();
      }
    }
  }

  @Test
  void fire_oneRowOfManyIsDue_looksAtItsNeighboursOnly() {
    Table table = new Table(1 << 20);
    Deadlines deadlines = new Deadlines(table);
    for (int row = 0; row < 1 << 20; row++) {
      table.deadlines[row] = 1_000;
      deadlines.tell(row, 1_000);
    }
    table.deadlines[777_777] = 10;
    deadlines.tell(777_777, 10);

    assertThat(deadlines.next()).isEqualTo(10);
    assertThat(deadlines.fire(9)).isFalse();
    assertThat(deadlines.fire(10)).isTrue();

    assertThat(table.due).containsExactly(777_777);
    assertThat(table.looks).isEqualTo(65);
    assertThat(deadlines.next()).isEqualTo(1_000);
  }
}
