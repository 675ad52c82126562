package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.AdvanceReservation;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.Resources;
import dev.berth.queue.Backfill;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is kept in advance is there when its time comes, for whom it was kept. */
class AdvanceReservationTest {

  static final List<Backfill> BACKFILLS =
      List.of(Backfill.greedy(), Backfill.strict(), Backfill.easy(), Backfill.conservative());

  private static final Duration HOUR = Duration.ofHours(1);

  private static Stage stage(Backfill backfill) {
    return Stage.set(
        options ->
            options
                .healthTimeout(Duration.ZERO)
                .config(SchedulerConfig.builder("default").backfill(backfill).build()));
  }

  private static AdvanceReservation course(int cpus, int pieces) {
    return new AdvanceReservation(
        "course",
        Instant.EPOCH.plus(HOUR),
        HOUR,
        Resources.builder().cpuMillis(1_000L * cpus).build(),
        pieces,
        Set.of("school"));
  }

  private static Job job(String id, int cpus, int minutes) {
    return Stage.job(id, cpus).timeLimit(Duration.ofMinutes(minutes)).build();
  }

  private static Job schoolJob(String id, int cpus, int minutes) {
    return job(id, cpus, minutes).toBuilder().tenant("school").build();
  }

  @ParameterizedTest
  @FieldSource("BACKFILLS")
  void reserve_othersWouldRunIntoIt_startBeforeOrAfterIt(Backfill backfill) {
    try (Stage stage = stage(backfill)) {
      stage.addWorker("w", 4);
      stage.done(stage.scheduler.reserve(course(3, 1)));

      stage.submit(job("short", 4, 60)); // ends as the course begins
      assertThat(stage.state("short")).isEqualTo(JobState.RUNNING);
      stage.done(stage.scheduler.complete("short"));
      stage.submit(job("narrow", 1, 600)); // beside it
      assertThat(stage.state("narrow")).isEqualTo(JobState.RUNNING);
      stage.submit(job("long", 2, 61));
      assertThat(stage.state("long")).isEqualTo(JobState.QUEUED);

      stage.pass(Duration.ofMinutes(119));
      assertThat(stage.state("long")).isEqualTo(JobState.QUEUED);
      stage.pass(Duration.ofMinutes(3)); // it is over, and so is any back-off
      assertThat(stage.state("long")).isEqualTo(JobState.RUNNING);
      assertThat(stage.scheduler.reservations()).isEmpty();
    }
  }

  @ParameterizedTest
  @FieldSource("BACKFILLS")
  void reserve_jobsOfItsTenant_useIt(Backfill backfill) {
    try (Stage stage = stage(backfill)) {
      stage.addWorker("w", 4);
      stage.done(stage.scheduler.reserve(course(3, 1)));
      stage.pass(HOUR);

      stage.submit(schoolJob("lesson", 2, 30));
      assertThat(stage.state("lesson")).isEqualTo(JobState.RUNNING);
      stage.submit(job("narrow", 1, 10)); // 1 of 4 was never kept
      assertThat(stage.state("narrow")).isEqualTo(JobState.RUNNING);
      stage.submit(job("other", 1, 11)); // the last is still kept for the school
      assertThat(stage.state("other")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void reserve_moreThanIsFree_saysHowMuchAndKeepsNothing() {
    try (Stage stage = stage(Backfill.easy())) {
      stage.addWorker("w-1", 4);
      stage.addWorker("w-2", 4);
      stage.submit(job("long", 2, 90));

      assertThatThrownBy(() -> stage.done(stage.scheduler.reserve(course(4, 2))))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasMessageContaining("advance reservation course cannot be kept: 1 of its 2 pieces");
      assertThat(stage.scheduler.reservations()).isEmpty();
      stage.submit(job("all", 4, 600));
      assertThat(stage.state("all")).isEqualTo(JobState.RUNNING);
    }
  }

  @Test
  void reserve_greedyFleetInUse_knowsWhoRunsUntilWhen() {
    try (Stage stage = stage(Backfill.greedy())) {
      stage.addWorker("w", 4);
      stage.submit(job("long", 2, 90));
      stage.pass(Duration.ofMinutes(31)); // it runs for 59 minutes more

      assertThatThrownBy(() -> stage.done(stage.scheduler.reserve(course(4, 1))))
          .hasRootCauseInstanceOf(IllegalStateException.class);
      stage.done(stage.scheduler.complete("long"));
      stage.done(stage.scheduler.reserve(course(4, 1)));
      assertThat(stage.scheduler.reservations()).containsExactly(course(4, 1));
    }
  }

  @Test
  void reserve_nameTakenOrStartPast_isRefused() {
    try (Stage stage = stage(Backfill.easy())) {
      stage.addWorker("w", 4);
      stage.done(stage.scheduler.reserve(course(1, 1)));

      assertThatThrownBy(() -> stage.done(stage.scheduler.reserve(course(1, 1))))
          .hasMessageContaining("'course' is there already");
      stage.pass(HOUR.multipliedBy(3));
      assertThatThrownBy(() -> stage.done(stage.scheduler.reserve(course(1, 1))))
          .hasMessageContaining("must not be in the past");
    }
  }

  @Test
  void remove_workerWithAPiece_keepsItOnAnother() {
    try (Stage stage = stage(Backfill.easy())) {
      stage.addWorker("w-1", 4);
      stage.addWorker("w-2", 4);
      stage.done(stage.scheduler.reserve(course(4, 1)));
      stage.done(stage.scheduler.remove("w-1"));

      stage.submit(job("long", 1, 61));
      assertThat(stage.state("long")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void giveUp_jobsThatItKeptAway_start() {
    try (Stage stage = stage(Backfill.easy())) {
      stage.addWorker("w", 4);
      stage.done(stage.scheduler.reserve(course(4, 1)));
      stage.submit(job("long", 1, 61));
      assertThat(stage.scheduler.explain("long").note())
          .isEqualTo("it is promised to start in PT2H"); // when the course is over
      stage.submit(job("longer", 1, 62));
      assertThat(stage.scheduler.explain("longer").note())
          .isEqualTo("on a worker it would delay jobs that were promised their start");
      stage.done(stage.scheduler.giveUpReservation("course"));

      assertThat(stage.state("long")).isEqualTo(JobState.RUNNING);
      assertThatThrownBy(() -> stage.done(stage.scheduler.giveUpReservation("course")))
          .hasMessageContaining("there is no advance reservation 'course'");
    }
  }
}
