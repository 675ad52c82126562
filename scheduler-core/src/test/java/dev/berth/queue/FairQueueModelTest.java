package dev.berth.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.queue.FairQueue.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Long random logs of operations, {@link FairQueue} against {@link NaiveFair} after each. */
class FairQueueModelTest {
  private static final int ROUNDS = 40;
  private static final int OPERATIONS = 5_000;

  @Test
  void randomOperations_sameAsNaive() {
    long seed = Long.getLong("berth.seed", 20_240_612L);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < ROUNDS; round++) {
      new Round(random.split(), "round %d; reproduce with -Dberth.seed=%d".formatted(round, seed))
          .run();
    }
  }

  private static final class Round {
    private final SplittableRandom random;
    private final String where;
    private final FairQueue<Integer> queue;
    private final NaiveFair<Integer> naive;
    private final List<Entry<Integer>> entries = new ArrayList<>();
    private final int tenants;
    private final long costs;

    /** How often, in percent, something is offered: below about 50 the queue stays short. */
    private final int offers;

    private final int removals;

    Round(SplittableRandom random, String where) {
      this.random = random;
      this.where = where;
      tenants = random.nextInt(1, 20);
      costs = 1L << random.nextInt(0, 54);
      offers = random.nextInt(20, 80);
      removals = random.nextInt(0, 101);
      long quantum = random.nextBoolean() ? 0 : random.nextLong(1, costs + 1);
      // Some of the rounds run over the end of the longs.
      long start = random.nextBoolean() ? 0 : Long.MAX_VALUE - random.nextLong(1L << 30);
      queue = new FairQueue<>(quantum, 1000, start);
      naive = new NaiveFair<>(quantum, start);
    }

    void run() {
      for (int i = 0; i < OPERATIONS; i++) {
        step();
        assertThat(queue.size()).as(where).isEqualTo(naive.size());
      }
      Integer expected;
      do {
        expected = naive.poll();
        assertThat(element(queue.poll())).as(where).isEqualTo(expected);
      } while (expected != null);
    }

    private void step() {
      String tenant = "t" + random.nextInt(tenants);
      if (random.nextInt(100) < offers) {
        long cost = random.nextLong(1, costs + 1);
        int element = entries.size();
        if (random.nextInt(10) == 0) {
          entries.add(queue.putFirst(tenant, cost, element));
          naive.putFirst(tenant, cost, element);
        } else {
          entries.add(queue.offer(tenant, cost, element));
          naive.offer(tenant, cost, element);
        }
      } else if (random.nextInt(100) < removals && !entries.isEmpty()) {
        removeOrTake();
      } else if (random.nextInt(50) == 0) {
        long weight = 1L << random.nextInt(30);
        queue.weight(tenant, weight / 1000.0);
        naive.weight(tenant, weight);
      } else if (random.nextBoolean()) {
        assertThat(element(queue.peek())).as(where).isEqualTo(naive.peek());
      } else {
        assertThat(element(queue.poll())).as(where).isEqualTo(naive.poll());
      }
    }

    private void removeOrTake() {
      // Often a recent one, which is still queued; sometimes any, which is mostly gone.
      int from = random.nextInt(4) == 0 ? 0 : Math.max(0, entries.size() - 200);
      int element = random.nextInt(from, entries.size());
      Entry<Integer> entry = entries.get(element);
      if (random.nextBoolean()) {
        assertThat(queue.remove(entry)).as(where).isEqualTo(naive.remove(element));
      } else {
        assertThat(queue.take(entry)).as(where).isEqualTo(naive.take(element));
      }
    }

    private static @Nullable Integer element(@Nullable Entry<Integer> entry) {
      return entry == null ? null : entry.element();
    }
  }
}
