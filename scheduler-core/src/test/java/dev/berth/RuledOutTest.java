package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.placement.TieOrder;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import dev.berth.testing.TestScore;
import org.junit.jupiter.api.Test;

/**
 * A worker is graded no further once it cannot win, and not a moment sooner. Two scores of weight
 * 50; w-0, in the first block of 512, has 50 × 600,000 + 50 × 400,000 = 50,000,000 when the second
 * block comes. There w-599 must be left in by the first score for the second to lift it.
 */
class RuledOutTest {

  private static final int WORKERS = 600;

  private static String home(int firstGradeOfLast, long seed) {
    TestScore first = TestScore.of("a", (job, w) -> grade(w.id(), 600_000, firstGradeOfLast));
    TestScore second = TestScore.of("b", (job, w) -> grade(w.id(), 400_000, 1_000_000));
    SchedulerConfig config =
        SchedulerConfig.builder("default").score("a", 50).score("b", 50).build();
    try (Stage stage =
        Stage.with(
            options -> options.config(config).seed(seed), TestFilter.fits(), first, second)) {
      for (int i = 0; i < WORKERS; i++) {
        stage.addWorker("w-" + i, 8);
      }
      stage.submit("j-1", 1);
      return stage.home("j-1");
    }
  }

  private static int grade(String worker, int ofFirst, int ofLast) {
    return worker.equals("w-0") ? ofFirst : worker.equals("w-599") ? ofLast : 0;
  }

  @Test
  void lastScore_liftsALateWorkerByOneGrade() {
    assertThat(home(1, 0)).isEqualTo("w-599"); // 50 × 1 + 50 × 1,000,000 = 50,000,050
  }

  @Test
  void lateWorkerThatDraws_winsWhereTheTieOrderSaysSo() {
    for (int seed = 0; seed < 16; seed++) {
      int ofFirst = TieOrder.SEEDED.rank(0, seed, -1);
      int ofLast = TieOrder.SEEDED.rank(WORKERS - 1, seed, -1);
      assertThat(home(0, seed))
          .as("seed %d", seed)
          .isEqualTo(Integer.compareUnsigned(ofLast, ofFirst) < 0 ? "w-599" : "w-0");
    }
  }
}
