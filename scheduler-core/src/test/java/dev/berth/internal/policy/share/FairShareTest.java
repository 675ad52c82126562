package dev.berth.internal.policy.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.berth.model.Resources;
import dev.berth.queue.FairShareConfig;
import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairShareTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long HOUR = 3_600 * SECOND;
  private static final Offset<Double> EXACT = within(1e-9);
  private static final Offset<Double> CLOSE = within(1e-6);

  /** Next to nothing decays in the seconds of a test. */
  private static final Duration LONG = Duration.ofDays(1_000_000);

  private final FairShare hourly =
      new FairShare(FairShareConfig.builder().halfLife(Duration.ofHours(1)).build());

  /** The whole fleet for one half-life: 3600 s ÷ ln 2 · (1 − ½) = 2596.85 s; then halves. */
  @Test
  void dominantShare_wholeFleetForOneHalfLife_thenHalves() {
    hourly.capacity(cpu(1000));
    Account red = hourly.account("red");
    hourly.started(red, cpu(1000), 0);
    assertThat(hourly.dominantShare(red, 0)).isZero();

    double used = 3600 / Math.log(2) / 2;
    assertThat(used).isEqualTo(2596.85, within(0.01));
    assertThat(hourly.dominantShare(red, HOUR)).isEqualTo(used, EXACT);

    hourly.ended(red, cpu(1000), HOUR);
    assertThat(hourly.dominantShare(red, HOUR)).isEqualTo(used, EXACT);
    assertThat(hourly.dominantShare(red, 2 * HOUR)).isEqualTo(used / 2, EXACT);
    assertThat(hourly.dominantShare(red, 11 * HOUR)).isEqualTo(used / 1024, EXACT);
    assertThat(hourly.usage(red, Resources.CPU, 2 * HOUR)).isEqualTo(1000 * used / 2, CLOSE);
  }

  /** What comes in equals what decays at rate ÷ λ = 3600 s ÷ ln 2. */
  @Test
  void dominantShare_usedForEver_stays() {
    hourly.capacity(cpu(1000));
    Account red = hourly.account("red");
    hourly.started(red, cpu(1000), 0);

    assertThat(hourly.dominantShare(red, 100_000 * HOUR)).isEqualTo(3600 / Math.log(2), EXACT);
  }

  /** A second of a day's half-life decays by 8 millionths: the closed form must not lose that. */
  @Test
  void dominantShare_manyShortSteps_sameAsOne() {
    FairShare stepped = new FairShare(FairShareConfig.ofDefaults());
    stepped.capacity(cpu(1000));
    Account red = stepped.account("red");
    stepped.started(red, cpu(500), 0);
    for (int i = 1; i <= 100_000; i++) {
      stepped.started(red, Resources.ZERO, i * 1_000_000L);
    }

    double expected = 0.5 * 86_400 / Math.log(2) * (1 - Math.pow(2, -100.0 / 86_400));
    assertThat(stepped.dominantShare(red, 100 * SECOND)).isEqualTo(expected, CLOSE);
  }

  @Test
  void priority_weightOverUsagePlusOne() {
    FairShare share =
        new FairShare(FairShareConfig.builder().halfLife(LONG).weight("blue", 3).build());
    share.capacity(cpu(1000));
    Account red = share.account("red");
    Account blue = share.account("blue");
    share.started(red, cpu(500), 0);
    share.started(blue, cpu(250), 0);

    // red has had half of the fleet for 8 s, blue a quarter
    assertThat(share.priority(red, 8 * SECOND)).isEqualTo(1 / (4.0 + 1), CLOSE);
    assertThat(share.priority(blue, 8 * SECOND)).isEqualTo(3 / (2.0 + 1), CLOSE);
    assertThat(share.priority(share.account("new"), 8 * SECOND)).isEqualTo(1, EXACT);
  }

  @Test
  void factor_usedExactlyItsShare_half() {
    FairShare share =
        new FairShare(
            FairShareConfig.builder().halfLife(LONG).weight("red", 1).weight("blue", 3).build());
    share.capacity(cpu(1000));
    Account red = share.account("red");
    Account blue = share.account("blue");
    assertThat(share.factor(red, 0)).isEqualTo(1);
    share.started(red, cpu(100), 0);
    share.started(blue, cpu(300), 0);

    assertThat(share.factor(red, SECOND)).isEqualTo(0.5, EXACT);
    assertThat(share.factor(blue, SECOND)).isEqualTo(0.5, EXACT);

    share.ended(blue, cpu(300), SECOND);
    // red 0.2, blue 0.3 of 0.5 s: 2^−(0.4 ÷ 0.25), 2^−(0.6 ÷ 0.75)
    assertThat(share.factor(red, 2 * SECOND)).isEqualTo(Math.pow(2, -1.6), CLOSE);
    assertThat(share.factor(blue, 2 * SECOND)).isEqualTo(Math.pow(2, -0.8), CLOSE);
  }

  /**
   * The example of Slurm's "Classic Fairshare Algorithm": accounts A and D with 40 and 60 shares; B
   * with 30 and C with 10 below A, E with 25 and F with 35 below D; user 1 below B, 2 and 3 below
   * C, 4 below E, 5 below F. Users 1, 2 and 4 used 0.2, 0.25 and 0.25 of the machine.
   */
  @Test
  void effectiveUsage_exampleOfSlurm() {
    FairShare share =
        new FairShare(
            FairShareConfig.builder()
                .halfLife(LONG)
                .weight("A", 40)
                .weight("D", 60)
                .weight("B", 30)
                .parent("B", "A")
                .weight("C", 10)
                .parent("C", "A")
                .weight("E", 25)
                .parent("E", "D")
                .weight("F", 35)
                .parent("F", "D")
                .parent("user1", "B")
                .parent("user2", "C")
                .parent("user3", "C")
                .parent("user4", "E")
                .parent("user5", "F")
                .build());
    share.capacity(cpu(1000));
    share.started(share.account("user1"), cpu(200), 0);
    share.started(share.account("user2"), cpu(250), 0);
    share.started(share.account("user4"), cpu(250), 0);

    assertEffective(share, "A", 0.45);
    assertEffective(share, "D", 0.25);
    assertEffective(share, "B", 0.2 + (0.45 - 0.2) * 30 / 40); // 0.3875
    assertEffective(share, "C", 0.25 + (0.45 - 0.25) * 10 / 40); // 0.3
    assertEffective(share, "E", 0.25);
    assertEffective(share, "F", 0.25 * 35 / 60); // 0.1458
    assertEffective(share, "user1", 0.3875);
    assertEffective(share, "user2", 0.25 + (0.3 - 0.25) / 2); // 0.275
    assertEffective(share, "user3", 0.3 / 2); // 0.15
    assertEffective(share, "user4", 0.25);
    assertEffective(share, "user5", 0.25 * 35 / 60); // 0.1458

    // Slurm's 2^(−U ÷ S), for usage in parts of the machine …
    assertOfMachine(share, "user1", 0.408479);
    assertOfMachine(share, "user2", 0.022097);
    assertOfMachine(share, "user3", 0.125);
    assertOfMachine(share, "user4", 0.5);
    assertOfMachine(share, "user5", 0.749154);
    // … and in parts of the 0.7 that were used, as its formula has it
    assertThat(share.factor(share.account("user1"), SECOND))
        .isEqualTo(Math.pow(2, -0.3875 / 0.7 / 0.3), CLOSE);
    assertThat(share.factor(share.account("user3"), SECOND))
        .isEqualTo(Math.pow(2, -0.15 / 0.7 / 0.05), CLOSE);
    assertThat(share.priority(share.account("user3"), SECOND)).isEqualTo(5 / (0.15 + 1), CLOSE);
  }

  private static void assertEffective(FairShare share, String tenant, double expected) {
    assertThat(share.effectiveUsage(share.account(tenant), SECOND))
        .as(tenant)
        .isEqualTo(expected, CLOSE);
  }

  private static void assertOfMachine(FairShare share, String tenant, double expected) {
    Account account = share.account(tenant);
    double part = share.share(account) / 100;
    assertThat(Math.pow(2, -share.effectiveUsage(account, SECOND) / part))
        .as(tenant)
        .isEqualTo(expected, within(1e-4));
  }

  /**
   * Table 1 of the DRF paper: 9 CPUs, 18 GB; a task of A takes 1 CPU and 4 GB, one of B 3 CPUs and
   * 1 GB. Who has the lesser dominant share goes next: B, A, A, B, A, until the CPUs are used up.
   */
  @Test
  void dominantShare_exampleOfDrf() {
    Resources fleet = Resources.builder().cpuMillis(9_000).memoryBytes(18_000).build();
    Resources ofA = Resources.builder().cpuMillis(1_000).memoryBytes(4_000).build();
    Resources ofB = Resources.builder().cpuMillis(3_000).memoryBytes(1_000).build();
    double[][] table = {{0, 1 / 3.0}, {2 / 9.0, 1 / 3.0}, {4 / 9.0, 1 / 3.0}, {4 / 9.0, 2 / 3.0}};
    StringBuilder order = new StringBuilder("B");
    for (double[] row : table) {
      int tasksOfA = (int) Math.round(row[0] * 18 / 4);
      int tasksOfB = (int) Math.round(row[1] * 3);
      FairShare share = new FairShare(FairShareConfig.builder().halfLife(LONG).build());
      share.capacity(fleet);
      Account a = share.account("A");
      Account b = share.account("B");
      share.started(a, ofA.times(tasksOfA), 0);
      share.started(b, ofB.times(tasksOfB), 0);

      assertThat(share.dominantShare(a, SECOND)).isEqualTo(row[0], CLOSE);
      assertThat(share.dominantShare(b, SECOND)).isEqualTo(row[1], CLOSE);
      order.append(share.priority(a, SECOND) > share.priority(b, SECOND) ? "A" : "B");
    }
    assertThat(order).hasToString("BAABA");
  }

  @Test
  void dominantShare_extraResource_counts() {
    FairShare share = new FairShare(FairShareConfig.builder().halfLife(LONG).build());
    share.capacity(Resources.builder().cpuMillis(1000).extra("license", 10).build());
    Account red = share.account("red");
    share.started(red, Resources.builder().cpuMillis(100).extra("license", 5).build(), 0);

    assertThat(share.dominantShare(red, 2 * SECOND)).isEqualTo(1, CLOSE);
    assertThat(share.usage(red, "license", 2 * SECOND)).isEqualTo(10, CLOSE);
    assertThat(share.usage(red, "unheard-of", 2 * SECOND)).isZero();
  }

  @Test
  void capacity_changed_usageCountsInTheNewFleet() {
    FairShare share = new FairShare(FairShareConfig.builder().halfLife(LONG).build());
    Account red = share.account("red");
    share.started(red, cpu(500), 0);
    assertThat(share.dominantShare(red, SECOND)).as("no fleet yet").isZero();
    assertThat(share.priority(red, SECOND)).isEqualTo(1);

    share.capacity(cpu(1000));
    assertThat(share.dominantShare(red, SECOND)).isEqualTo(0.5, CLOSE);
    share.capacity(cpu(2000));
    assertThat(share.dominantShare(red, SECOND)).isEqualTo(0.25, CLOSE);
    share.capacity(Resources.ZERO);
    assertThat(share.dominantShare(red, SECOND)).as("all workers gone").isEqualTo(0.25, CLOSE);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -HOUR, Long.MIN_VALUE, Long.MAX_VALUE - HOUR})
  void clock_jumpsBack_nothingNegativeNothingTwice(long origin) {
    hourly.capacity(cpu(1000));
    Account red = hourly.account("red");
    hourly.started(red, cpu(1000), origin);
    double used = hourly.dominantShare(red, origin + HOUR);
    hourly.started(red, cpu(0), origin + HOUR);

    assertThat(hourly.dominantShare(red, origin)).isEqualTo(used);
    assertThat(hourly.usage(red, Resources.CPU, origin)).isEqualTo(1000 * used, EXACT);
    hourly.ended(red, cpu(0), origin + HOUR / 2);
    hourly.ended(red, cpu(1000), origin);
    assertThat(hourly.dominantShare(red, origin - HOUR)).isEqualTo(used);
    assertThat(hourly.dominantShare(red, origin + HOUR)).isEqualTo(used);
    assertThat(hourly.dominantShare(red, origin + 2 * HOUR)).isEqualTo(used / 2, EXACT);
    assertThat(hourly.priority(red, origin - HOUR)).isBetween(0.0, 1.0);
    assertThat(hourly.factor(red, origin - HOUR)).isEqualTo(0.5);
  }

  @Test
  void clock_jumpsCenturiesAhead_decayedToNothing() {
    hourly.capacity(cpu(1000));
    Account red = hourly.account("red");
    hourly.started(red, cpu(1000), 0);
    hourly.ended(red, cpu(1000), HOUR);

    assertThat(hourly.dominantShare(red, Long.MAX_VALUE)).isZero();
    assertThat(hourly.factor(red, Long.MAX_VALUE)).isEqualTo(1);
  }

  @Test
  void ended_moreThanStarted_namesTenantAndAmounts() {
    Account red = hourly.account("red");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> hourly.ended(red, cpu(1), 0))
        .withMessage("no job of red runs that could end");
    hourly.started(red, cpu(1000), 0);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> hourly.ended(red, cpu(1001), 0))
        .withMessage("red cannot end to use 1001 of resource 0: it uses 1000");
  }

  @Test
  void accounts_manyThatUsedNothing_bounded() {
    hourly.capacity(cpu(1000));
    Account early = hourly.account("early");
    Account busy = hourly.account("busy");
    hourly.started(busy, cpu(500), 0);
    for (int i = 0; i < 100_000; i++) {
      hourly.account("passing " + i);
    }

    assertThat(hourly.accounts()).isLessThanOrEqualTo(FairShare.FEW_IDLE + 2);
    assertThat(hourly.account("busy")).isSameAs(busy);

    hourly.started(early, cpu(500), 0); // forgotten meanwhile
    assertThat(hourly.account("early")).isSameAs(early);
    assertThat(hourly.factor(early, HOUR)).isLessThan(1);
  }

  @Test
  void accounts_manyThatUsedSomething_boundedToo() {
    hourly.capacity(cpu(1000));
    for (int i = 0; i < FairShare.MOST_IDLE + 10_000; i++) {
      Account account = hourly.account("passing " + i);
      hourly.started(account, cpu(1000), i * SECOND);
      hourly.ended(account, cpu(1000), (i + 1) * SECOND);
    }

    // A second of the fleet takes 20 half-lives to decay to a microsecond: 72,000 such tenants.
    assertThat(hourly.accounts()).isBetween(70_000, 75_000);
  }

  @Test
  void accounts_tooManyNotDecayed_longestIdleForgotten() {
    FairShare share = new FairShare(FairShareConfig.builder().halfLife(LONG).build());
    share.capacity(cpu(1000));
    for (int i = 0; i < FairShare.MOST_IDLE + 10_000; i++) {
      Account account = share.account("passing " + i);
      share.started(account, cpu(1000), i * SECOND);
      share.ended(account, cpu(1000), (i + 1) * SECOND);
    }

    assertThat(share.accounts()).isBetween(FairShare.MOST_IDLE, FairShare.MOST_IDLE + 1);
    long end = (FairShare.MOST_IDLE + 10_000) * SECOND;
    assertThat(share.dominantShare(share.account("passing 20000"), end)).isEqualTo(1, CLOSE);
    assertThat(share.dominantShare(share.account("passing 0"), end)).isZero();
  }

  private static Resources cpu(long millis) {
    return Resources.builder().cpuMillis(millis).build();
  }
}
