package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Dependency;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.JobStatus;
import dev.berth.model.Priority;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.spi.WorkerFacet;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What backfill promises and whom it lets pass: cases worked by hand. CPUs, then seconds. */
class BackfillTest {

  private static SchedulerConfig fifo(Backfill backfill) {
    return SchedulerConfig.builder("default")
        .queueStrategy(QueueStrategy.FIFO)
        .backfill(backfill)
        .build();
  }

  private static Stage stage(Backfill backfill) {
    return Stage.set(options -> options.config(fifo(backfill)).healthTimeout(Duration.ZERO));
  }

  private static Job job(String id, int cpus, long seconds) {
    return Stage.job(id, cpus).timeLimit(Duration.ofSeconds(seconds)).build();
  }

  private static boolean runs(Stage stage, String id) {
    return stage.state(id) == JobState.RUNNING;
  }

  private static void assertPromised(Stage stage, String id, Duration in) {
    assertThat(stage.scheduler.explain(id).note()).isEqualTo("it is promised to start in " + in);
  }

  private static void assertPromised(Stage stage, String id, long seconds) {
    assertPromised(stage, id, Duration.ofSeconds(seconds));
  }

  private static void assertNoPromise(Stage stage, String id) {
    String note = stage.scheduler.explain(id).note();
    assertThat(note == null || !note.startsWith("it is promised")).as(note).isTrue();
  }

  // ---- EASY

  /**
   * w-1 has 4. a: 2 until 10, so head (4) starts at 10. short (2 for 10) is over by then. long (2
   * for 11) is not, and at 10 nothing is left over beside head.
   */
  @Test
  void easy_oneWorker_letsPassWhatIsOverBeforeTheShadowTime() {
    try (Stage stage = stage(Backfill.easy())) {
      stage.addWorker("w-1", 4);
      stage.submit(job("a", 2, 10));
      stage.submit(job("head", 4, 10));
      assertPromised(stage, "head", 10);
      stage.submit(job("long", 2, 11));
      assertThat(runs(stage, "long")).isFalse();
      stage.submit(job("short", 2, 10));
      assertThat(runs(stage, "short")).isTrue();

      stage.pass(Duration.ofSeconds(10));
      stage.scheduler.complete("a");
      stage.done(stage.scheduler.complete("short"));
      assertThat(runs(stage, "head")).isTrue();
    }
  }

  /** w-1 has 4. a: 3 until 10. head: 3 at 10, which leaves 1 over: as much as one job may take. */
  @Test
  void easy_roomBesideTheHead_isGivenOnceForHoweverLong() {
    try (Stage stage = stage(Backfill.easy())) {
      stage.addWorker("w-1", 5);
      stage.submit(job("a", 3, 10));
      stage.submit(job("head", 4, 10));
      stage.submit(job("extra", 1, 1_000));
      stage.submit(job("more", 1, 1_000));

      assertThat(runs(stage, "extra")).isTrue();
      assertThat(runs(stage, "more")).isFalse();
      assertPromised(stage, "head", 10);
    }
  }

  /** head is promised w-1 at 10; on w-2 nothing is promised, so long may go there. */
  @Test
  void easy_severalWorkers_keepsJobsFromThePromisedOneAlone() {
    try (Stage stage = stage(Backfill.easy())) {
      stage.addWorker("w-1", 4);
      stage.submit(job("a", 2, 10));
      stage.addWorker("w-2", 2);
      stage.submit(job("head", 4, 10));
      stage.submit(job("long", 2, 1_000));
      assertThat(stage.home("long")).isEqualTo("w-2");
      stage.submit(job("long-2", 2, 1_000));
      assertThat(runs(stage, "long-2")).isFalse();
      assertThat(stage.scheduler.explain("long-2").note())
          .isEqualTo("on a worker it would delay jobs that were promised their start");
    }
  }

