package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.event.JobEvent;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A million waiting jobs of one tenant do not keep another from its turn, nor cost it anything. */
class CrowdTest {

  private static final int CROWD = 1_000_000;
  private static final int AT_ONCE = 100_000;

  static final List<SchedulerConfig> PROFILES =
      List.of(
          profile(QueueStrategy.fairByTenant(), Backfill.greedy()),
          profile(QueueStrategy.fairShare(), Backfill.easy()));

  private static SchedulerConfig profile(QueueStrategy strategy, Backfill backfill) {
    return SchedulerConfig.builder("default").queueStrategy(strategy).backfill(backfill).build();
  }

  @ParameterizedTest
  @FieldSource("PROFILES")
  void submit_behindAMillionOfAnotherTenant_isNext(SchedulerConfig profile) {
    try (Stage stage = Stage.set(options -> options.healthTimeout(Duration.ZERO).config(profile))) {
      stage.addWorker("w", 1);
      Job kind = Stage.job("kind", 1).tenant("crowd").build();
      for (int i = 0; i < CROWD; i++) {
        stage.scheduler.submit(
            Job.builder("j-" + i).tenant("crowd").requirements(kind.requirements()).build());
        if (i % AT_ONCE == AT_ONCE - 1) {
          stage.scheduler.step();
        }
      }
      assertThat(stage.state("j-0")).isEqualTo(JobState.RUNNING);
      stage.pass(Duration.ofMinutes(1));

      stage.submit(Stage.job("alone", 1).tenant("alone").build());
      long decisions = stage.decisions();
      stage.done(stage.scheduler.complete("j-0"));

      assertThat(stage.heard.events(JobEvent.Placed.class))
          .extracting(JobEvent.Placed::jobId)
          .containsExactly("j-0", "alone");
      assertThat(stage.decisions() - decisions).isLessThan(10);
    }
  }
}
