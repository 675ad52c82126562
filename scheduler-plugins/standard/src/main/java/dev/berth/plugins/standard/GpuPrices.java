package dev.berth.plugins.standard;

import dev.berth.model.GpuDevice;
import java.util.Arrays;

/**
 * What shares of a GPU are worth: the dual of cutting stock.
 *
 * <p>Think of GPUs as rods that are cut to the sizes jobs ask for. Of all prices at which no way of
 * filling one GPU costs more than 1, these are the ones at which the whole demand costs most; by
 * duality that is the least number of GPUs that could hold it, in fractions. A size that fits well
 * with others is cheap, one that leaves what nobody asks for costs nearly a whole GPU.
 *
 * <p>Solved by column generation: the basis is a set of fillings; each round the knapsack that the
 * current prices make most of joins it, until none is worth more than 1.
 *
 * <p><b>Thread-safety:</b> pure functions. <b>Cost:</b> O(rounds × sizes × (sizes + 1000)): a
 * millisecond or two for 40 sizes. <b>Units:</b> sizes in thousandths, prices in GPUs.
 * <b>Errors:</b> after {@value #MOST_ROUNDS} rounds the prices of the last are taken, which are
 * near enough.
 *
 * <p><b>Source:</b> Gilmore and Gomory, "A Linear Programming Approach to the Cutting-Stock
 * Problem", Operations Research 9, 1961.
 */
final class GpuPrices {

  private static final int MOST_ROUNDS = 500;
  private static final int GPU = GpuDevice.MILLIS;
  private static final double EPSILON = 1e-9;
  private static final double TIE = 1e-12;

  private final int[] sizes;
  private final int count;

  /** The inverse of the basis, whose columns are fillings or surplus. */
  private final double[][] inverse;

  /**
   * How often each column of the basis is used, and what it costs: a GPU, or nothing if surplus.
   */
  private final double[] used;

  private final double[] cost;
  private final double[] prices;
  private final double[] best = new double[GPU + 1];
  private final int[] last = new int[GPU + 1];
  private final double[] entering;
  private final double[] column;

  private GpuPrices(int[] sizes, double[] demand) {
    this.sizes = sizes;
    count = sizes.length;
    inverse = new double[count][count];
    used = new double[count];
    cost = new double[count];
    prices = new double[count];
    entering = new double[count];
    column = new double[count];
    for (int i = 0; i < count; i++) {
      int pieces = GPU / sizes[i]; // begin with a filling of each size alone
      inverse[i][i] = 1.0 / pieces;
      used[i] = demand[i] / pieces;
      cost[i] = 1;
    }
  }

  /**
   * The price of each size.
   *
   * @param sizes 1 to 1000, ascending, each once
   * @param demand how many are asked for of each, above 0
   */
  static double[] of(int[] sizes, double[] demand) {
    return new GpuPrices(sizes, demand).solve();
  }

  private double[] solve() {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      price();
      int surplus = mostNegative();
      Arrays.fill(entering, 0);
      if (surplus >= 0) {
        entering[surplus] = -1;
      } else if (!fill()) {
        break;
      }
      int leaving = leaving();
      if (leaving < 0) {
        break;
      }
      pivot(leaving, surplus >= 0 ? 0 : 1);
    }
    return prices;
  }

  private void price() {
    for (int j = 0; j < count; j++) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += cost[i] * inverse[i][j];
      }
      prices[j] = sum;
    }
  }

  private int mostNegative() {
    int most = -1;
    for (int j = 0; j < count; j++) {
      if (prices[j] < -EPSILON && (most < 0 || prices[j] < prices[most])) {
        most = j;
      }
    }
    return most;
  }

  /** Lets the most valuable filling enter; false when none is worth more than a GPU. */
  private boolean fill() {
    last[0] = -1;
    for (int room = 1; room <= GPU; room++) {
      best[room] = best[room - 1];
      last[room] = -1;
      for (int j = 0; j < count && sizes[j] <= room; j++) {
        double value = best[room - sizes[j]] + prices[j];
        if (value > best[room] + TIE) {
          best[room] = value;
          last[room] = j;
        }
      }
    }
    if (best[GPU] <= 1 + EPSILON) {
      return false;
    }
    for (int room = GPU; room > 0; ) {
      if (last[room] < 0) {
        room--;
      } else {
        entering[last[room]]++;
        room -= sizes[last[room]];
      }
    }
    return true;
  }

  /** The column of the basis that the entering one drives out: it is used up first. */
  private int leaving() {
    int leaving = -1;
    double least = 0;
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int j = 0; j < count; j++) {
        sum += inverse[i][j] * entering[j];
      }
      column[i] = sum;
      if (sum > EPSILON) {
        double ratio = used[i] / sum;
        if (leaving < 0 || ratio < least - TIE) {
          leaving = i;
          least = ratio;
        }
      }
    }
    return leaving;
  }

  private void pivot(int row, double enteringCost) {
    double amount = used[row] / column[row];
    for (int i = 0; i < count; i++) {
      if (i != row) {
        used[i] -= amount * column[i];
      }
    }
    used[row] = amount;
    cost[row] = enteringCost;
    for (int j = 0; j < count; j++) {
      inverse[row][j] /= column[row];
    }
    for (int i = 0; i < count; i++) {
      if (i != row && column[i] != 0) {
        for (int j = 0; j < count; j++) {
          inverse[i][j] -= column[i] * inverse[row][j];
        }
      }
    }
  }
}
