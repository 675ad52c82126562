package dev.berth;

import static dev.berth.testing.Holding.assertHeld;
import static dev.berth.testing.Holding.assertQueued;
import static dev.berth.testing.Holding.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.event.JobEvent;
import dev.berth.model.Dependency.When;
import dev.berth.model.Job;
import dev.berth.model.JobArray;
import dev.berth.model.JobState;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds a job back before it is queued: time, singletons, arrays and suspension. */
class HoldsTest {

  private static final Duration DAY = Duration.ofDays(1);

  private static Job.Builder nightly(String id) {
    return Stage.job(id, 1).tenant("ci").singleton("nightly");
  }

  private static Job.Builder element(int index, int atMost) {
    return Stage.job("sweep[" + index + "]", 1).tenant("ci").array("sweep", atMost);
  }

  private static void assertRefused(Stage stage, CompletableFuture<?> command, String message) {
    stage.scheduler.step();
    assertThat(command)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(IllegalStateException.class)
        .withMessage(message);
  }

  // ---- time

  @Test
  void notBefore_ahead_isHeldUntilThen() {
    try (Stage stage = Stage.set()) {
      stage.submit(Stage.job("late", 1).notBefore(Instant.EPOCH.plusSeconds(90)).build());
      assertHeld(stage, "late", "waits until 1970-01-01T00:01:30Z");
      assertThat(stage.scheduler.nextTimerNanos()).hasValue(Duration.ofSeconds(90).toNanos());

      stage.pass(Duration.ofSeconds(90).minusNanos(1));
      assertThat(stage.state("late")).isEqualTo(JobState.HELD);
      stage.pass(Duration.ofNanos(1));

      assertQueued(stage, "late");
    }
  }

