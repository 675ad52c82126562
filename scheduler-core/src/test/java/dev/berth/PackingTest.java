package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.event.JobEvent;
import dev.berth.model.JobState;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import dev.berth.testing.TestScore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Of the oldest waiting jobs the one goes first that packs best. */
class PackingTest {

  /** A point for every core in use once the job is there. */
  private static Stage packing(QueueStrategy strategy) {
    return Stage.with(
        options ->
            options.config(SchedulerConfig.builder("default").queueStrategy(strategy).build()),
        TestFilter.fits(),
        TestScore.of(
            "full",
            (job, worker) ->
                (int)
                    (worker.cpuMillis()
                        - worker.freeCpuMillis()
                        + job.requirements().resources().cpuMillis())));
  }

  @Test
  void window_full_placesWhatPacksBestThenWaits() {
    try (Stage stage = packing(QueueStrategy.packing(3))) {
      stage.addWorker("w", 8);
      stage.submit("two", 2);
      stage.submit("five", 5);
      assertThat(stage.heard.events(JobEvent.Placed.class)).isEmpty();
      stage.submit("three", 3);
      // 8 cores of one worker: five cores in use are worth most.
      assertThat(stage.home("five")).isEqualTo("w");
      assertThat(stage.state("three")).isEqualTo(JobState.QUEUED);

      stage.pass(Duration.ofMillis(999));
      assertThat(stage.state("three")).isEqualTo(JobState.QUEUED);
      stage.pass(Duration.ofMillis(1));

      assertThat(stage.home("three")).isEqualTo("w");
      assertThat(stage.state("two")).isEqualTo(JobState.QUEUED); // no room
      stage.done(stage.scheduler.complete("five"));
      stage.pass(Duration.ofSeconds(1));
      assertThat(stage.home("two")).isEqualTo("w");
      stage.scheduler.engine().checkInvariants();
    }
  }

  @Test
  void window_gpusOutweighTheScore_byWhatTheyAreSaidToBeWorth() {
    try (Stage stage = packing(new QueueStrategy.Packing(2, Duration.ZERO, 8, 1_001))) {
      stage.addWorker(Stage.worker("w", 8).gpu("T4").build());
      stage.submit(Stage.job("cores", 2).build());
      assertThat(stage.home("cores")).isEqualTo("w"); // nobody to wait for
    }
    try (Stage stage = packing(new QueueStrategy.Packing(2, Duration.ofDays(1), 8, 1_001))) {
      stage.addWorker(Stage.worker("w", 8).gpu("T4").build());
      stage.submit(Stage.job("cores", 2).build());
      stage.submit(Stage.job("gpu", 1).gpus(1).build());
      // 1,000 points for a core more, 1,001 for the GPU.
      assertThat(stage.home("gpu")).isEqualTo("w");
      assertThat(stage.state("cores")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void patience_passedOverSoOften_goesNext() {
    try (Stage stage = packing(new QueueStrategy.Packing(2, Duration.ofDays(1), 3, 0))) {
      stage.addWorker("w", 100);
      stage.submit("small", 1);
      for (int i = 0; i < 3; i++) {
        stage.submit("large-" + i, 10);
        assertThat(stage.state("small")).isEqualTo(JobState.QUEUED);
      }
      stage.submit("large-3", 10);

      assertThat(stage.home("small")).isEqualTo("w");
    }
  }

  @Test
  void build_withReservations_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SchedulerConfig.builder("p")
                    .queueStrategy(QueueStrategy.packing(8))
                    .backfill(Backfill.easy())
                    .build())
        .withMessageContaining("backfill")
        .withMessageContaining("profile p");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueueStrategy.packing(0))
        .withMessage("jobs (0) of packing must be 1 to 1024");
  }
}
