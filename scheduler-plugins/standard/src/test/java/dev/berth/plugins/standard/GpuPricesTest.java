package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GpuPricesTest {
  private static final Offset<Double> TOLERANCE = within(1e-9);

  private static double[] prices(int[] sizes, double... demand) {
    return GpuPrices.of(sizes, demand);
  }

  @Test
  void oneSize_isAnEvenPartOfAGpu() {
    assertThat(prices(new int[] {250}, 7)).containsExactly(0.25);
    // Only one of 600 goes into a GPU, the rest is lost with it.
    assertThat(prices(new int[] {600}, 7)).containsExactly(1);
    assertThat(prices(new int[] {1_000}, 7)).containsExactly(1);
  }

  @Test
  void sizesThatGoTogether_shareAGpu_theScarcerOneIsDear() {
    // 600 and 400 fill a GPU. With more of 600 asked than of 400, each 600 needs a GPU anyway, and
    // 400 comes for nothing; with more of 400, of which two go into a GPU, 400 costs a half.
    assertThat(prices(new int[] {400, 600}, 1, 2)).containsExactly(new double[] {0, 1}, TOLERANCE);
    assertThat(prices(new int[] {400, 600}, 2, 1))
        .containsExactly(new double[] {0.5, 0.5}, TOLERANCE);
  }

  @Test
  void sizeThatStrandsARest_costsAWholeGpu() {
    // Nothing asked for fits beside 810.
    double[] prices = prices(new int[] {250, 500, 810}, 10, 10, 10);

    assertThat(prices).containsExactly(new double[] {0.25, 0.5, 1}, TOLERANCE);
  }

  @Test
  void randomDemands_pricesAreOptimal() {
    long seed = Long.getLong("berth.seed", 3);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      TreeSet<Integer> some = new TreeSet<>();
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        some.add(random.nextInt(3, 21) * 50);
      }
      int[] sizes = some.stream().mapToInt(Integer::intValue).toArray();
      double[] demand = new double[sizes.length];
      Arrays.setAll(demand, i -> random.nextInt(1, 30));

      double[] prices = GpuPrices.of(sizes, demand);

      String as = "-Dberth.seed=" + seed + ", round " + round + ": " + Arrays.toString(sizes);
      List<int[]> fillings = new ArrayList<>();
      addFillings(sizes, new int[sizes.length], 0, 1_000, fillings);
      for (int[] filling : fillings) {
        double worth = 0;
        for (int i = 0; i < sizes.length; i++) {
          worth += filling[i] * prices[i];
        }
        assertThat(worth).as(as).isLessThan(1 + 1e-8);
      }
      double total = 0;
      for (int i = 0; i < sizes.length; i++) {
        assertThat(prices[i]).as(as).isGreaterThan(-1e-8);
        total += demand[i] * prices[i];
      }
      // No prices that keep to all fillings are worth more: a slow search finds none.
      assertThat(total).as(as).isGreaterThan(bestFound(demand, fillings, random) - 1e-6);
    }
  }

  private static void addFillings(
      int[] sizes, int[] filling, int from, int room, List<int[]> fillings) {
    if (from == sizes.length) {
      fillings.add(filling.clone());
      return;
    }
    for (int pieces = room / sizes[from]; pieces >= 0; pieces--) {
      filling[from] = pieces;
      addFillings(sizes, filling, from + 1, room - pieces * sizes[from], fillings);
    }
    filling[from] = 0;
  }

  /** The best of many random prices, each scaled up until a filling is worth exactly 1. */
  private static double bestFound(double[] demand, List<int[]> fillings, SplittableRandom random) {
    double best = 0;
    for (int trial = 0; trial < 300; trial++) {
      double[] prices = new double[demand.length];
      Arrays.setAll(prices, i -> random.nextInt(4) == 0 ? 0 : random.nextInt(1, 13) / 12.0);
      double most = 0;
      for (int[] filling : fillings) {
        double worth = 0;
        for (int i = 0; i < prices.length; i++) {
          worth += filling[i] * prices[i];
        }
        most = Math.max(most, worth);
      }
      double total = 0;
      for (int i = 0; i < prices.length; i++) {
        total += demand[i] * prices[i];
      }
      best = most == 0 ? best : Math.max(best, total / most);
    }
    return best;
  }
}
