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
import org.junit.jupiter.api.Test;

/** The smallest expected size first, and an appointment for whoever has waited too long. */
class ShortestFirstTest {

  private static Stage stage() {
    Stage stage =
        Stage.set(
            options ->
                options
                    .healthTimeout(Duration.ZERO)
                    .backoff(Duration.ofDays(1), Duration.ofDays(1))
                    .config(
                        SchedulerConfig.builder("default")
                            .queueStrategy(QueueStrategy.SHORTEST_FIRST)
                            .backfill(Backfill.easy())
                            .build()));
    stage.addWorker("w", 4);
    return stage;
  }

  private static Job job(String id, String tenant, int cpus, int minutes) {
    return Stage.job(id, cpus).tenant(tenant).timeLimit(Duration.ofMinutes(minutes)).build();
  }

  /** Runs a job alone for so long. */
  private static void run(Stage stage, String id, String tenant, int limit, int minutes) {
    stage.submit(job(id, tenant, 4, limit));
    stage.pass(Duration.ofMinutes(minutes));
    stage.done(stage.scheduler.complete(id));
  }

  private static List<String> placed(Stage stage) {
    return stage.heard.events(JobEvent.Placed.class).stream().map(JobEvent.Placed::jobId).toList();
  }

  @Test
  void order_noHistory_isByLimit() {
    try (Stage stage = stage()) {
      stage.submit(job("runs", "a", 4, 10));
      stage.submit(job("long", "a", 4, 30)); // 30 × 30
      stage.submit(job("short", "b", 4, 20)); // 20 × 20
      stage.done(stage.scheduler.complete("runs"));

      assertThat(placed(stage)).containsExactly("runs", "short");
    }
  }

  @Test
  void order_tenantWhoseJobsEndEarly_isByWhatTheyRanToo() {
    try (Stage stage = stage()) {
      run(stage, "past-1", "b", 100, 10);
      run(stage, "past-2", "b", 100, 20);
      stage.submit(job("runs", "c", 4, 1));
      stage.submit(job("honest", "a", 4, 60)); // 60 × 60 = 3,600
      stage.submit(job("padded", "b", 4, 100)); // 100 × (10 + 20) / 2 = 1,500
      stage.done(stage.scheduler.complete("runs"));

      assertThat(placed(stage)).endsWith("runs", "padded");
    }
  }

  @Test
  void order_jobThatWasTakenOff_teachesNothing() {
    try (Stage stage = stage()) {
      stage.submit(job("past", "b", 4, 100));
      stage.pass(Duration.ofMinutes(1));
      stage.done(stage.scheduler.cancel("past"));
      stage.submit(job("runs", "c", 4, 1));
      stage.submit(job("b", "b", 4, 100)); // 100 × 100, not 100 × 1
      stage.submit(job("a", "a", 4, 60)); // 60 × 60
      stage.done(stage.scheduler.complete("runs"));

      assertThat(placed(stage)).endsWith("runs", "a");
    }
  }

  /**
   * When "wide" is queued, 50 minutes of "runs" and its own 60 are to be done: R = 110. It takes
   * all of the fleet, so its patience is 110 × (1 − 1/2) = 55 minutes, which is less than 20 / 1.2
   * × 60, and it is promised a start after 1.2 × 55 = 66. (The short jobs make R no larger by a
   * tenth.)
   */
  @Test
  void appointment_shorterJobsKeepComing_startsWhenItsPatienceIsOver() {
    try (Stage stage = stage()) {
      stage.submit(job("runs", "a", 4, 50));
      stage.submit(job("wide", "b", 4, 60));
      stage.submit(job("short-1", "c", 4, 8));
      stage.pass(Duration.ofMinutes(50));
      stage.done(stage.scheduler.complete("runs"));
      assertThat(stage.state("short-1")).isEqualTo(JobState.RUNNING);

      stage.submit(job("short-2", "c", 4, 8));
      stage.pass(Duration.ofMinutes(8)); // 58: the next short one would run to 66
      stage.done(stage.scheduler.complete("short-1"));
      assertThat(stage.state("short-2")).isEqualTo(JobState.RUNNING);

      stage.submit(job("short-3", "c", 4, 8));
      stage.pass(Duration.ofMinutes(7)); // 65: the next would run into the appointment
      stage.done(stage.scheduler.complete("short-2"));
      assertThat(stage.state("wide")).isEqualTo(JobState.RUNNING);
      assertThat(stage.state("short-3")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void appointment_jobThatFitsNowhere_keepsNobodyFromTheirs() {
    try (Stage stage = stage()) {
      stage.submit(job("runs", "a", 4, 50));
      stage.submit(job("huge", "b", 5, 1));
      stage.submit(job("wide", "b", 4, 60));
      stage.pass(Duration.ofMinutes(70));
      stage.submit(job("short", "c", 4, 8));
      stage.done(stage.scheduler.complete("runs"));

      assertThat(stage.state("wide")).isEqualTo(JobState.RUNNING);
    }
  }

  /**
   * When "old" is queued, 300 / 2 and 100 / 2 minutes of the fleet are running and its own 120 / 2
   * to be done: R = 260, its patience 260 × (1 − 1/4) = 195 minutes, its start due at 234. At 240
   * it fits, and the promise that the first would have (at 300) must not come before its own.
   */
  @Test
  void appointment_pastDue_isTriedBeforeTheFirstIsPromisedAnything() {
    try (Stage stage = stage()) {
      stage.submit(job("runs", "a", 2, 300));
      stage.submit(job("late", "a", 2, 100));
      stage.submit(job("old", "b", 2, 120));
      stage.pass(Duration.ofHours(3));
      stage.submit(job("first", "c", 4, 10));
      stage.pass(Duration.ofHours(1));
      assertThat(stage.state("old")).isEqualTo(JobState.QUEUED);

      stage.done(stage.scheduler.complete("late"));
      assertThat(stage.state("old")).isEqualTo(JobState.RUNNING);
    }
  }
}
