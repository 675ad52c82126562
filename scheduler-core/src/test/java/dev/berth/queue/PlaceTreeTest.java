package dev.berth.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlaceTreeTest {
  private final PlaceTree places = new PlaceTree();

  @Test
  void first_empty_none() {
    assertThat(places.first()).isEqualTo(PlaceTree.NONE);
    assertThat(places.has(0)).isFalse();
    assertThat(places.has(1_000_000)).isFalse();
  }

  @Test
  void first_equalTags_whoGotItFirst() {
    places.place(7, 5);
    places.place(3, 5);
    places.place(7, 5);

    assertThat(places.first()).isEqualTo(3);
  }

  @Test
  void first_tagsOverTheEndOfLong_comparedByDifference() {
    places.place(0, Long.MIN_VALUE + 10);
    places.place(1, Long.MAX_VALUE - 10);

    assertThat(places.first()).isEqualTo(1);
  }

  /** Against a map that is searched. */
  @Test
  void randomChanges_sameAsSearching() {
    long seed = Long.getLong("berth.seed", 20_240_614L);
    SplittableRandom random = new SplittableRandom(seed);
    Map<Integer, long[]> naive = new HashMap<>();
    long order = 0;
    for (int i = 0; i < 50_000; i++) {
      int tenant = random.nextInt(1 + i / 200);
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          long tag = random.nextLong(100);
          places.place(tenant, tag);
          naive.put(tenant, new long[] {tag, order++});
        }
        case 2 -> {
          if (naive.remove(tenant) != null) {
            places.remove(tenant);
          }
        }
        case 3 -> {
          long largest = -1;
          for (int n = Math.min(random.nextInt(4), naive.size()); n > 0; n--) {
            largest = places.tag(places.first());
            places.setAside();
            assertThat(places.tagAside()).isEqualTo(largest);
          }
          places.restore();
        }
        default -> {
          if (!naive.isEmpty()) {
            naive.remove(places.first());
            places.setAside();
            places.drop();
          }
        }
      }
      int expected =
          naive.entrySet().stream()
              .min(
                  Comparator.comparingLong((Map.Entry<Integer, long[]> e) -> e.getValue()[0])
                      .thenComparingLong(e -> e.getValue()[1]))
              .map(Map.Entry::getKey)
              .orElse(PlaceTree.NONE);
      assertThat(places.first()).as("step %d, -Dberth.seed=%d", i, seed).isEqualTo(expected);
      assertThat(places.has(tenant)).isEqualTo(naive.containsKey(tenant));
    }
  }
}
