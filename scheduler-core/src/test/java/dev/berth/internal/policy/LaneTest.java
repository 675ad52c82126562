package dev.berth.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tree of a lane, compared with a sorted set that is searched from its beginning. */
class LaneTest {

  private static final Comparator<WaitingJob> ORDER =
      Comparator.<WaitingJob>comparingLong(job -> job.key).thenComparingLong(WaitingJob::sequence);

  private static Lane lane() {
    PlainJob sample = PlainJob.of(0, 1, 1);
    JobClass jobClass =
        new JobClass(
            new JobClass.Key("p", sample.priority(), sample.requirements(), null, null, null), 0);
    return new Lane(jobClass, new Group(""));
  }

  private static WaitingJob job(long sequence, long key, int estimate) {
    WaitingJob job = PlainJob.of(sequence, 1, 1);
    job.key = key;
    job.estimate = estimate;
    return job;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1_000_000})
  void after_randomAddsAndRemoves_isTheNextOfASortedSet(int keys) {
    Seed seed = Seed.orElse(14);
    SplittableRandom random = seed.random();
    Lane lane = lane();
    TreeSet<WaitingJob> sorted = new TreeSet<>(ORDER);
    for (int step = 0; step < 4_000; step++) {
      int grow = step / 1_000 % 2 == 0 ? 70 : 30;
      WaitingJob job = job(step, random.nextInt(keys), random.nextInt(50));
      if (sorted.isEmpty() || random.nextInt(100) < grow) {
        lane.add(job);
        sorted.add(job);
      } else {
        WaitingJob leaving = sorted.ceiling(job);
        leaving = leaving == null || random.nextInt(4) == 0 ? sorted.first() : leaving;
        lane.remove(leaving);
        sorted.remove(leaving);
      }
      check(seed, lane, sorted, job, random.nextInt(60));
    }
  }

  private static void check(
      Seed seed, Lane lane, NavigableSet<WaitingJob> sorted, WaitingJob from, int longest) {
    assertThat(lane.size()).as(seed.toString()).isEqualTo(sorted.size());
    assertThat(lane.first()).as(seed.toString()).isSameAs(sorted.isEmpty() ? null : sorted.first());
    assertThat(lane.after(from, longest))
        .as(seed.toString())
        .isSameAs(
            sorted.tailSet(from, false).stream()
                .filter(job -> job.estimate <= longest)
                .findFirst()
                .orElse(null));
  }

  @Test
  void add_manyInOrder_staysShallow() {
    Lane lane = lane();
    for (int i = 0; i < 1_000_000; i++) {
      lane.add(job(i, 0, i)); // a tree that degenerates overflows the stack
    }

    WaitingJob first = lane.first();
    assertThat(first).isNotNull();
    assertThat(Objects.requireNonNull(first).sequence()).isZero();
  }
}
