package dev.berth.benchmarks.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Settings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A long queue is not gone through job by job: a step asks each of some hundred classes a few times
 * at most, however many jobs of however many tenants wait.
 */
class BacklogGuardTest {

  @ParameterizedTest
  @ValueSource(strings = {"FIFO", "FAIR", "FAIR_SHARE", "MULTIFACTOR", "SHORTEST_FIRST"})
  void step_manyJobsOfManyTenants_decidesByClass(String order) {
    Figures figures =
        new Backlog()
            .measure(
                new Settings(
                    List.of("workers=100", "waiting=5000", "events=500", "order=" + order)));

    assertThat(figures.get("decisions")).as("decisions a step").isLessThan(300);
    assertThat(figures.get("placed")).as("jobs placed a step").isGreaterThan(0.5);
  }
}
