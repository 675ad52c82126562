package dev.berth.internal.policy.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The step function, compared with an array that has an entry for every instant. */
class TimelineTest {

  private static final int HORIZON = 60;

  /** What is free at each instant; the last entry stands for all that follow. */
  private static final class Naive {
    final long[][] free;

    Naive(long[] capacity) {
      free = new long[HORIZON + 1][];
      for (int t = 0; t <= HORIZON; t++) {
        free[t] = capacity.clone();
      }
    }

    void change(long from, long to, long[] amounts, int sign) {
      for (int t = 0; t <= HORIZON; t++) {
        if (t >= from && t < to) {
          for (int i = 0; i < amounts.length && i < free[t].length; i++) {
            free[t][i] += sign * amounts[i];
          }
        }
      }
    }

    boolean fits(long time, long[] demand) {
      long[] at = free[(int) Math.min(time, HORIZON)];
      for (int i = 0; i < demand.length; i++) {
        if (demand[i] > 0 && (i >= at.length || at[i] < demand[i])) {
          return false;
        }
      }
      return true;
    }

    long fitsFor(long from, long[] demand) {
      for (long t = from; t <= HORIZON; t++) {
        if (!fits(t, demand)) {
          return t - from;
        }
      }
      return Timeline.FOREVER;
    }

    long earliest(long from, long duration, long[] demand) {
      for (long t = from; t <= HORIZON; t++) {
        if (fitsFor(t, demand) >= duration) {
          return t;
        }
      }
      return Timeline.FOREVER;
    }

    long latest(long after, long until, long duration, long[] demand) {
      for (long t = until; t > after; t--) {
        if (fitsFor(t, demand) >= duration) {
          return t;
        }
      }
      return Timeline.NONE;
    }
  }

  private static long[] amounts(SplittableRandom random, int resources, int most) {
    long[] amounts = new long[resources];
    for (int i = 0; i < resources; i++) {
      amounts[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(most + 1);
    }
    return amounts;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyAnswer_randomChanges_isThatOfAnArrayOfInstants(int resources) {
    Seed seed = Seed.orElse(401 + resources);
    SplittableRandom random = seed.random();
    for (int round = 0; round < 300; round++) {
      long[] capacity = amounts(random, resources, 9);
      Timeline timeline = new Timeline(capacity);
      Naive naive = new Naive(capacity);
      long now = 0;
      for (int step = 0; step < 60; step++) {
        String where = seed + ", round " + round + ", step " + step;
        change(random, resources, timeline, naive, now);
        if (random.nextInt(5) == 0) {
          now = Math.min(HORIZON - 1, now + random.nextInt(4));
          timeline.trim(now);
        }
        check(random, resources, timeline, naive, now, where);
      }
    }
  }

  private static void change(
      SplittableRandom random, int resources, Timeline timeline, Naive naive, long now) {
    long from = now + random.nextInt((int) (HORIZON - now));
    long to = random.nextInt(8) == 0 ? Timeline.FOREVER : from + random.nextInt(20);
    if (to != Timeline.FOREVER) {
      to = Math.min(to, HORIZON);
    }
    long[] amounts = amounts(random, resources, 4);
    if (random.nextBoolean()) {
      timeline.take(from, to, amounts);
      naive.change(from, to, amounts, -1);
    } else {
      timeline.give(from, to, amounts);
      naive.change(from, to, amounts, 1);
    }
  }

  private static void check(
      SplittableRandom random,
      int resources,
      Timeline timeline,
      Naive naive,
      long now,
      String where) {
    for (long t = now; t <= HORIZON + 1; t++) {
      for (int i = 0; i <= resources; i++) {
        long expected = i < resources ? naive.free[(int) Math.min(t, HORIZON)][i] : 0;
        assertThat(timeline.free(t, i)).as("%s: free %d at %d", where, i, t).isEqualTo(expected);
      }
    }
    long from = now + random.nextInt((int) (HORIZON + 1 - now));
    long duration = 1L + random.nextInt(30);
    // One more than the worker has ever heard of, now and then.
    long[] demand = amounts(random, resources + random.nextInt(2), 8);
    assertThat(timeline.fitsFor(from, demand))
        .as("%s: fits for, from %d", where, from)
        .isEqualTo(naive.fitsFor(from, demand));
    long earliest = naive.earliest(from, duration, demand);
    assertThat(timeline.earliest(from, Timeline.FOREVER, duration, demand))
        .as("%s: earliest for %d, from %d", where, duration, from)
        .isEqualTo(earliest);
    long before = from + 1 + random.nextInt(20);
    assertThat(timeline.earliest(from, before, duration, demand))
        .as("%s: earliest for %d, from %d, before %d", where, duration, from, before)
        .isEqualTo(earliest < before ? earliest : Timeline.FOREVER);
    long after = random.nextLong(Math.max(0, now - 1), from + 1);
    assertThat(timeline.latest(after, from, duration, demand))
        .as("%s: latest for %d, after %d, until %d", where, duration, after, from)
        .isEqualTo(naive.latest(after, from, duration, demand));
  }

  @Test
  void takeAndGive_theSameStretches_leaveOneStep() {
    Seed seed = Seed.orElse(410);
    SplittableRandom random = seed.random();
    Timeline timeline = new Timeline(new long[] {100, 7});
    long[][] taken = new long[200][];
    for (int i = 0; i < taken.length; i++) {
      long from = random.nextInt(1_000);
      taken[i] = new long[] {from, from + random.nextInt(500), random.nextInt(5), 1};
      timeline.take(taken[i][0], taken[i][1], new long[] {taken[i][2], taken[i][3]});
    }
    assertThat(timeline.steps()).isGreaterThan(100);
    for (long[] each : taken) {
      timeline.give(each[0], each[1], new long[] {each[2], each[3]});
    }

    assertThat(timeline.steps()).as(seed.toString()).isEqualTo(1);
  }

  @Test
  void earliest_atTheEndOfTime_doesNotOverflow() {
    Timeline timeline = new Timeline(new long[] {2});
    timeline.take(0, Timeline.FOREVER - 5, new long[] {1});

    assertThat(timeline.earliest(0, Timeline.FOREVER, Timeline.FOREVER, new long[] {1})).isZero();
    assertThat(timeline.earliest(3, Timeline.FOREVER, Timeline.FOREVER, new long[] {2}))
        .isEqualTo(Timeline.FOREVER - 5);
    assertThat(timeline.fitsFor(3, new long[] {1})).isEqualTo(Timeline.FOREVER);
    assertThat(timeline.earliest(3, Timeline.FOREVER, 1, new long[] {3}))
        .isEqualTo(Timeline.FOREVER);
  }

  @Test
  void trim_aWorkerThatIsAlwaysBusy_staysShort() {
    Timeline timeline = new Timeline(new long[] {4});
    for (long now = 0; now < 10_000; now++) {
      timeline.trim(now);
      timeline.take(now, now + 3, new long[] {1 + now % 2});
    }

    assertThat(timeline.steps()).isLessThan(20);
  }
}
