package dev.berth.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Changed rows, each once, in the order of their first change, with all facets that changed. */
class ChangesTest {

  @Test
  void add_randomRows_isALinkedMapOfFacets() {
    Seed seed = Seed.orElse(12);
    SplittableRandom random = seed.random();
    Changes changes = new Changes();
    for (int round = 0; round < 200; round++) {
      Map<Integer, Integer> expected = new LinkedHashMap<>();
      for (int i = random.nextInt(300); i > 0; i--) {
        int row = random.nextInt(1 + random.nextInt(2_000));
        int facets = 1 << random.nextInt(32);
        changes.add(row, facets);
        expected.merge(row, facets, (a, b) -> a | b);
      }

      assertThat(changes.size()).as(seed.toString()).isEqualTo(expected.size());
      int index = 0;
      for (Map.Entry<Integer, Integer> entry : new ArrayList<>(expected.entrySet())) {
        assertThat(changes.row(index)).as(seed.toString()).isEqualTo(entry.getKey());
        assertThat(changes.facets(index)).as(seed.toString()).isEqualTo(entry.getValue());
        index++;
      }
      changes.clear();
      assertThat(changes.size()).isZero();
    }
  }
}
