package dev.berth.internal.policy.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The heap of jobs by their expected ends, compared with a list that is searched. */
class RunningTest {

  @Test
  void first_randomAddsAndRemoves_endsNoLaterThanAnyOther() {
    Seed seed = Seed.orElse(420);
    SplittableRandom random = seed.random();
    Running heap = new Running();
    List<Reservation> inside = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      int grow = step / 4_000 % 2 == 0 ? 60 : 40; // fills and empties in turn
      if (inside.isEmpty() || random.nextInt(100) < grow) {
        Reservation job = new Reservation(0, 0, random.nextInt(300), new long[1], true, "t");
        heap.add(job);
        inside.add(job);
      } else {
        Reservation job = inside.remove(random.nextInt(inside.size()));
        heap.remove(job);
        assertThat(job.heapIndex).isEqualTo(Reservation.NOWHERE);
      }
      Reservation first = heap.first();
      if (inside.isEmpty()) {
        assertThat(first).as(seed.toString()).isNull();
      } else {
        assertThat(inside).as(seed.toString()).contains(first);
        assertThat(Objects.requireNonNull(first).end)
            .as(seed.toString())
            .isEqualTo(inside.stream().mapToLong(Reservation::end).min().orElseThrow());
      }
    }
  }
}
