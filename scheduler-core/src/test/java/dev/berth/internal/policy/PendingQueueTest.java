package dev.berth.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Priority;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole queue on a small fleet, compared with a list that is sorted and gone through from its
 * beginning for every placement.
 */
class PendingQueueTest {

  private static final Duration SPAN = Duration.ofSeconds(10);
  private static final int[] BANDS = {0, 250, 500, 750, 1000};

  private static Stream<Arguments> policies() {
    return Stream.of(
        Arguments.of(QueueStrategy.FIFO, Backfill.strict()),
        Arguments.of(QueueStrategy.FIFO, Backfill.greedy()),
        Arguments.of(QueueStrategy.PRIORITY, Backfill.strict()),
        Arguments.of(QueueStrategy.PRIORITY, Backfill.greedy()),
        Arguments.of(QueueStrategy.ageing(SPAN), Backfill.strict()),
        Arguments.of(QueueStrategy.ageing(SPAN), Backfill.greedy()),
        Arguments.of(QueueStrategy.expiring(SPAN), Backfill.greedy()));
  }

  /** The same by plain lists. */
  private static final class Naive {
    final QueueStrategy strategy;
    final boolean strict;
    final List<Integer> free = new ArrayList<>();
    final List<PlainJob> waiting = new ArrayList<>();
    final Map<PlainJob, Double> since = new HashMap<>();
    final List<String> placed = new ArrayList<>();
    final List<String> expired = new ArrayList<>();
    double now;

    Naive(QueueStrategy strategy, boolean strict) {
      this.strategy = strategy;
      this.strict = strict;
    }

    int band(PlainJob job) {
      if (!(strategy instanceof QueueStrategy.Priority priority)) {
        return 0;
      }
      int band = job.priority().value();
      boolean ages =
          priority.maxQueueTime() != null && priority.overdue() == QueueStrategy.Overdue.AGES_UP;
      double spans = ages ? Math.floor((now - since.getOrDefault(job, now)) / 10) : 0;
      for (int next : BANDS) {
        if (next > band && spans > 0) {
          band = next;
          spans--;
        }
      }
      return band;
    }

    void expire() {
      if (strategy.equals(QueueStrategy.expiring(SPAN))) {
        for (PlainJob job : List.copyOf(waiting)) {
          if (now - since.getOrDefault(job, now) >= 10) {
            waiting.remove(job);
            expired.add(job.id());
          }
        }
      }
    }

    void decide() {
      waiting.sort(
          Comparator.<PlainJob>comparingInt(job -> -band(job))
              .thenComparingLong(PlainJob::sequence));
      for (PlainJob job : List.copyOf(waiting)) {
        int row = firstRow(job);
        if (row >= 0) {
          free.set(row, free.get(row) - cpus(job));
          waiting.remove(job);
          placed.add(job.id());
        } else if (strict) {
          return;
        }
      }
    }

    int firstRow(PlainJob job) {
      for (int row = 0; row < free.size(); row++) {
        if (free.get(row) >= cpus(job)) {
          return row;
        }
      }
      return -1;
    }
  }

  private static int cpus(PlainJob job) {
    return (int) job.requirements().resources().cpuMillis();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void placements_randomLife_areThoseOfASortedList(QueueStrategy strategy, Backfill backfill) {
    Seed seed = Seed.orElse(450);
    SplittableRandom random = seed.random();
    for (int round = 0; round < 40; round++) {
      QueueStage stage = new QueueStage(strategy, backfill);
      Naive naive = new Naive(strategy, backfill.equals(Backfill.strict()));
      for (int step = 0; step < 250; step++) {
        act(random, stage, naive);
        stage.decide();
        naive.decide();
        stage.check();
        String where = seed + ", round " + round + ", step " + step;
        assertThat(stage.placed).as(where).isEqualTo(naive.placed);
        assertThat(stage.expired).as(where).containsExactlyInAnyOrderElementsOf(naive.expired);
        assertThat(stage.queue.size()).as(where).isEqualTo(naive.waiting.size());
      }
    }
  }

  private static void act(SplittableRandom random, QueueStage stage, Naive naive) {
    int dice = random.nextInt(100);
    if (naive.free.size() < 1 || (dice < 2 && naive.free.size() < 4)) {
      int cpus = 1 + random.nextInt(8);
      stage.addWorker(cpus);
      naive.free.add(cpus);
    } else if (dice < 50 && naive.waiting.size() < 40) {
      Job.Builder builder = Job.builder("j-" + stage.nextNumber());
      builder.cpuMillis(1 + random.nextInt(9));
      int value = BANDS[random.nextInt(5)];
      PlainJob job = stage.job(builder.priority(Priority.of("p" + value, value)), 10);
      stage.queue.add(job);
      naive.waiting.add(job);
      naive.since.put(job, naive.now);
    } else if (dice < 80 && !stage.running.isEmpty()) {
      List<PlainJob> running = List.copyOf(stage.running.keySet());
      PlainJob job = running.get(random.nextInt(running.size()));
      int row = stage.running.getOrDefault(job, -1);
      stage.end(job);
      naive.free.set(row, naive.free.get(row) + cpus(job));
    } else if (dice < 88 && !naive.waiting.isEmpty()) {
      PlainJob job = naive.waiting.remove(random.nextInt(naive.waiting.size()));
      stage.queue.remove(job);
      stage.queue.forget(job);
    } else {
      int seconds = random.nextInt(6);
      stage.pass(seconds);
      naive.now += seconds;
      naive.expire();
    }
  }
}
