package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.StartEstimate;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a job will start, as far as time limits tell. */
class StartEstimateTest {

  private static Stage stage() {
    return Stage.set(
        options ->
            options
                .healthTimeout(Duration.ZERO)
                .config(
                    SchedulerConfig.builder("default")
                        .queueStrategy(QueueStrategy.FIFO)
                        .backfill(Backfill.easy())
                        .build()));
  }

  private static Job job(String id, int cpus, int minutes) {
    return Stage.job(id, cpus).timeLimit(Duration.ofMinutes(minutes)).build();
  }

  private static Instant minute(int minutes) {
    return Instant.EPOCH.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void estimate_jobsInLine_startsOneAfterTheOther() {
    try (Stage stage = stage()) {
      stage.addWorker("w", 4);
      stage.submit(job("runs", 3, 30));
      stage.submit(job("first", 4, 20)); // at 30, when the other is over
      stage.submit(job("second", 2, 40)); // at 50, after the first
      stage.submit(job("third", 2, 10)); // at 50, beside the second
      stage.pass(Duration.ofMinutes(5));

      assertThat(stage.scheduler.estimate("first"))
          .isEqualTo(new StartEstimate("first", JobState.QUEUED, 0, minute(30), "w", "room"));
      assertThat(stage.scheduler.estimate("second"))
          .isEqualTo(new StartEstimate("second", JobState.QUEUED, 1, minute(50), "w", "room"));
      assertThat(stage.scheduler.estimate("third"))
          .isEqualTo(new StartEstimate("third", JobState.QUEUED, 2, minute(50), "w", "room"));
      assertThat(stage.scheduler.estimate("third"))
          .hasToString(
              "job third (QUEUED): 2 before it, starts 1970-01-01T00:50:00Z on w, waits for room");
      assertThat(stage.scheduler.explain("first").note())
          .isEqualTo("it is promised to start in PT25M");
    }
  }

  @Test
  void estimate_jobThatRuns_isWhenAndWhereItStarted() {
    try (Stage stage = stage()) {
      stage.addWorker("w", 4);
      stage.pass(Duration.ofMinutes(2));
      stage.submit(job("runs", 3, 30));

      assertThat(stage.scheduler.estimate("runs"))
          .isEqualTo(new StartEstimate("runs", JobState.RUNNING, 0, minute(2), "w", "nothing"));
    }
  }

  @Test
  void estimate_otherRunsLongerThanItSaid_isAsLongAgain() {
    try (Stage stage = stage()) {
      stage.addWorker("w", 4);
      stage.submit(job("runs", 3, 30));
      stage.submit(job("first", 4, 20));
      stage.pass(Duration.ofMinutes(45)); // should be over; may take another 45

      assertThat(stage.scheduler.estimate("first").earliestStart()).isEqualTo(minute(90));
    }
  }

  @Test
  void estimate_jobThatFitsNoWorker_saysSo() {
    try (Stage stage = stage()) {
      stage.addWorker("w", 4);
      stage.submit(job("huge", 5, 30));

      StartEstimate estimate = stage.scheduler.estimate("huge");
      assertThat(estimate.earliestStart()).isNull();
      assertThat(estimate.waitsFor())
          .isEqualTo("a worker that it fits: none of 1 would do, even empty");
    }
  }

  @Test
  void estimate_heldJob_saysWhatHoldsIt() {
    try (Stage stage = stage()) {
      stage.addWorker("w", 4);
      stage.submit(job("held", 1, 30).toBuilder().suspended().build());

      StartEstimate estimate = stage.scheduler.estimate("held");
      assertThat(estimate.earliestStart()).isNull();
      assertThat(estimate.waitsFor()).isEqualTo("its resumption");
    }
  }
}
