package dev.berth.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MarksTest {

  @Test
  void take_rowsAddedInAnyOrder_givesEachOnceInOrder() {
    Seed seed = Seed.orElse(1);
    SplittableRandom random = seed.random();
    Marks marks = new Marks();
    int reached = 0;
    for (int round = 0; round < 200; round++) {
      while (random.nextInt(3) > 0) {
        reached += random.nextInt(3_000) + 1;
        marks.reach(reached - 1);
      }
      TreeSet<Integer> added = new TreeSet<>();
      for (int i = random.nextInt(100); i > 0 && reached > 0; i--) {
        int row = random.nextInt(reached);
        marks.add(row);
        added.add(row);
      }
      assertThat(marks.any()).as(seed.toString()).isEqualTo(!added.isEmpty());
      List<Integer> taken = new ArrayList<>();
      marks.take(taken::add);
      assertThat(taken).as(seed.toString()).isEqualTo(new ArrayList<>(added));
      assertThat(marks.any()).isFalse();
    }
  }
}