  @ParameterizedTest
  @CsvSource({"1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "-1000000000-01-01T00:00:00Z"})
  void notBefore_past_isQueuedAtOnce(Instant instant) {
    try (Stage stage = Stage.set()) {
      stage.submit(Stage.job("late", 1).notBefore(instant).build());
      assertQueued(stage, "late");
      assertThat(stage.heard.events(JobEvent.Held.class)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"2500-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z"})
  void notBefore_farAhead_looksAtTheClockOnceAnHour(Instant instant) {
    try (Stage stage = Stage.set()) {
      stage.submit(Stage.job("late", 1).notBefore(instant).build());
      for (int hour = 1; hour <= 48; hour++) {
        assertThat(stage.scheduler.nextTimerNanos()).hasValue(Duration.ofHours(hour).toNanos());
        stage.pass(Duration.ofHours(1));
      }
      assertHeld(stage, "late", "waits until " + instant);
      stage.done(stage.scheduler.cancel("late"));
      stage.pass(Duration.ofHours(1));
      assertThat(stage.scheduler.nextTimerNanos()).isEmpty();
    }
  }

  /** A wall clock that somebody sets. */
  private static final class SetClock implements InstantSource {
    private final Stage stage;
    private Duration ahead = Duration.ZERO;

    private SetClock(Stage stage) {
      this.stage = stage;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(stage.clock.nanos()).plus(ahead);
    }
  }

  private static SetClock[] clockOf(Stage[] stage) {
    SetClock[] clock = new SetClock[1];
    stage[0] =
        Stage.set(
            options ->
                options.wallClock(() -> clock[0] == null ? Instant.EPOCH : clock[0].instant()));
    clock[0] = new SetClock(stage[0]);
    return clock;
  }

  @Test
  void notBefore_wallClockPutForward_isQueuedWithinTheHour() {
    Stage[] made = new Stage[1];
    SetClock clock = clockOf(made)[0];
    try (Stage stage = made[0]) {
      stage.submit(Stage.job("late", 1).notBefore(Instant.EPOCH.plus(DAY)).build());
      clock.ahead = DAY;
      long timer = stage.scheduler.nextTimerNanos().orElseThrow();
      assertThat(timer).isEqualTo(Duration.ofHours(1).toNanos());
      stage.clock.set(timer);
      stage.scheduler.step();

      assertQueued(stage, "late");
    }
  }

  @Test
  void notBefore_wallClockPutBack_isHeldAllTheLonger() {
    Stage[] made = new Stage[1];
    SetClock clock = clockOf(made)[0];
    try (Stage stage = made[0]) {
      stage.submit(Stage.job("late", 1).notBefore(Instant.EPOCH.plusSeconds(60)).build());
      clock.ahead = DAY.negated();
      stage.pass(Duration.ofSeconds(60));
      assertHeld(stage, "late", "waits until 1970-01-01T00:01:00Z");

      for (int hour = 0; hour < 23; hour++) {
        stage.pass(Duration.ofHours(1));
      }
      assertThat(stage.state("late")).isEqualTo(JobState.HELD);
      stage.pass(Duration.ofHours(1));
      assertQueued(stage, "late");
    }
  }

  @Test
  void notBefore_wallClockPutBackAfterItCame_staysCome() {
    Stage[] made = new Stage[1];
    SetClock clock = clockOf(made)[0];
    try (Stage stage = made[0]) {
      stage.submit(
          Stage.job("late", 1).notBefore(Instant.EPOCH.plusSeconds(60)).suspended().build());
      stage.pass(Duration.ofSeconds(60));
      clock.ahead = DAY.negated();
      stage.done(stage.scheduler.resume("late"));
      assertQueued(stage, "late");
    }
  }

  @Test
  void notBefore_many_areQueuedInOrderOfTheirTimesThenAges() {
    try (Stage stage = Stage.set()) {
      int[] minutes = {5, 3, 9, 3, 1, 7, 5, 2};
      for (int i = 0; i < minutes.length; i++) {
        Instant then = Instant.EPOCH.plusSeconds(60L * minutes[i]);
        stage.submit(Stage.job("j" + i, 1).notBefore(then).build());
      }
      stage.done(stage.scheduler.cancel("j5"));
      stage.done(stage.scheduler.cancel("j4"));
      stage.heard.forget();
      stage.pass(Duration.ofMinutes(10));

      assertThat(stage.heard.events(JobEvent.Queued.class))
          .extracting(JobEvent.Queued::jobId)
          .containsExactly("j7", "j1", "j3", "j0", "j6", "j2");
    }
  }

  // ---- singleton

  @Test
  void singleton_taken_waitsForTheEndOfTheOneBefore() {
    try (Stage stage = Stage.set()) {
      stage.submit(nightly("n-1").build());
      stage.submit(nightly("n-2").build());
      stage.submit(nightly("n-3").build());
      stage.submit(nightly("other").tenant("qa").build());
      assertQueued(stage, "n-1");
      assertHeld(stage, "n-2", "singleton nightly of tenant ci is taken by job n-1");
      assertQueued(stage, "other");

      stage.done(stage.scheduler.cancel("n-1"));
      assertQueued(stage, "n-2");
      assertHeld(stage, "n-3", "singleton nightly of tenant ci is taken by job n-2");
    }
  }

  @Test
  void singleton_holderFailsWithRetriesLeft_keepsIt() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit(nightly("n-1").maxRetries(1).build());
      stage.submit(nightly("n-2").build());

      stage.done(stage.scheduler.fail("n-1", "broke"));
      assertThat(stage.state("n-1")).isEqualTo(JobState.RUNNING);
      assertHeld(stage, "n-2", "singleton nightly of tenant ci is taken by job n-1");

      stage.done(stage.scheduler.fail("n-1", "broke"));
      assertThat(stage.state("n-2")).isEqualTo(JobState.RUNNING);
    }
  }

  @Test
  void singleton_holderEvicted_keepsIt() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit(nightly("n-1").build());
      stage.submit(nightly("n-2").build());
      stage.done(stage.scheduler.remove("w-1"));

      assertThat(stage.state("n-1")).isEqualTo(JobState.QUEUED);
      assertThat(stage.state("n-2")).isEqualTo(JobState.HELD);
    }
  }

  @Test
  void singleton_holderSuspended_goesToTheOldestThatWaits() {
    try (Stage stage = Stage.set()) {
      stage.submit(nightly("n-1").build());
      stage.submit(nightly("n-2").build());
      stage.submit(nightly("n-3").build());
      stage.done(stage.scheduler.suspend("n-1"));
      assertQueued(stage, "n-2");

      stage.done(stage.scheduler.resume("n-1"));
      assertHeld(stage, "n-1", "singleton nightly of tenant ci is taken by job n-2");
      stage.done(stage.scheduler.cancel("n-2"));
      assertQueued(stage, "n-1"); // older than n-3
      assertThat(stage.state("n-3")).isEqualTo(JobState.HELD);
    }
  }

  @Test
  void singleton_cancelledInLine_isNotWaitedFor() {
    try (Stage stage = Stage.set()) {
      stage.submit(nightly("n-1").build());
      stage.submit(nightly("n-2").build());
      stage.submit(nightly("n-3").build());
      stage.done(stage.scheduler.cancel("n-2"));
      stage.done(stage.scheduler.cancel("n-1"));
      assertQueued(stage, "n-3");
    }
  }

  // ---- array

  @Test
  void array_full_letsOneInForEachThatEnds() {
    try (Stage stage = Stage.set()) {
      for (int i = 0; i < 5; i++) {
        stage.submit(element(i, 2).build());
      }
      assertQueued(stage, "sweep[1]");
      assertHeld(
          stage, "sweep[2]", "array sweep of tenant ci has 2 of 2 elements queued or placed");

      stage.done(stage.scheduler.cancel("sweep[0]"));
      assertQueued(stage, "sweep[2]");
      assertThat(stage.state("sweep[3]")).isEqualTo(JobState.HELD);
    }
  }

  @Test
  void array_ofAnotherTenant_isAnother() {
    try (Stage stage = Stage.set()) {
      stage.submit(element(0, 1).build());
      stage.submit(Stage.job("theirs", 1).tenant("qa").array("sweep", 1).build());
      assertQueued(stage, "theirs");
    }
  }

  @Test
  void array_laterElementAllowsMore_isLetInBesideThem() {
    try (Stage stage = Stage.set()) {
      stage.submit(element(0, 1).build());
      stage.submit(element(1, 3).build());
      assertQueued(stage, "sweep[1]");
    }
  }

  @Test
  void array_laterElementAllowsFewer_waitsAndHoldsTheNextUp() {
    try (Stage stage = Stage.set()) {
      for (int i = 0; i < 3; i++) {
        stage.submit(element(i, 5).build());
      }
      stage.submit(element(3, 2).build());
      stage.submit(element(4, 5).build());
      assertHeld(
          stage, "sweep[3]", "array sweep of tenant ci has 3 of 2 elements queued or placed");
      assertHeld(
          stage, "sweep[4]", "array sweep of tenant ci has 3 of 5 elements queued or placed");

      stage.done(stage.scheduler.cancel("sweep[0]"));
      assertThat(stage.state("sweep[3]")).isEqualTo(JobState.HELD);
      stage.done(stage.scheduler.cancel("sweep[3]")); // out of the way
      assertQueued(stage, "sweep[4]");
    }
  }

  @Test
  void array_elementSuspended_givesItsSlotAndTakesAnotherOnce() {
    try (Stage stage = Stage.set()) {
      for (int i = 0; i < 3; i++) {
        stage.submit(element(i, 1).build());
      }
      stage.done(stage.scheduler.suspend("sweep[0]"));
      assertQueued(stage, "sweep[1]");
      stage.done(stage.scheduler.resume("sweep[0]"));
      assertThat(stage.state("sweep[0]")).isEqualTo(JobState.HELD);
      stage.done(stage.scheduler.cancel("sweep[1]"));
      assertQueued(stage, "sweep[0]");
      assertThat(stage.state("sweep[2]")).isEqualTo(JobState.HELD);
    }
  }

  @Test
  void array_elementsMadeAtOnce_runInOrder() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 64);
      JobArray sweep = new JobArray("sweep", 20);
      stage.scheduler.submitAll(sweep.elements(Stage.job("any", 1).build(), 100));
      stage.scheduler.step();
      for (int i = 0; i < 100; i++) {
        assertThat(stage.state("sweep[" + Math.min(i + 19, 99) + "]")).isEqualTo(JobState.RUNNING);
        assertThat(stage.scheduler.stats().running()).isEqualTo(Math.min(20, 100 - i));
        stage.done(stage.scheduler.complete("sweep[" + i + "]"));
      }
    }
  }

  // ---- suspension

  @Test
  void suspend_heldJob_isHeldUntilResumedThoughTheRestIsMet() {
    try (Stage stage = Stage.set()) {
      stage.submit("a", 1);
      stage.submit(Stage.job("b", 1).after(When.AFTER_ANY, "a").build());
      stage.done(stage.scheduler.suspend("b"));
      assertThat(reason(stage, "b")).isEqualTo("suspended");
      assertThat(stage.scheduler.explain("b").note()).isEqualTo("it is HELD until it is resumed");
      stage.done(stage.scheduler.cancel("a"));
      assertThat(reason(stage, "b")).isEqualTo("suspended");

      stage.done(stage.scheduler.resume("b"));
      assertQueued(stage, "b");
    }
  }

  @Test
  void resume_otherConditionsOpen_liftsOnlyTheSuspension() {
    try (Stage stage = Stage.set()) {
      stage.submit("a", 1);
      stage.submit(Stage.job("b", 1).after(When.AFTER_ANY, "a").suspended().build());
      assertThat(reason(stage, "b")).isEqualTo("suspended");
      stage.done(stage.scheduler.resume("b"));
      assertHeld(stage, "b", "waits for the end of job a");
      assertRefused(
          stage,
          stage.scheduler.resume("b"),
          "job b is held, but not suspended: waits for the end of job a");

      stage.done(stage.scheduler.cancel("a"));
      assertQueued(stage, "b");
    }
  }

  @Test
  void suspend_twice_isRefused() {
    try (Stage stage = Stage.set()) {
      stage.submit("a", 1);
      stage.submit(Stage.job("b", 1).after(When.AFTER_ANY, "a").build());
      stage.done(stage.scheduler.suspend("b"));
      assertRefused(
          stage, stage.scheduler.suspend("b"), "job b is HELD; suspend needs it to be QUEUED");
    }
  }

  @Test
  void resume_afterARetry_keepsTheAttempts() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit(nightly("n-1").build());
      stage.done(stage.scheduler.remove("w-1"));
      stage.done(stage.scheduler.suspend("n-1"));
      stage.done(stage.scheduler.resume("n-1"));
      assertThat(stage.scheduler.job("n-1").orElseThrow().attempts()).isEqualTo(1);
      stage.addWorker("w-2", 1);
      assertThat(stage.scheduler.job("n-1").orElseThrow().attempts()).isEqualTo(2);
    }
  }

  @Test
  void held_forOneThingAfterAnother_tellsEach() {
    try (Stage stage = Stage.set()) {
      stage.submit(nightly("n-1").build());
      stage.submit(
          nightly("n-2")
              .notBefore(Instant.EPOCH.plusSeconds(5))
              .after(When.AFTER_ANY, "n-1")
              .suspended()
              .build());
      stage.done(stage.scheduler.resume("n-2"));
      stage.pass(Duration.ofSeconds(5));
      stage.submit(nightly("n-3").build());
      stage.done(stage.scheduler.cancel("n-1"));

      assertThat(stage.heard.events(JobEvent.Held.class))
          .extracting(held -> held.jobId() + " " + held.reason())
          .containsExactly(
              "n-2 suspended",
              "n-2 waits until 1970-01-01T00:00:05Z",
              "n-2 waits for the end of job n-1",
              "n-3 singleton nightly of tenant ci is taken by job n-1",
              "n-2 singleton nightly of tenant ci is taken by job n-3");
    }
  }

  @Test
  void held_thenQueued_goesBeforeThoseSubmittedLater() {
    try (Stage stage = Stage.set()) {
      stage.submit(Stage.job("old", 1).notBefore(Instant.EPOCH.plusSeconds(5)).build());
      stage.submit("young", 1);
      stage.pass(Duration.ofSeconds(5));
      stage.addWorker("w-1", 1);
      assertThat(stage.state("old")).isEqualTo(JobState.RUNNING);
      assertThat(stage.state("young")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void close_heldJobs_failsWhoWaitsForThem() {
    Stage stage = Stage.set();
    stage.submit(nightly("n-1").build());
    JobHandle held = stage.submit(nightly("n-2").build());
    JobHandle early = stage.submit(nightly("n-3").notBefore(Instant.MAX).build());
    CompletableFuture<?> placed = held.placed();
    CompletableFuture<?> finished = early.finished();
    stage.close();

    assertThat(placed)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .withMessage("the scheduler is closed");
    assertThat(finished).isCompletedExceptionally();
    assertThat(held.finished()).isCompletedExceptionally();
  }
}