  /**
   * w-1 has 4 and 4 bytes. a: 2 and 1 until 10. head: 3 and 2 at 10; that leaves 1 and 2 over. wide
   * (1 and 3) would take a byte of head's; thin (1 and 2) would not.
   */
  @Test
  void easy_twoResources_mustBothBeOver() {
    try (Stage stage = stage(Backfill.easy())) {
      stage.addWorker(Stage.worker("w-1", 4).memoryBytes(4).build());
      stage.submit(job("a", 2, 10).toBuilder().memoryBytes(1).build());
      stage.submit(job("head", 3, 10).toBuilder().memoryBytes(2).build());
      stage.submit(job("wide", 1, 99).toBuilder().memoryBytes(3).build());
      stage.submit(job("thin", 1, 99).toBuilder().memoryBytes(2).build());

      assertThat(runs(stage, "wide")).isFalse();
      assertThat(runs(stage, "thin")).isTrue();
      assertPromised(stage, "head", 10);
    }
  }

  @Test
  void easy_gpus_arePromisedLikeAllElse() {
    try (Stage stage = stage(Backfill.easy())) {
      stage.addWorker(Stage.worker("w-1", 16).gpus(2, "a100").build());
      stage.submit(job("a", 1, 10).toBuilder().gpus(1).build());
      stage.submit(job("head", 1, 10).toBuilder().gpus(2).build());
      stage.submit(job("long", 1, 11).toBuilder().gpus(1).build());
      stage.submit(job("short", 1, 10).toBuilder().gpus(1).build());
      stage.submit(job("none", 1, 99));

      assertPromised(stage, "head", 10);
      assertThat(runs(stage, "long")).isFalse();
      assertThat(runs(stage, "short")).isTrue();
      assertThat(runs(stage, "none")).isTrue();
    }
  }

  @Test
  void easy_headCancelledOrSuspended_letsTheOthersGo() {
    try (Stage stage = stage(Backfill.easy())) {
      stage.addWorker("w-1", 4);
      stage.submit(job("a", 2, 10));
      stage.submit(job("head", 4, 10));
      stage.submit(job("long", 1, 99));
      stage.done(stage.scheduler.suspend("head"));
      assertThat(runs(stage, "long")).isTrue();

      stage.done(stage.scheduler.resume("head"));
      assertPromised(stage, "head", 99);
      stage.submit(job("longer", 1, 100));
      assertThat(runs(stage, "longer")).isFalse();
      stage.done(stage.scheduler.cancel("head"));
      assertThat(runs(stage, "longer")).isTrue();
    }
  }

  // ---- depth and conservative

  /**
   * w-1 has 4. a: 3 until 10, b: 3 from 10 to 20, which leaves 1 over. c: 4 for 10. d: 1 for 100.
   * EASY gives d what is over, and c waits for it until 100. With promises for b and c, c starts at
   * 20 and d when c is over, at 30.
   */
  private static void secondJob(Backfill backfill, boolean delayed) {
    try (Stage stage = stage(backfill)) {
      stage.addWorker("w-1", 4);
      stage.submit(job("a", 3, 10));
      stage.submit(job("b", 3, 10));
      stage.submit(job("c", 4, 10));
      stage.submit(job("d", 1, 100));
      assertThat(runs(stage, "d")).isEqualTo(delayed);
      assertPromised(stage, "b", 10);

      stage.pass(Duration.ofSeconds(10));
      stage.done(stage.scheduler.complete("a"));
      assertThat(runs(stage, "b")).isTrue();
      stage.pass(Duration.ofSeconds(10));
      stage.done(stage.scheduler.complete("b"));
      assertThat(runs(stage, "c")).isEqualTo(!delayed);
      if (delayed) {
        assertPromised(stage, "c", 80);
      } else {
        stage.pass(Duration.ofSeconds(10));
        stage.done(stage.scheduler.complete("c"));
        assertThat(runs(stage, "d")).isTrue();
      }
    }
  }

  @Test
  void easy_secondJob_mayBeDelayed() {
    secondJob(Backfill.easy(), true);
  }

  @Test
  void depthOfTwo_secondJob_isNotDelayed() {
    secondJob(Backfill.depth(2), false);
  }

  @Test
  void conservative_secondJob_isNotDelayed() {
    secondJob(Backfill.conservative(), false);
  }

