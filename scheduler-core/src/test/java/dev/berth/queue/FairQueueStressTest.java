package dev.berth.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.queue.FairQueue.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: four producers, one remover and the consumer, on one queue. */
class FairQueueStressTest {
  private static final int PRODUCERS = 4;
  private static final int PER_PRODUCER = 50_000;
  private static final int TENANTS = 5;

  private record Item(int producer, int sequence, int tenant) {}

  private final FairQueue<Item> queue = new FairQueue<>();
  private final ConcurrentLinkedQueue<Entry<Item>> removable = new ConcurrentLinkedQueue<>();
  private final AtomicInteger producing = new AtomicInteger(PRODUCERS);
  private final CyclicBarrier start = new CyclicBarrier(PRODUCERS + 2);

  @Test
  @Timeout(60)
  void concurrentUse_eachElementPolledOrRemovedOnceAndInOrder() throws Exception {
    long seed = Long.getLong("berth.seed", 7L);
    ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS + 2);
    try {
      List<Future<?>> producers = new ArrayList<>();
      for (int producer = 0; producer < PRODUCERS; producer++) {
        int id = producer;
        producers.add(threads.submit(() -> produce(id, new SplittableRandom(seed + id))));
      }
      Future<List<Item>> consumer = threads.submit(this::consume);
      Future<List<Item>> remover = threads.submit(this::removeSome);
      for (Future<?> producer : producers) {
        producer.get(50, TimeUnit.SECONDS);
      }
      List<Item> polled = consumer.get(50, TimeUnit.SECONDS);
      List<Item> removed = remover.get(50, TimeUnit.SECONDS);

      assertThat(polled.size() + removed.size()).isEqualTo(PRODUCERS * PER_PRODUCER);
      boolean[][] seen = new boolean[PRODUCERS][PER_PRODUCER];
      for (List<Item> ended : List.of(polled, removed)) {
        for (Item item : ended) {
          assertThat(seen[item.producer()][item.sequence()]).as("seen before: %s", item).isFalse();
          seen[item.producer()][item.sequence()] = true;
        }
      }
      assertFirstInFirstOut(polled);
      assertThat(queue.size()).isZero();
      assertThat(queue.poll()).isNull();
    } finally {
      threads.shutdownNow();
    }
  }

  private Object produce(int producer, SplittableRandom random) throws Exception {
    start.await();
    for (int sequence = 0; sequence < PER_PRODUCER; sequence++) {
      Item item = new Item(producer, sequence, random.nextInt(TENANTS));
      Entry<Item> entry = queue.offer("t" + item.tenant(), 1 + item.sequence() % 7, item);
      if (random.nextInt(3) == 0) {
        removable.add(entry);
      }
    }
    return producing.decrementAndGet();
  }

  private List<Item> consume() throws Exception {
    List<Item> polled = new ArrayList<>();
    start.await();
    while (true) {
      boolean last = producing.get() == 0;
      Entry<Item> entry = queue.poll();
      if (entry != null) {
        polled.add(entry.element());
        assertThat(queue.size()).isNotNegative();
      } else if (last) {
        return polled;
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private List<Item> removeSome() throws Exception {
    List<Item> removed = new ArrayList<>();
    start.await();
    while (true) {
      boolean last = producing.get() == 0;
      Entry<Item> entry = removable.poll();
      if (entry != null) {
        Item item = entry.elementOrNull();
        if (queue.remove(entry)) {
          removed.add(item);
        }
      } else if (last) {
        return removed;
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private static void assertFirstInFirstOut(List<Item> polled) {
    int[][] latest = new int[PRODUCERS][TENANTS];
    for (int[] ofProducer : latest) {
      Arrays.fill(ofProducer, -1);
    }
    for (Item item : polled) {
      assertThat(item.sequence())
          .as("%s came after a younger one of its producer and tenant", item)
          .isGreaterThan(latest[item.producer()][item.tenant()]);
      latest[item.producer()][item.tenant()] = item.sequence();
    }
  }
}
