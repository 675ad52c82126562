package dev.berth.internal.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The heap of jobs to look at again, compared with a sorted set. */
class AlarmsTest {

  @Test
  void first_randomAddsAndRemoves_isTheLeastOfASortedSet() {
    Seed seed = Seed.orElse(13);
    SplittableRandom random = seed.random();
    Alarms heap = new Alarms();
    TreeSet<Alarm> sorted =
        new TreeSet<>(
            Comparator.<Alarm>comparingLong(alarm -> alarm.at)
                .thenComparingLong(alarm -> alarm.job().sequence()));
    List<Alarm> inside = new ArrayList<>();
    for (int step = 0; step < 30_000; step++) {
      int grow = step / 5_000 % 2 == 0 ? 60 : 40; // fills and empties in turn
      if (inside.isEmpty() || random.nextInt(100) < grow) {
        Alarm alarm = new Alarm(PlainJob.of(step, 1, 1), 0);
        alarm.at = random.nextInt(1_000);
        heap.add(alarm);
        sorted.add(alarm);
        inside.add(alarm);
      } else {
        int any = random.nextInt(inside.size());
        Alarm alarm = random.nextBoolean() ? sorted.first() : inside.get(any);
        heap.remove(alarm);
        sorted.remove(alarm);
        inside.remove(alarm);
        assertThat(Alarms.contains(alarm)).as(seed.toString()).isFalse();
      }
      assertThat(heap.size()).as(seed.toString()).isEqualTo(sorted.size());
      assertThat(heap.first())
          .as(seed.toString())
          .isSameAs(sorted.isEmpty() ? null : sorted.first());
    }
  }
}
