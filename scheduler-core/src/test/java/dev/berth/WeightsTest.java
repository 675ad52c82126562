package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.spi.ScorePlugin;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import dev.berth.testing.TestScore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Totals are exact however large the weights are. */
class WeightsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2_147, 2_148, 4_295, ScorePlugin.MAX_WEIGHT})
  void decide_anyWeight_takesTheHighestTotal(int weight) {
    TestScore graded =
        TestScore.of("graded", (job, w) -> w.id().equals("w-2") ? ScorePlugin.MAX_SCORE : 0);
    SchedulerConfig config = SchedulerConfig.builder("default").score("graded", weight).build();
    try (Stage stage = Stage.with(options -> options.config(config), TestFilter.fits(), graded)) {
      stage.addWorker("w-1", 8);
      stage.addWorker("w-2", 8);
      stage.addWorker("w-3", 8);
      stage.submit("j-1", 1);

      assertThat(stage.home("j-1")).isEqualTo("w-2");
    }
  }
}
