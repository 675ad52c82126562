package dev.berth.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The heap of jobs that came back, compared with a sorted set. */
class ReturnedJobsTest {

  @Test
  void first_randomAddsAndRemoves_isTheLeastOfASortedSet() {
    Seed seed = Seed.orElse(13);
    SplittableRandom random = seed.random();
    Comparator<WaitingJob> order =
        Comparator.<WaitingJob>comparingInt(job -> -job.priority().value())
            .thenComparingLong(WaitingJob::sequence);
    ReturnedJobs heap = new ReturnedJobs(order);
    TreeSet<WaitingJob> sorted = new TreeSet<>(order);
    List<WaitingJob> inside = new ArrayList<>();
    for (int step = 0; step < 30_000; step++) {
      int grow = step / 5_000 % 2 == 0 ? 60 : 40; // fills and empties in turn
      if (inside.isEmpty() || random.nextInt(100) < grow) {
        WaitingJob job = PlainJob.of(step, random.nextInt(4), 1);
        heap.add(job);
        sorted.add(job);
        inside.add(job);
      } else {
        int any = random.nextInt(inside.size());
        WaitingJob job = random.nextBoolean() ? sorted.first() : inside.get(any);
        heap.remove(job);
        sorted.remove(job);
        inside.remove(job);
      }
      assertThat(heap.size()).as(seed.toString()).isEqualTo(sorted.size());
      assertThat(heap.first())
          .as(seed.toString())
          .isSameAs(sorted.isEmpty() ? null : sorted.first());
    }
  }
}