  /** a ends at 4 instead of 10: b's promise moves from 10 to 4, c's from 20 to 14. */
  @Test
  void conservative_somebodyEndsEarly_movesAllPromisesEarlier() {
    try (Stage stage = stage(Backfill.conservative())) {
      stage.addWorker("w-1", 4);
      stage.submit(job("a", 4, 10));
      stage.submit(job("b", 3, 10));
      stage.submit(job("c", 3, 10));
      assertPromised(stage, "b", 10);
      assertPromised(stage, "c", 20);
      stage.pass(Duration.ofSeconds(4));
      stage.done(stage.scheduler.complete("a"));

      assertThat(runs(stage, "b")).isTrue();
      assertPromised(stage, "c", 10);
    }
  }

  // ---- estimates

  @Test
  void noTimeLimit_isTakenForADay() {
    try (Stage stage = stage(Backfill.easy())) {
      stage.addWorker("w-1", 4);
      stage.submit("a", 2);
      stage.submit(job("head", 4, 10));
      assertPromised(stage, "head", Duration.ofDays(1));
      stage.pass(Duration.ofSeconds(1));
      stage.submit("b", 1);
      stage.submit(job("c", 1, 86_399));

      assertThat(runs(stage, "b")).as("a day from now is too late by a second").isFalse();
      assertThat(runs(stage, "c")).isTrue();
    }
  }

  @Test
  void aSecondAndTenYears_sideBySide_planWithoutOverflow() {
    Duration years = Duration.ofDays(3_650);
    for (Backfill backfill : new Backfill[] {Backfill.easy(), Backfill.conservative()}) {
      try (Stage stage = stage(backfill)) {
        stage.addWorker("w-1", 4);
        stage.submit(Stage.job("a", 4).timeLimit(years).build());
        stage.submit(Stage.job("b", 4).timeLimit(years).build());
        stage.submit(Stage.job("second", 1).timeLimit(Duration.ofSeconds(1)).build());
        assertPromised(stage, "b", years);
        stage.pass(Duration.ofSeconds(5));
        stage.done(stage.scheduler.complete("a"));
        assertThat(runs(stage, "b")).isTrue();
        stage.done(stage.scheduler.complete("b"));
        assertThat(runs(stage, "second")).isTrue();
      }
    }
  }

  /**
   * a says 10 and runs 45: at 10 it is expected to run until 20, then 40, then 80. What passes
   * meanwhile is over before that.
   */
  @Test
  void overrun_movesThePromiseAndNothingElse() {
    for (Backfill backfill : new Backfill[] {Backfill.easy(), Backfill.conservative()}) {
      try (Stage stage = stage(backfill)) {
        stage.addWorker("w-1", 4);
        stage.submit(job("a", 2, 10));
        stage.submit(job("head", 4, 10));
        assertThat(stage.scheduler.nextTimerNanos()).isPresent();
        stage.pass(Duration.ofSeconds(10));
        assertPromised(stage, "head", 10);
        stage.submit(job("b", 2, 10));
        assertThat(runs(stage, "b")).isTrue();
        stage.pass(Duration.ofSeconds(10));
        stage.done(stage.scheduler.complete("b"));
        assertPromised(stage, "head", 20);
        stage.pass(Duration.ofSeconds(20));
        assertPromised(stage, "head", 40);
        stage.pass(Duration.ofSeconds(5));
        stage.done(stage.scheduler.complete("a"));

        assertThat(runs(stage, "head")).isTrue();
        stage.scheduler.engine().checkInvariants();
      }
    }
  }

  // ---- workers

  private static Stage twoWorkers(Backfill backfill) {
    Stage stage = stage(backfill);
    stage.addWorker("w-1", 4);
    stage.submit(job("a", 3, 10));
    stage.addWorker("w-2", 4);
    stage.submit(job("b", 3, 50));
    stage.submit(job("head", 4, 10));
    assertThat(stage.home("a")).isEqualTo("w-1");
    assertThat(stage.home("b")).isEqualTo("w-2");
    assertPromised(stage, "head", 10);
    return stage;
  }

  @Test
  void promisedWorker_drainedAndBack_movesThePromiseAndBack() {
    for (Backfill backfill : new Backfill[] {Backfill.easy(), Backfill.conservative()}) {
      try (Stage stage = twoWorkers(backfill)) {
        stage.done(stage.scheduler.drain("w-1"));
        assertPromised(stage, "head", 50);
        stage.done(stage.scheduler.undrain("w-1"));
        assertPromised(stage, "head", 10);
      }
    }
  }

