package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CpuAmountsTest {

  private static CpuAmounts of(long... ascending) {
    return new CpuAmounts(ascending);
  }

  @Test
  void upTo_countsAmountsNoMoreThanWhatIsFree() {
    assertThat(of().upTo(7)).isZero();
    assertThat(of(0, 5).upTo(-1)).isZero();
    assertThat(of(0, 5).upTo(4)).isEqualTo(1);
    assertThat(of(0, 5).upTo(5)).isEqualTo(2);
    assertThat(of(3, Long.MAX_VALUE).upTo(Long.MAX_VALUE)).isEqualTo(2);
  }

  @Test
  void atMost_withinTheAmounts_isTheLargestThatFits() {
    assertThat(of(0, 5, 9).atMost(4)).isZero();
    assertThat(of(0, 5, 9).atMost(8)).isEqualTo(5);
    assertThat(of(0, 5, 9).atMost(10)).isEqualTo(10);
    assertThat(of(0, 5, 9).atMost(-1)).isEqualTo(-1);
    assertThat(of().atMost(8)).isEqualTo(8);
  }

  @Test
  void sums_extremes() {
    assertThat(of().sums(9).size()).isZero();
    assertThat(of(0, 500).sums(9).size()).isZero();
    assertThat(of(Long.MAX_VALUE).sums(9).size()).isZero();
    assertThat(of(500, Long.MAX_VALUE).sums(3).get(2)).isEqualTo(1_000);
  }

  @Test
  void random_agreesWithCountingOneByOne() {
    long seed = Long.getLong("berth.seed", 5);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      long step = random.nextInt(1, 400);
      long[] ascending =
          random
              .longs(random.nextInt(1, 8), 1, 60)
              .map(amount -> amount * step)
              .sorted()
              .distinct()
              .toArray();
      String as = "-Dberth.seed=" + seed + ", round " + round + ": " + Arrays.toString(ascending);
      CpuAmounts sums = of(ascending).sums(64);

      TreeSet<Long> slow = new TreeSet<>();
      slow.add(0L);
      for (int i = 0; i < 64; i++) {
        long least = slow.pollFirst();
        assertThat(sums.get(i)).as(as).isEqualTo(least);
        Arrays.stream(ascending).forEach(amount -> slow.add(least + amount));
      }
      for (int i = 0; i < 50; i++) {
        long free = random.nextLong(70 * step);
        assertThat(of(ascending).upTo(free))
            .as(as)
            .isEqualTo((int) Arrays.stream(ascending).filter(amount -> amount <= free).count());
      }
    }
  }
}
