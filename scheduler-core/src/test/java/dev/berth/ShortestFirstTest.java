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

  private static final String PROMISE = "it is promised to start in ";

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
      stage.submit(job("runs", "c", 4, 10));
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

  @Test
  void order_firstOfABurstEnds_theOthersAreKnownToBeShort() {
    try (Stage stage = stage()) {
      stage.submit(job("b-1", "b", 4, 100));
      stage.submit(job("b-2", "b", 4, 100)); // 100 × 100, once b-1 has run for 10: 100 × 10
      stage.submit(job("a", "a", 4, 60)); // 60 × 60
      stage.pass(Duration.ofMinutes(10));
      stage.done(stage.scheduler.complete("b-1"));

      assertThat(placed(stage)).containsExactly("b-1", "b-2");
    }
  }

  /** The first 64 of 70 get their new places when the first job ends, the others with the next. */
  @Test
  void order_tenantWithManyJobs_renewsSomeAtATime() {
    try (Stage stage = stage()) {
      stage.submit(job("runs", "b", 4, 100));
      for (int i = 1; i <= 70; i++) {
        stage.submit(job("b-" + i, "b", 4, i < 70 ? 100 : 90));
      }
      stage.submit(job("a", "a", 4, 60)); // 60 × 60
      stage.pass(Duration.ofMinutes(10));
      stage.done(stage.scheduler.complete("runs"));
      assertThat(placed(stage)).endsWith("b-1"); // 100 × 10, while b-70 is 90 × 90

      stage.pass(Duration.ofMinutes(10));
      stage.done(stage.scheduler.complete("b-1"));
      assertThat(placed(stage)).endsWith("b-70"); // 90 × 10
    }
  }

  /**
   * Limits from 2,048 s to 4,095 s have a mean of 3,072 s as long as nothing is known. So when
   * "wide" is queued, W is 3,072 / 2 for "runs" and 3,072 for itself: 4,608 s. It is due after 1.1
   * × 4,608 = 5,068 s, that is in minute 84, and may claim it from minute 31 on. Short jobs of 8
   * minutes may run until then.
   */
  @Test
  void appointment_shorterJobsKeepComing_startsBeforeItIsDue() {
    try (Stage stage = stage()) {
      stage.submit(job("runs", "a", 4, 50));
      stage.submit(job("wide", "b", 4, 60));
      stage.submit(job("short-1", "c", 4, 8));
      stage.pass(Duration.ofMinutes(50));
      stage.done(stage.scheduler.complete("runs"));
      assertThat(stage.state("short-1")).isEqualTo(JobState.RUNNING);

      for (int i = 2; i <= 4; i++) { // they end in minutes 58, 66 and 74
        stage.submit(job("short-" + i, "c", 4, 8));
        stage.pass(Duration.ofMinutes(8));
        stage.done(stage.scheduler.complete("short-" + (i - 1)));
        assertThat(stage.state("short-" + i)).isEqualTo(JobState.RUNNING);
      }

      stage.submit(job("short-5", "c", 4, 8));
      stage.pass(Duration.ofMinutes(8)); // 82: the next would run into the appointment
      stage.done(stage.scheduler.complete("short-4"));
      assertThat(stage.state("wide")).isEqualTo(JobState.RUNNING);
      assertThat(stage.state("short-5")).isEqualTo(JobState.QUEUED);
    }
  }

  /** As above; "huge" may claim a promise much earlier, as it is due after 20 minutes. */
  @Test
  void appointment_jobThatFitsNowhere_keepsNobodyFromTheirs() {
    try (Stage stage = stage()) {
      stage.submit(job("runs", "a", 4, 50));
      stage.submit(job("huge", "b", 5, 1));
      stage.submit(job("wide", "b", 4, 60));
      stage.pass(Duration.ofMinutes(125));
      stage.submit(job("short", "c", 4, 8));
      stage.done(stage.scheduler.complete("runs"));

      assertThat(stage.state("wide")).isEqualTo(JobState.RUNNING);
    }
  }

  /**
   * When "first" is queued after 3 hours, the means of the limits from 4,096 s and from 16,384 s
   * have grown to twice that, as "late" and "runs" still run. W = 32,768 / 4 + 8,192 / 4 for these,
   * 8,192 / 2 for "old" and 768 for "first": 15,104 s. So "old" is due after 16,614 s, in minute
   * 276. In minute 280 it fits, and the promise that "first" would have (in minute 300) must not
   * come before its own.
   */
  @Test
  void appointment_pastDue_isTriedBeforeTheFirstIsPromisedAnything() {
    try (Stage stage = stage()) {
      stage.submit(job("runs", "a", 2, 300));
      stage.submit(job("late", "a", 2, 100));
      stage.submit(job("old", "b", 2, 120));
      stage.pass(Duration.ofHours(3));
      stage.submit(job("first", "c", 4, 10));
      stage.pass(Duration.ofMinutes(100));
      assertThat(stage.state("old")).isEqualTo(JobState.QUEUED);

      stage.done(stage.scheduler.complete("late"));
      assertThat(stage.state("old")).isEqualTo(JobState.RUNNING);
    }
  }

  /**
   * In minute 130 "wide", queued at 0, has a claim (W is 18,688 s, 0.4 W in minute 124) and is due
   * in minute 342. From 130 to 190 one processor is free beside "runs": "slim" would fit before the
   * appointment, but not before the start that "first" is promised in minute 190.
   */
  @Test
  void appointment_ofOne_leavesTheFirstItsPromise() {
    try (Stage stage = stage()) {
      stage.submit(job("before", "a", 4, 100));
      stage.submit(job("wide", "b", 4, 200));
      stage.pass(Duration.ofMinutes(130));
      stage.submit(job("runs", "c", 3, 60));
      stage.done(stage.scheduler.complete("before"));
      assertThat(stage.state("runs")).isEqualTo(JobState.RUNNING);

      stage.submit(job("first", "d", 4, 50));
      stage.submit(job("slim", "e", 1, 70));
      stage.submit(job("slim-and-short", "f", 1, 60));
      assertThat(stage.state("slim")).isEqualTo(JobState.QUEUED);
      assertThat(stage.state("slim-and-short")).isEqualTo(JobState.RUNNING);
      assertThat(promised(stage, "first")).isEqualTo(Duration.ofMinutes(60));
    }
  }

  /**
   * When "tick" is queued, W is 32,768 / 2 for "runs", 2 × 12,288 for the other two and 48 for
   * itself: 41,008 s. So "wide-1" is due at 45,108 s and "wide-2", queued a minute later, at 45,168
   * s. The first gets that; the other would have to wait for its end, and gets the latest start
   * before, at 45,108 − 12,000 s. It is 16,500 s now.
   */
  @Test
  void appointment_whenDueIsTaken_isTheLatestBefore() {
    try (Stage stage = stage()) {
      stage.submit(job("runs", "a", 4, 300));
      stage.submit(job("wide-1", "b", 4, 200));
      stage.pass(Duration.ofMinutes(1));
      stage.submit(job("wide-2", "b", 4, 200));
      stage.pass(Duration.ofMinutes(274));
      stage.submit(job("tick", "a", 4, 1));

      assertThat(promised(stage, "wide-1")).isEqualTo(Duration.ofSeconds(45_108 - 16_500));
      assertThat(promised(stage, "wide-2")).isEqualTo(Duration.ofSeconds(33_108 - 16_500));
    }
  }

  private static Duration promised(Stage stage, String job) {
    String note = stage.scheduler.explain(job).note();
    if (note == null || !note.startsWith(PROMISE)) {
      throw new AssertionError(job + ": " + note);
    }
    return Duration.parse(note.substring(PROMISE.length()));
  }
}
