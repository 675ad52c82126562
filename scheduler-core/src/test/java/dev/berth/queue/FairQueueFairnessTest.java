package dev.berth.queue;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What {@link FairQueue} promises about service, over random arrivals. */
class FairQueueFairnessTest {
  private static final int ROUNDS = 60;
  private static final int STEPS = 4_000;
  private static final double ROUNDING = 1.0 / (1 << 19);

  @Test
  void poll_weightsOneTwoFour_servedInThatRatio() {
    FairQueue<Integer> queue = new FairQueue<>();
    double[] weights = {1, 2, 4};
    SplittableRandom random = new SplittableRandom(7);
    for (int tenant = 0; tenant < weights.length; tenant++) {
      queue.weight("t" + tenant, weights[tenant]);
      for (int i = 0; i < 20_000; i++) {
        queue.offer("t" + tenant, random.nextLong(1, 100), tenant);
      }
    }

    double[] service = new double[weights.length];
    for (int i = 0; i < 20_000; i++) {
      FairQueue.Entry<Integer> entry = requireNonNull(queue.poll());
      service[entry.element()] += entry.cost();
    }

    double total = Arrays.stream(service).sum();
    for (int tenant = 0; tenant < weights.length; tenant++) {
      double share = total * weights[tenant] / 7;
      assertThat(service[tenant]).as("tenant %d", tenant).isCloseTo(share, within(0.02 * share));
    }
  }

  /**
   * At every moment, for every two tenants that both have had elements queued since some earlier
   * moment: over all such intervals the service each got, divided by its weight, differs by no more
   * than (l₁ + q) ÷ w₁ + (l₂ + q) ÷ w₂.
   */
  @Test
  void poll_randomArrivals_bothBacklogged_withinTheBound() {
    long seed = Long.getLong("berth.seed", 20_240_613L);
    SplittableRandom random = new SplittableRandom(seed);
    double tightest = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String where = "round %d; reproduce with -Dberth.seed=%d".formatted(round, seed);
      tightest = Math.max(tightest, new Round(random.split(), where).run());
    }
    assertThat(tightest).as("how much of the bound was needed").isBetween(0.5, 1.0);
  }

  private static final class Round {
    private final SplittableRandom random;
    private final String where;
    private final int tenants;
    private final long quantum;
    private final FairQueue<Integer> queue;
    private final double[] weights;
    private final long[] costs;
    private final int[] queued;

    /** For each pair, while both are backlogged: the difference of service, and its extremes. */
    private final double[][] ahead;

    private final double[][] most;
    private final double[][] least;
    private double needed;

    Round(SplittableRandom random, String where) {
      this.random = random;
      this.where = where;
      tenants = random.nextInt(2, 8);
      quantum = random.nextInt(3) == 0 ? random.nextLong(1, 200) : 0;
      queue = new FairQueue<>(quantum, 100);
      weights = new double[tenants];
      costs = new long[tenants];
      queued = new int[tenants];
      ahead = new double[tenants][tenants];
      most = new double[tenants][tenants];
      least = new double[tenants][tenants];
      for (int tenant = 0; tenant < tenants; tenant++) {
        weights[tenant] = random.nextInt(1, 8_000) / 1000.0;
        costs[tenant] = random.nextLong(1, 100);
        queue.weight(name(tenant), weights[tenant]);
      }
    }

    /** How much of the bound was needed, at most. */
    double run() {
      int arrivals = random.nextInt(40, 65);
      for (int step = 0; step < STEPS; step++) {
        if (random.nextInt(100) < arrivals) {
          int tenant = random.nextInt(tenants);
          queue.offer(name(tenant), random.nextLong(1, costs[tenant] + 1), tenant);
          queued[tenant]++;
        } else {
          poll();
        }
      }
      return needed;
    }

    private void poll() {
      FairQueue.Entry<Integer> entry = queue.poll();
      if (entry == null) {
        assertThat(queued).as(where).containsOnly(0);
        return;
      }
      int served = entry.element();
      for (int other = 0; other < tenants; other++) {
        if (other == served) {
          continue;
        }
        if (queued[other] > 0) {
          add(served, other, entry.cost() / weights[served]);
          add(other, served, -entry.cost() / weights[served]);
        } else {
          begin(served, other);
          begin(other, served);
        }
      }
      if (--queued[served] == 0) {
        for (int other = 0; other < tenants; other++) {
          begin(served, other);
          begin(other, served);
        }
      }
    }

    private void add(int one, int other, double service) {
      double now = ahead[one][other] += service;
      most[one][other] = Math.max(most[one][other], now);
      least[one][other] = Math.min(least[one][other], now);
      double bound =
          (costs[one] + quantum) / weights[one] + (costs[other] + quantum) / weights[other];
      double widest = Math.max(now - least[one][other], most[one][other] - now);
      assertThat(widest)
          .as(
              "service ÷ weight of %d less that of %d over the worst interval so far; %s",
              one, other, where)
          .isLessThanOrEqualTo(bound + ROUNDING);
      needed = Math.max(needed, widest / bound);
    }

    private void begin(int one, int other) {
      ahead[one][other] = 0;
      most[one][other] = 0;
      least[one][other] = 0;
    }

    private static String name(int tenant) {
      return "t" + tenant;
    }
  }
}