  @Test
  void promisedWorker_removedOrTooSmallNow_movesThePromise() {
    for (Backfill backfill : new Backfill[] {Backfill.easy(), Backfill.conservative()}) {
      try (Stage stage = twoWorkers(backfill)) {
        stage.done(stage.scheduler.update(Stage.worker("w-1", 3).build()));
        assertPromised(stage, "head", 50);
        stage.done(stage.scheduler.update(Stage.worker("w-1", 8).build()));
        assertThat(stage.home("head")).isEqualTo("w-1");
      }
      try (Stage stage = twoWorkers(backfill)) {
        stage.done(stage.scheduler.remove("w-1"));
        assertThat(runs(stage, "a")).isFalse();
        stage.scheduler.engine().checkInvariants();
        stage.addWorker("w-3", 8);
        assertThat(stage.home("a")).isEqualTo("w-3");
        assertThat(stage.home("head")).isEqualTo("w-3");
        stage.scheduler.engine().checkInvariants();
      }
    }
  }

  // ---- jobs that get no promise

  @Test
  void jobThatFitsNoWorker_getsNoPromiseAndBlocksNobody() {
    for (Backfill backfill : new Backfill[] {Backfill.easy(), Backfill.conservative()}) {
      try (Stage stage = stage(backfill)) {
        stage.addWorker("w-1", 4);
        stage.submit(job("giant", 5, 10));
        stage.submit(job("a", 4, 10));
        stage.submit(job("second", 4, 10));

        assertNoPromise(stage, "giant");
        assertThat(runs(stage, "a")).isTrue();
        assertPromised(stage, "second", 10);
        stage.addWorker("w-2", 5);
        assertThat(stage.home("giant")).isEqualTo("w-2");
      }
    }
  }

  @Test
  void jobRefusedByALabel_getsNoPromiseAndBlocksNobody() {
    for (Backfill backfill : new Backfill[] {Backfill.easy(), Backfill.conservative()}) {
      TestFilter ssd =
          TestFilter.of(
              "ssd",
              (job, worker) ->
                  job.requirements().resources().storageBytes() == 0
                      || worker.freeStorageBytes() == 7,
              WorkerFacet.LABELS);
      try (Stage stage =
          Stage.with(
              options -> options.config(fifo(backfill)).healthTimeout(Duration.ZERO),
              TestFilter.fits(),
              ssd)) {
        stage.addWorker(Stage.worker("w-1", 4).storageBytes(9).build());
        stage.submit(job("picky", 1, 10).toBuilder().storageBytes(1).build());
        stage.submit(job("a", 4, 10));

        assertNoPromise(stage, "picky");
        assertThat(runs(stage, "a")).isTrue();
      }
    }
  }

  // ---- clocks

