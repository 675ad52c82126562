package dev.berth.simulator.openb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class RandomScoreTest {

  @Test
  void random_sameInput_sameGrade() {
    assertThat(RandomScore.grade(1, "job", "worker"))
        .isEqualTo(RandomScore.grade(1, "job", "worker"))
        .isNotEqualTo(RandomScore.grade(2, "job", "worker"))
        .isNotEqualTo(RandomScore.grade(1, "job2", "worker"))
        .isNotEqualTo(RandomScore.grade(1, "job", "worker2"));
  }

  @Test
  void random_manyWorkers_isEven() {
    double sum = 0;
    int top = 0;
    int count = 100_000;
    for (int i = 0; i < count; i++) {
      int grade = RandomScore.grade(42, "arrival-" + i % 100, "node-" + i / 100);
      assertThat(grade).isBetween(0, 1_000_000);
      sum += grade;
      top += grade >= 900_000 ? 1 : 0;
    }
    // The mean of an even spread is 500,000 with a standard error of 289,000 / sqrt(100,000) = 913.
    assertThat(sum / count).isCloseTo(500_000, within(4_000.0));
    // A tenth is in the top tenth: 10,000 with a standard deviation of 95.
    assertThat(top).isBetween(9_600, 10_400);
  }
}
