package dev.berth.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class IdIndexTest {

  private record Item(String id, int number) {}

  /** Ids of one hash all fall on the same slot; "Aa" and "BB" have the same. */
  private static String id(SplittableRandom random, int kinds) {
    int number = random.nextInt(kinds);
    return kinds > 64 ? "w-" + number : ofOneHash(number);
  }

  private static String ofOneHash(int number) {
    StringBuilder id = new StringBuilder();
    for (int bit = 0; bit < 6; bit++) {
      id.append((number >>> bit & 1) == 0 ? "Aa" : "BB");
    }
    return id.toString();
  }

  @Test
  void changes_random_areThoseOfAHashMap() {
    Seed seed = Seed.orElse(1);
    SplittableRandom random = seed.random();
    for (int kinds : new int[] {5, 64, 500, 20_000}) {
      IdIndex<Item> index = new IdIndex<>(Item::id);
      Map<String, Item> naive = new HashMap<>();
      for (int i = 0; i < 50_000; i++) {
        Item item = new Item(id(random, kinds), i);
        Item known = naive.get(item.id());
        assertThat(index.get(item.id())).as(seed.toString()).isSameAs(known);
        if (random.nextInt(100) < (i / 10_000 % 2 == 0 ? 70 : 30)) {
          assertThat(index.putIfAbsent(item)).as(seed.toString()).isSameAs(known);
          naive.putIfAbsent(item.id(), item);
        } else {
          assertThat(index.remove(item)).as("another's, %s", seed).isFalse();
          if (known != null) {
            assertThat(index.remove(known)).as(seed.toString()).isTrue();
            naive.remove(item.id());
          }
        }
      }
      Set<Item> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      index.forEach(item -> assertThat(seen.add(item)).isTrue());
      assertThat(seen).as(seed.toString()).hasSameSizeAs(naive.values());
      naive.forEach((id, item) -> assertThat(index.get(id)).as(seed.toString()).isSameAs(item));
    }
  }

  /** While others come and go beside it, and so move it, an entry is always found. */
  @Test
  @Timeout(60)
  void get_whileEntriesAreMoved_findsWhatIsThere() throws Exception {
    Seed seed = Seed.orElse(1);
    SplittableRandom random = seed.random();
    IdIndex<Item> index = new IdIndex<>(Item::id);
    List<Item> staying = new ArrayList<>();
    List<Item> passing = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      (i % 4 == 3 ? staying : passing).add(new Item(ofOneHash(i), i));
    }
    passing.subList(0, 20).forEach(index::putIfAbsent);
    staying.forEach(index::putIfAbsent);
    AtomicBoolean done = new AtomicBoolean();
    Queue<String> lost = new ConcurrentLinkedQueue<>();
    Thread reader =
        new Thread(
            () -> {
              while (!done.get() && lost.isEmpty()) {
                for (Item item : staying) {
                  if (index.get(item.id()) != item) {
                    lost.add(item.id());
                  }
                }
              }
            });
    reader.start();
    for (int i = 0; i < 100_000 && lost.isEmpty(); i++) {
      Item item = passing.get(random.nextInt(passing.size()));
      if (!index.remove(item)) {
        index.putIfAbsent(item);
      }
    }
    done.set(true);
    reader.join();
    assertThat(lost).as("was not found; %s", seed).isEmpty();
  }
}
