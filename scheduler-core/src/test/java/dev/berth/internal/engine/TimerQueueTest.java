package dev.berth.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Timers fire in order, once, on time; compared with a plain priority queue. */
class TimerQueueTest {

  private record Expected(long deadline, int number) {}

  /** The second start makes readings wrap around within the test. */
  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5_000, Long.MIN_VALUE, -1_000})
  void fire_randomTimers_isThePriorityQueueOrder(long start) {
    Seed seed = Seed.orElse(11);
    SplittableRandom random = seed.random();
    TimerQueue timers = new TimerQueue();
    PriorityQueue<Expected> oracle =
        new PriorityQueue<>(
            Comparator.<Expected>comparingLong(timer -> timer.deadline - start)
                .thenComparingInt(Expected::number));
    List<Integer> fired = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    long now = start;
    for (int number = 0; number < 20_000; number++) {
      if (random.nextInt(3) > 0) {
        int id = number;
        long deadline = now + random.nextInt(50);
        timers.set(deadline, nanos -> fired.add(id));
        oracle.add(new Expected(deadline, number));
      } else {
        now += random.nextInt(40);
        boolean any = timers.fire(now);
        int before = expected.size();
        while (!oracle.isEmpty() && oracle.element().deadline - now <= 0) {
          expected.add(oracle.remove().number);
        }
        assertThat(any).as(seed.toString()).isEqualTo(expected.size() > before);
        assertThat(timers.next().isPresent()).isEqualTo(!oracle.isEmpty());
        if (!oracle.isEmpty()) {
          assertThat(timers.next()).as(seed.toString()).hasValue(oracle.element().deadline);
        }
      }
    }
    assertThat(fired).as(seed.toString()).isEqualTo(expected).hasSizeGreaterThan(5_000);
  }

  @Test
  void fire_actionThatSetsATimerDueNow_firesItToo() {
    TimerQueue timers = new TimerQueue();
    List<String> fired = new ArrayList<>();
    timers.set(
        10,
        nanos -> {
          fired.add("first");
          timers.set(nanos, later -> fired.add("second"));
          timers.set(nanos + 1, later -> fired.add("third"));
        });

    assertThat(timers.fire(9)).isFalse();
    assertThat(timers.fire(10)).isTrue();
    assertThat(fired).containsExactly("first", "second");
    assertThat(timers.next()).hasValue(11);
  }

  @Test
  void next_empty_isEmpty() {
    assertThat(new TimerQueue().next()).isEmpty();
    assertThat(new TimerQueue().fire(Long.MAX_VALUE)).isFalse();
  }
}