  @Test
  void clock_backAndFarAhead_keepsEverythingInOrder() {
    for (Backfill backfill : new Backfill[] {Backfill.easy(), Backfill.conservative()}) {
      AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L); // wraps around soon
      try (Stage stage =
          Stage.set(
              options ->
                  options
                      .config(fifo(backfill))
                      .healthTimeout(Duration.ZERO)
                      .ticker(nanos::get)
                      .wallClock(() -> Instant.EPOCH))) {
        stage.addWorker("w-1", 4);
        stage.submit(job("a", 2, 10));
        stage.submit(job("head", 4, 10));
        assertPromised(stage, "head", 10);
        nanos.addAndGet(6_000_000_000L);
        stage.scheduler.step();
        assertPromised(stage, "head", 4);
        nanos.addAndGet(-3_600_000_000_000L);
        stage.scheduler.step();
        assertPromised(stage, "head", 4);
        stage.submit(job("b", 1, 4));
        assertThat(runs(stage, "b")).isTrue();
        nanos.addAndGet(Duration.ofDays(36_500).toNanos());
        stage.scheduler.step();
        stage.scheduler.engine().checkInvariants();
        stage.scheduler.complete("b");
        stage.done(stage.scheduler.complete("a"));
        assertThat(runs(stage, "head")).isTrue();
      }
    }
  }

  // ---- waiting too long

  private static SchedulerConfig config(QueueStrategy strategy, Backfill backfill) {
    return SchedulerConfig.builder("default").queueStrategy(strategy).backfill(backfill).build();
  }

  @Test
  void expiring_waitOfThatLong_cancelsTheJobAndFreesItsPromise() {
    QueueStrategy strategy = QueueStrategy.expiring(Duration.ofSeconds(30));
    try (Stage stage =
        Stage.set(
            options ->
                options.config(config(strategy, Backfill.easy())).healthTimeout(Duration.ZERO))) {
      stage.addWorker("w-1", 4);
      stage.submit(job("a", 2, 100));
      stage.submit(job("head", 4, 10));
      stage.pass(Duration.ofSeconds(5));
      stage.submit(job("long", 2, 200));
      stage.pass(Duration.ofSeconds(25).minusNanos(1));
      assertThat(stage.state("head")).isEqualTo(JobState.QUEUED);
      assertThat(runs(stage, "long")).isFalse();
      assertThat(stage.scheduler.nextTimerNanos()).hasValue(30_000_000_000L);
      stage.pass(Duration.ofNanos(1));

      JobStatus status = stage.scheduler.job("head").orElseThrow();
      assertThat(status.state()).isEqualTo(JobState.CANCELLED);
      assertThat(status.reason()).isEqualTo("expired: it waited longer than its queue allows");
      assertThat(runs(stage, "long")).isTrue();
      assertThat(runs(stage, "a")).as("who runs does not wait").isTrue();
    }
  }

  /**
   * y waits for the end of x, which expires at 10 though nobody looks before 30: then y's begins.
   */
  @Test
  void expiring_letsInAJobOfAnotherProfile_whoseWaitBeginsThen() {
    QueueStrategy strategy = QueueStrategy.expiring(Duration.ofSeconds(10));
    try (Stage stage =
        Stage.set(
            options ->
                options
                    .config(SchedulerConfig.builder("a").queueStrategy(strategy).build())
                    .config(SchedulerConfig.builder("b").queueStrategy(strategy).build())
                    .healthTimeout(Duration.ZERO))) {
      stage.submit(Stage.job("x", 1).profile("a").build());
      stage.submit(Stage.job("y", 1).profile("b").after(Dependency.When.AFTER_ANY, "x").build());
      stage.pass(Duration.ofSeconds(30));
      assertThat(stage.state("x")).isEqualTo(JobState.CANCELLED);
      assertThat(stage.state("y")).isEqualTo(JobState.QUEUED);
      stage.pass(Duration.ofSeconds(10));
      assertThat(stage.state("y")).isEqualTo(JobState.CANCELLED);
    }
  }

  /**
   * A span is 10 s. old is BATCH: LOW at 10, MEDIUM at 20, where it stands before all MEDIUM jobs
   * that came later, and behind HIGH ones until 30.
   */
  @Test
  void ageing_jobGoesUpABandForEachSpan() {
    QueueStrategy strategy = QueueStrategy.ageing(Duration.ofSeconds(10));
    for (int spans = 0; spans < 5; spans++) {
      try (Stage stage =
          Stage.set(
              options ->
                  options
                      .config(config(strategy, Backfill.greedy()))
                      .healthTimeout(Duration.ZERO))) {
        stage.addWorker("w-1", 1);
        stage.submit(job("a", 1, 1_000));
        stage.submit(Stage.job("old", 1).priority(Priority.BATCH).build());
        stage.pass(Duration.ofSeconds(10L * spans));
        Priority[] bands = {
          Priority.BATCH, Priority.LOW, Priority.MEDIUM, Priority.HIGH, Priority.CRITICAL
        };
        stage.submit(Stage.job("same", 1).priority(bands[spans]).build());
        if (spans < 4) {
          stage.submit(Stage.job("above", 1).priority(bands[spans + 1]).build());
          stage.done(stage.scheduler.complete("a"));
          assertThat(runs(stage, "above")).as("after %d spans", spans).isTrue();
          stage.done(stage.scheduler.complete("above"));
        } else {
          stage.done(stage.scheduler.complete("a"));
        }
        assertThat(runs(stage, "old")).as("after %d spans", spans).isTrue();
        assertThat(runs(stage, "same")).isFalse();
      }
    }
  }
}
