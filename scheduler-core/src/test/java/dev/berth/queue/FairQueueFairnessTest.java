package dev.berth.queue;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.testing.ServiceBound;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
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
    private final FairQueue<Integer> queue;
    private final long[] costs;
    private final ServiceBound bound;

    Round(SplittableRandom random, String where) {
      this.random = random;
      this.where = where;
      tenants = random.nextInt(2, 8);
      long quantum = random.nextInt(3) == 0 ? random.nextLong(1, 200) : 0;
      queue = new FairQueue<>(quantum, 100);
      double[] weights = new double[tenants];
      double[] largestTurns = new double[tenants];
      costs = new long[tenants];
      for (int tenant = 0; tenant < tenants; tenant++) {
        weights[tenant] = random.nextInt(1, 8_000) / 1000.0;
        costs[tenant] = random.nextLong(1, 100);
        largestTurns[tenant] = costs[tenant] + quantum;
        queue.weight(name(tenant), weights[tenant]);
      }
      bound = new ServiceBound(weights, largestTurns, ROUNDING, where);
    }

    /** How much of the bound was needed, at most. */
    double run() {
      int arrivals = random.nextInt(40, 65);
      for (int step = 0; step < STEPS; step++) {
        if (random.nextInt(100) < arrivals) {
          int tenant = random.nextInt(tenants);
          queue.offer(name(tenant), random.nextLong(1, costs[tenant] + 1), tenant);
          bound.arrived(tenant);
        } else {
          FairQueue.Entry<Integer> entry = queue.poll();
          if (entry != null) {
            bound.served(entry.element(), (double) entry.cost());
          }
        }
      }
      assertThat(queue.size())
          .as(where)
          .isEqualTo(IntStream.range(0, tenants).map(bound::waiting).sum());
      return bound.needed();
    }

    private static String name(int tenant) {
      return "t" + tenant;
    }
  }
}
