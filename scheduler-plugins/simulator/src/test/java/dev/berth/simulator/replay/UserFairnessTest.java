package dev.berth.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.simulator.trace.SwfJob;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UserFairnessTest {

  private static SwfJob job(long number, long user) {
    return new SwfJob(number, 0, 10, 10, 1, user);
  }

  @Test
  void of_threeJobsOfTwoUsers_isWorkedByHand() {
    // Slowdowns (start + 10) / 10: user 7: 1 and 3, mean 2; user 8: 4.
    UserFairness fairness =
        UserFairness.of(List.of(job(1, 7), job(2, 7), job(3, 8)), new long[] {0, 20, 30});

    assertThat(fairness.users()).isEqualTo(2);
    // (2 + 4)² / (2 * (4 + 16)) = 36 / 40.
    assertThat(fairness.jain()).isCloseTo(0.9, within(1e-12));
    assertThat(fairness.worstUser()).isEqualTo(8);
    assertThat(fairness.worstSlowdown()).isCloseTo(4, within(1e-12));
  }

  @Test
  void of_usersServedAlike_isOne() {
    UserFairness fairness = UserFairness.of(List.of(job(1, 9), job(2, 3)), new long[] {10, 10});

    assertThat(fairness.jain()).isCloseTo(1, within(1e-12));
    assertThat(fairness.worstUser()).as("of equals the lowest number").isEqualTo(3);
  }

  @Test
  void of_unknownUsers_areOne() {
    UserFairness fairness = UserFairness.of(List.of(job(1, -1), job(2, -1)), new long[] {0, 90});

    assertThat(fairness.users()).isEqualTo(1);
    assertThat(fairness.jain()).isEqualTo(1);
    assertThat(fairness.worstUser()).isEqualTo(-1);
  }
}
