package dev.berth.internal.policy.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.model.Resources;
import dev.berth.queue.FairShareConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What comes of it when the tenant of the highest {@link FairShare#priority} always goes next: the
 * whole fleet for a minute at a time.
 */
class FairShareServiceTest {
  private static final long MINUTE = 60_000_000_000L;
  private static final int MINUTES_A_DAY = 24 * 60;
  private static final Resources FLEET = Resources.builder().cpuMillis(1000).build();

  private final List<Account> waiting = new ArrayList<>();
  private final int[] minutes = new int[3];
  private long now;

  private static FairShare of(FairShareConfig.Builder config) {
    FairShare share = new FairShare(config.halfLife(Duration.ofDays(1)).build());
    share.capacity(FLEET);
    return share;
  }

  @Test
  void endlessWork_weightsOneTwoFour_servedInThatRatio() {
    FairShare share =
        of(FairShareConfig.builder().weight("one", 1).weight("two", 2).weight("four", 4));
    for (String tenant : List.of("one", "two", "four")) {
      waiting.add(share.account(tenant));
    }
    run(share, MINUTES_A_DAY);

    double all = MINUTES_A_DAY / 7.0;
    assertThat((double) minutes[0]).isEqualTo(all, within(0.02 * all));
    assertThat((double) minutes[1]).isEqualTo(2 * all, within(0.02 * 2 * all));
    assertThat((double) minutes[2]).isEqualTo(4 * all, within(0.02 * 4 * all));
  }

  /**
   * One that had the fleet to itself for long has used h ÷ ln 2. While another, new or long gone,
   * gets all, that is h ÷ ln 2 · 2^(−t÷h) beside h ÷ ln 2 · (1 − 2^(−t÷h)): equal at t = h. So a
   * tenant that comes back has what it is due within one half-life, and its part from then on.
   */
  @Test
  void returningTenant_evenAfterOneHalfLife() {
    FairShare share = of(FairShareConfig.builder());
    waiting.add(share.account("stayed"));
    run(share, 20 * MINUTES_A_DAY);
    waiting.add(share.account("back"));

    run(share, MINUTES_A_DAY - 2);
    assertThat(minutes[0]).isZero();

    run(share, MINUTES_A_DAY);
    assertThat((double) minutes[0]).isEqualTo(MINUTES_A_DAY / 2.0, within(0.01 * MINUTES_A_DAY));
  }

  /** One that is due twice as much takes longer to have it. */
  @Test
  void returningTenant_ofTwiceTheWeight_laterThanOneHalfLife() {
    FairShare share = of(FairShareConfig.builder().weight("back", 2));
    waiting.add(share.account("stayed"));
    run(share, 20 * MINUTES_A_DAY);
    waiting.add(share.account("back"));

    // 2 · 2^(−t÷h) = 1 − 2^(−t÷h): t = h · log₂ 3
    int even = (int) (MINUTES_A_DAY * Math.log(3) / Math.log(2));
    run(share, even - 2);
    assertThat(minutes[0]).isZero();

    run(share, MINUTES_A_DAY);
    assertThat((double) minutes[0]).isEqualTo(MINUTES_A_DAY / 3.0, within(0.01 * MINUTES_A_DAY));
  }

  /**
   * Two children that each used u have a parent that used 2u, so answer for u + (2u − u) ÷ 2 = 1.5u
   * with a share of ½ each: even with one that has a share of 1 and used 3u. So the family gets 2
   * of 5 parts, not 1 of 2, as with Slurm's classic formula.
   */
  @Test
  void endlessWork_family_getsLessThanTheParentsPart() {
    FairShare share =
        of(
            FairShareConfig.builder()
                .weight("lone", 1)
                .weight("family", 1)
                .parent("first", "family")
                .parent("second", "family"));
    for (String tenant : List.of("lone", "first", "second")) {
      waiting.add(share.account(tenant));
    }
    run(share, 20 * MINUTES_A_DAY);
    run(share, MINUTES_A_DAY);

    double fifth = MINUTES_A_DAY / 5.0;
    assertThat((double) minutes[0]).isEqualTo(3 * fifth, within(0.02 * 3 * fifth));
    assertThat((double) minutes[1]).isEqualTo(fifth, within(0.02 * fifth));
    assertThat((double) minutes[2]).isEqualTo(fifth, within(0.02 * fifth));
  }

  /** Counts anew who gets how many minutes. */
  private void run(FairShare share, int count) {
    Arrays.fill(minutes, 0);
    for (int i = 0; i < count; i++) {
      int best = 0;
      for (int other = 1; other < waiting.size(); other++) {
        if (share.priority(waiting.get(other), now) > share.priority(waiting.get(best), now)) {
          best = other;
        }
      }
      share.started(waiting.get(best), FLEET, now);
      now += MINUTE;
      share.ended(waiting.get(best), FLEET, now);
      minutes[best]++;
    }
  }
}
