package dev.berth.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The heap of lanes, compared with a list that is searched. */
class LaneHeapTest {

  private static final Comparator<Lane> ORDER =
      Comparator.<Lane>comparingDouble(lane -> lane.rank)
          .thenComparing(LaneHeapTest::cursor, (one, other) -> one.isBefore(other) ? -1 : 1);

  private static WaitingJob cursor(Lane lane) {
    return Objects.requireNonNull(lane.cursor);
  }

  private static Lane lane(int number) {
    PlainJob job = PlainJob.of(number, 1, 1);
    JobClass.Key key = new JobClass.Key("p", job.priority(), job.requirements(), null, null, null);
    return new Lane(new JobClass(key, number), new Group(""));
  }

  private static void move(Lane lane, SplittableRandom random, int step) {
    WaitingJob job = PlainJob.of(step, 1, 1);
    job.key = random.nextInt(3);
    lane.cursor = job;
    lane.rank = random.nextInt(4) / 2.0;
  }

  @Test
  void first_randomAddsMovesAndRemoves_isTheFirstOfASearchedList() {
    Seed seed = Seed.orElse(440);
    SplittableRandom random = seed.random();
    LaneHeap heap = new LaneHeap();
    List<Lane> inside = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      int grow = step / 2_000 % 2 == 0 ? 50 : 20; // fills and empties in turn
      int dice = random.nextInt(100);
      if (inside.isEmpty() || dice < grow) {
        Lane lane = lane(step);
        move(lane, random, step);
        heap.add(lane);
        inside.add(lane);
      } else if (dice < 70) {
        Lane lane = inside.get(random.nextInt(inside.size()));
        move(lane, random, step);
        heap.moved(lane);
      } else if (random.nextInt(200) == 0) {
        heap.clear();
        assertThat(inside).noneMatch(LaneHeap::contains);
        inside.clear();
      } else {
        Lane lane = inside.remove(random.nextInt(inside.size()));
        heap.remove(lane);
        assertThat(LaneHeap.contains(lane)).as(seed.toString()).isFalse();
      }
      heap.checkInvariants();
      @Nullable Lane expected = inside.stream().min(ORDER).orElse(null);
      assertThat(heap.first()).as("%s, step %d", seed, step).isSameAs(expected);
    }
  }
}
