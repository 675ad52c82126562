package dev.berth.simulator.openb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class PolicyScoreTest {

  @Test
  void bestFit_fullWorker_scores100() {
    assertThat(BestFitScore.grade(0, 0)).isEqualTo(100);
  }

  @Test
  void bestFit_halfLeft_isWorkedByHand() {
    // 100 * (1 - 0.5 * 64000/128000 - 0.5 * 2000/8000) = 100 * (1 - 0.25 - 0.125) = 62.5.
    assertThat(BestFitScore.grade(64_000, 2_000)).isEqualTo(62);
    // 100 * (1 - 0.5 * 12800/128000 - 0.5 * 7000/8000) = 100 * (1 - 0.05 - 0.4375) = 51.25.
    assertThat(BestFitScore.grade(12_800, 7_000)).isEqualTo(51);
  }

  @Test
  void bestFit_largestEmptyWorker_scores0() {
    // 100 * (1 - 0.5 - 0.5).
    assertThat(BestFitScore.grade(128_000, 8_000)).isZero();
  }

  @Test
  void bestFit_beyondTheLargestWorker_stays0() {
    assertThat(BestFitScore.grade(256_000, 8_000)).isZero();
  }

  @Test
  void dotProd_isWorkedByHand() {
    // cpu: 64000/128000 * 32000/128000 = 0.125; gpu: 4000/8000 * 1000/8000 = 0.0625.
    // 100 * (1 - 0.1875 / 2) = 90.625.
    assertThat(DotProdScore.grade(64_000, 32_000, 4_000, 1_000)).isEqualTo(90);
  }

  @Test
  void dotProd_nothingAsked_scores100() {
    assertThat(DotProdScore.grade(128_000, 0, 8_000, 0)).isEqualTo(100);
  }

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
