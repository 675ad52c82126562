package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SortedArrayMapTest {
  private static final long SEED = Long.getLong("berth.seed", 42);

  /** Against a TreeMap, of every size up to the limit. */
  @Test
  void copyOf_anyMap_behavesAsASortedMap() {
    var random = new SplittableRandom(SEED);
    for (int size = 0; size <= Limits.LABELS; size++) {
      var source = new HashMap<String, Integer>();
      while (source.size() < size) {
        source.put("k" + random.nextInt(200), random.nextInt());
      }
      var expected = new TreeMap<>(source);
      Map<String, Integer> map = SortedArrayMap.copyOf(source);
      String reproduce = "size " + size + ", reproduce with -Dberth.seed=" + SEED;

      assertThat(map).as(reproduce).isEqualTo(expected).hasSameHashCodeAs(expected);
      assertThat(map.keySet()).as(reproduce).containsExactlyElementsOf(expected.keySet());
      assertThat(map.values()).as(reproduce).containsExactlyElementsOf(expected.values());
      for (int i = 0; i < 200; i++) {
        assertThat(map.get("k" + i)).as(reproduce).isEqualTo(expected.get("k" + i));
        assertThat(map.containsKey("k" + i)).as(reproduce).isEqualTo(expected.containsKey("k" + i));
      }
    }
  }

  @Test
  void get_whatIsNoName_isAbsent() {
    Map<String, Integer> map = SortedArrayMap.copyOf(Map.of("a", 1));

    assertThat(map.get(null)).isNull();
    assertThat(map.containsKey((Object) 1)).isFalse();
  }

  @Test
  void copyOf_itself_isShared() {
    Map<String, Integer> map = SortedArrayMap.copyOf(Map.of("a", 1));

    assertThat(SortedArrayMap.copyOf(map)).isSameAs(map);
  }

  @Test
  void entriesOf_anyCopy_areItsEntriesInOrder() {
    Map<String, Integer> map = SortedArrayMap.copyOf(Map.of("b", 2, "a", 1));

    assertThat(SortedArrayMap.entriesOf(map)).containsExactlyElementsOf(map.entrySet());
    assertThat(SortedArrayMap.entriesOf(SortedArrayMap.copyOf(Map.of()))).isEmpty();
  }
}
