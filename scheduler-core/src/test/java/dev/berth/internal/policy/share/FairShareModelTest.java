package dev.berth.internal.policy.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.model.Resources;
import dev.berth.queue.FairShareConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random jobs of random tenants, {@link FairShare}'s closed form against usage that is stepped from
 * second to second.
 */
class FairShareModelTest {
  private static final int ROUNDS = 20;
  private static final int SECONDS = 3_000;
  private static final long SECOND = 1_000_000_000L;
  private static final int TENANTS = 6;

  @Test
  void randomJobs_sameAsStepping() {
    long seed = Long.getLong("berth.seed", 20_240_615L);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < ROUNDS; round++) {
      new Round(random.split(), "round %d; reproduce with -Dberth.seed=%d".formatted(round, seed))
          .run();
    }
  }

  private record Running(int tenant, Resources amount) {}

  private static final class Round {
    private final SplittableRandom random;
    private final String where;
    private final double halfLifeSeconds;

    /** Each tenant's parent, a lesser number, or −1. */
    private final int[] parents = new int[TENANTS];

    private final double[] weights = new double[TENANTS];
    private final long[] rates = new long[2 * TENANTS];
    private final double[] used = new double[2 * TENANTS];
    private final List<Running> running = new ArrayList<>();
    private final FairShare share;
    private Resources fleet = Resources.ZERO;

    Round(SplittableRandom random, String where) {
      this.random = random;
      this.where = where;
      halfLifeSeconds = random.nextInt(500, 5_000);
      boolean flat = random.nextBoolean();
      FairShareConfig.Builder config =
          FairShareConfig.builder().halfLife(Duration.ofSeconds((long) halfLifeSeconds));
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        parents[tenant] = flat ? -1 : random.nextInt(-1, tenant);
        weights[tenant] = random.nextInt(1, 5_000) / 1000.0;
        config.weight(name(tenant), weights[tenant]);
        if (parents[tenant] >= 0) {
          config.parent(name(tenant), name(parents[tenant]));
        }
      }
      share = new FairShare(config.build());
      grow();
    }

    void run() {
      long origin = random.nextLong();
      for (int second = 0; second < SECONDS; second++) {
        long now = origin + second * SECOND;
        if (random.nextInt(10) == 0) {
          Running job =
              new Running(random.nextInt(TENANTS), amount(random.nextInt(100), random.nextInt(50)));
          running.add(job);
          count(job, 1);
          share.started(account(job.tenant), job.amount, now);
        } else if (random.nextInt(10) == 0 && !running.isEmpty()) {
          Running job = running.remove(random.nextInt(running.size()));
          count(job, -1);
          share.ended(account(job.tenant), job.amount, now);
        } else if (random.nextInt(500) == 0) {
          grow();
        }
        if (random.nextInt(10) == 0) {
          check(random.nextInt(TENANTS), now);
        }
        step();
      }
    }

    private void check(int tenant, long now) {
      Account account = account(tenant);
      double all = 0;
      for (int resource = 0; resource < 2; resource++) {
        double sum = 0;
        for (int other = 0; other < TENANTS; other++) {
          sum += parents[other] < 0 ? used[2 * other + resource] : 0;
        }
        all = Math.max(all, sum / capacity(resource));
      }
      assertClose(share.dominantShare(account, now), dominant(tenant));
      assertClose(share.effectiveUsage(account, now), effective(tenant));
      assertClose(share.priority(account, now), part(tenant) / (effective(tenant) + 1));
      double roots = 0;
      for (int other = 0; other < TENANTS; other++) {
        roots += parents[other] < 0 ? weights[other] : 0;
      }
      assertClose(
          share.factor(account, now),
          all == 0 ? 1 : Math.pow(2, -effective(tenant) / all / (part(tenant) / roots)));
    }

    private double dominant(int tenant) {
      return Math.max(used[2 * tenant] / capacity(0), used[2 * tenant + 1] / capacity(1));
    }

    private double effective(int tenant) {
      int parent = parents[tenant];
      return parent < 0
          ? dominant(tenant)
          : dominant(tenant) + (effective(parent) - dominant(tenant)) * amongSiblings(tenant);
    }

    private double part(int tenant) {
      return parents[tenant] < 0 ? weights[tenant] : part(parents[tenant]) * amongSiblings(tenant);
    }

    private double amongSiblings(int tenant) {
      double all = 0;
      for (int other = 0; other < TENANTS; other++) {
        all += parents[other] == parents[tenant] ? weights[other] : 0;
      }
      return weights[tenant] / all;
    }

    /** Half of what a second brings decays as if it came at its start, half as if at its end. */
    private void step() {
      double kept = Math.pow(2, -1 / halfLifeSeconds);
      for (int i = 0; i < used.length; i++) {
        used[i] = used[i] * kept + rates[i] * (1 + kept) / 2;
      }
    }

    private void count(Running job, int sign) {
      for (int tenant = job.tenant; tenant >= 0; tenant = parents[tenant]) {
        rates[2 * tenant] += sign * job.amount.cpuMillis();
        rates[2 * tenant + 1] += sign * job.amount.get("license");
      }
    }

    private void grow() {
      fleet = fleet.plus(amount(random.nextInt(1, 1000), random.nextInt(1, 1000)));
      share.capacity(fleet);
    }

    private double capacity(int resource) {
      return resource == 0 ? fleet.cpuMillis() : fleet.get("license");
    }

    private Account account(int tenant) {
      return share.account(name(tenant));
    }

    private void assertClose(double actual, double expected) {
      assertThat(actual)
          .as("%s; parents %s", where, Arrays.toString(parents))
          .isEqualTo(expected, within(1e-6 * expected + 1e-9));
    }

    private static Resources amount(long cpu, long licenses) {
      return Resources.builder().cpuMillis(cpu).extra("license", licenses).build();
    }

    private static String name(int tenant) {
      return "t" + tenant;
    }
  }
}
