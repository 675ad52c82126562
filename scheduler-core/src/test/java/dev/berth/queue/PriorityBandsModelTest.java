package dev.berth.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.queue.PriorityBands.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Long random logs of operations, {@link PriorityBands} against {@link NaiveBands} after each. */
class PriorityBandsModelTest {
  private static final int ROUNDS = 30;
  private static final int OPERATIONS = 10_000;
  private static final int[] PRIORITIES = {Integer.MAX_VALUE, 1000, 50, 0, -3, Integer.MIN_VALUE};

  @Test
  void randomOperations_sameAsNaive() {
    long seed = Long.getLong("berth.seed", 20_240_611L);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < ROUNDS; round++) {
      new Round(random.split(), "round %d; reproduce with -Dberth.seed=%d".formatted(round, seed))
          .run();
    }
  }

  private static final class Round {
    private final SplittableRandom random;
    private final String where;
    private final PriorityBands<Integer> bands = new PriorityBands<>();
    private final NaiveBands<Integer> naive = new NaiveBands<>();
    private final List<Entry<Integer>> entries = new ArrayList<>();

    /** How often, in percent, something is offered: below about 50 the queue stays short. */
    private final int offers;

    private final int removals;

    Round(SplittableRandom random, String where) {
      this.random = random;
      this.where = where;
      this.offers = random.nextInt(20, 80);
      this.removals = random.nextInt(0, 101);
    }

    void run() {
      for (int i = 0; i < OPERATIONS; i++) {
        step();
        assertThat(bands.size()).as(where).isEqualTo(naive.size());
        if (i % 500 == 0) {
          List<Integer> seen = new ArrayList<>();
          bands.forEach(seen::add);
          assertThat(seen).as(where).isEqualTo(naive.elements());
        }
      }
      Integer expected;
      do {
        expected = naive.poll();
        assertThat(element(bands.poll())).as(where).isEqualTo(expected);
      } while (expected != null);
    }

    private void step() {
      if (random.nextInt(100) < offers) {
        int priority = PRIORITIES[random.nextInt(PRIORITIES.length)];
        int element = entries.size();
        if (random.nextInt(10) == 0) {
          entries.add(bands.putFirst(priority, element));
          naive.putFirst(priority, element);
        } else {
          entries.add(bands.offer(priority, element));
          naive.offer(priority, element);
        }
      } else if (random.nextInt(100) < removals && !entries.isEmpty()) {
        // Often a recent one, which is still queued; sometimes any, which is mostly gone.
        int from = random.nextInt(4) == 0 ? 0 : Math.max(0, entries.size() - 200);
        int element = random.nextInt(from, entries.size());
        assertThat(bands.remove(entries.get(element))).as(where).isEqualTo(naive.remove(element));
      } else if (random.nextBoolean()) {
        assertThat(element(bands.peek())).as(where).isEqualTo(naive.peek());
      } else {
        assertThat(element(bands.poll())).as(where).isEqualTo(naive.poll());
      }
    }

    private static @Nullable Integer element(@Nullable Entry<Integer> entry) {
      return entry == null ? null : entry.element();
    }
  }
}
