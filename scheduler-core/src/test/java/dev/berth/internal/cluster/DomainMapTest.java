package dev.berth.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Rows are in the domain of their label's value, however it changes. */
class DomainMapTest {
  private final DomainMap map = new DomainMap("zone");

  @Test
  void set_randomValues_keepsRowsTogetherByValue() {
    Seed seed = Seed.orElse(15);
    SplittableRandom random = seed.random();
    Map<Integer, String> expected = new HashMap<>();
    for (int row = 0; row < 200; row++) {
      map.set(row, null);
    }
    for (int step = 0; step < 1_000; step++) {
      int row = random.nextInt(200);
      if (random.nextInt(4) == 0) {
        expected.remove(row);
      } else {
        expected.put(row, "z-" + random.nextInt(step < 500 ? 60 : 5));
      }
      map.set(row, expected.get(row));
      compare(expected, seed);
    }
  }

  private void compare(Map<Integer, String> expected, Seed seed) {
    Set<Integer> seen = new HashSet<>();
    for (int domain = 1; domain < map.limit(); domain++) {
      for (int row = map.firstRow(domain); row >= 0; row = map.nextRow(row)) {
        assertThat(map.of(row)).as(seed.toString()).isEqualTo(domain);
        assertThat(map.value(domain)).as(seed.toString()).isEqualTo(expected.get(row));
        assertThat(seen.add(row)).as(seed.toString()).isTrue();
      }
    }
    assertThat(seen).as(seed.toString()).isEqualTo(expected.keySet());
    for (int row = 0; row < 200; row++) {
      assertThat(map.value(map.of(row))).as(seed.toString()).isEqualTo(expected.get(row));
    }
    assertThat(map.limit()).as(seed.toString()).isLessThanOrEqualTo(61);
  }

  @Test
  void isFine_turnsBackLate() {
    List<Integer> turns = new ArrayList<>();
    map.set(0, "a");
    turns.add(map.turns());
    for (int row = 1; map.isFine(); row++) {
      map.set(row, "a");
      assertThat(row).isLessThan(32);
    }
    turns.add(map.turns());
    assertThat(map.value(map.of(31))).isEqualTo("a"); // 32 workers of one domain: coarse
    map.set(31, null);
    turns.add(map.turns());
    for (int row = 31; !map.isFine(); row--) {
      map.set(row, null);
      assertThat(row).isGreaterThan(14);
    }
    turns.add(map.turns());

    assertThat(turns).containsExactly(1, 2, 2, 3);
  }

  @Test
  void isFine_nobodyHasTheLabel_isNot() {
    map.set(0, "a");
    map.set(0, null);

    assertThat(map.isFine()).isFalse();
    assertThat(map.turns()).isEqualTo(2);
  }
}
