package dev.berth;

import static dev.berth.testing.Holding.assertHeld;
import static dev.berth.testing.Holding.assertQueued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.event.JobEvent;
import dev.berth.model.ConcurrencyLimit;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.Priority;
import dev.berth.model.RateLimit;
import dev.berth.testing.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits on how many jobs of a tenant or label are let into the queue, and how fast. */
class KeyLimitsTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Job.Builder of(String tenant, String id) {
    return Stage.job(id, 1).tenant(tenant);
  }

  private static long queued(Stage stage) {
    return stage.scheduler.stats().queued();
  }

  // ---- rate

  @Test
  void rate_burst_isLetInAtOnceThenOneAnInterval() {
    try (Stage stage =
        Stage.set(
            options -> options.limit(RateLimit.byTenant(3, MINUTE)).healthTimeout(Duration.ZERO))) {
      stage.scheduler.register(Stage.worker("w-1", 99).build());
      for (int i = 0; i < 8; i++) {
        stage.submit(of("ci", "j" + i).build());
      }
      assertThat(stage.scheduler.stats().running()).isEqualTo(3);
      assertHeld(stage, "j3", "tenant ci has used up its 3 jobs per PT1M");
      assertThat(stage.scheduler.nextTimerNanos()).hasValue(Duration.ofSeconds(20).toNanos());

      stage.pass(Duration.ofSeconds(20).minusNanos(1));
      assertThat(stage.scheduler.stats().running()).isEqualTo(3);
      stage.pass(Duration.ofNanos(1));
      assertThat(stage.state("j3")).isEqualTo(JobState.RUNNING);
      assertThat(stage.scheduler.stats().running()).isEqualTo(4);
      stage.pass(Duration.ofSeconds(45)); // a late look: 2 more are due, and the next in 15 s
      assertThat(stage.scheduler.stats().running()).isEqualTo(6);
      assertThat(stage.scheduler.nextTimerNanos()).hasValue(Duration.ofSeconds(80).toNanos());
    }
  }

  @Test
  void rate_idle_fillsUpToItsPermitsAndNoMore() {
    try (Stage stage = Stage.set(options -> options.limit(RateLimit.byTenant(2, MINUTE)))) {
      stage.submit(of("ci", "first").build());
      stage.pass(Duration.ofDays(2));
      for (int i = 0; i < 5; i++) {
        stage.submit(of("ci", "j" + i).build());
      }
      assertThat(queued(stage)).isEqualTo(3);
    }
  }

  @Test
  void rate_otherTenants_haveTheirOwn() {
    try (Stage stage = Stage.set(options -> options.limit(RateLimit.byTenant(1, MINUTE)))) {
      stage.submit(of("a", "a1").build());
      stage.submit(of("a", "a2").build());
      stage.submit(of("b", "b1").build());
      assertQueued(stage, "b1");
      assertThat(stage.state("a2")).isEqualTo(JobState.HELD);
    }
  }

  @Test
  void rate_byLabel_leavesJobsWithoutItFree() {
    try (Stage stage = Stage.set(options -> options.limit(RateLimit.byLabel("team", 1, MINUTE)))) {
      stage.submit(of("a", "j1").label("team", "ml").build());
      stage.submit(of("b", "j2").label("team", "ml").build());
      stage.submit(of("a", "j3").build());
      stage.submit(of("a", "j4").build());
      assertHeld(stage, "j2", "label team=ml has used up its 1 jobs per PT1M");
      assertThat(queued(stage)).isEqualTo(3);
    }
  }

  @Test
  void rate_line_goesByPriorityThenAge() {
    try (Stage stage = Stage.set(options -> options.limit(RateLimit.byTenant(1, MINUTE)))) {
      stage.submit(of("ci", "now").build());
      stage.submit(of("ci", "low").priority(Priority.LOW).build());
      stage.submit(of("ci", "old").build());
      stage.submit(of("ci", "young").build());
      stage.submit(of("ci", "high").priority(Priority.HIGH).build());
      stage.submit(of("ci", "gone").priority(Priority.CRITICAL).build());
      stage.done(stage.scheduler.cancel("gone"));
      stage.heard.forget();
      stage.pass(MINUTE);
      stage.pass(MINUTE);
      stage.pass(MINUTE);
      assertThat(stage.heard.events(JobEvent.Queued.class))
          .extracting(JobEvent.Queued::jobId)
          .containsExactly("high", "old", "young");
    }
  }

  @Test
  void rate_retry_needsNoPermitButAResumedJobDoes() {
    try (Stage stage = Stage.set(options -> options.limit(RateLimit.byTenant(1, MINUTE)))) {
      stage.addWorker("w-1", 1);
      stage.submit(of("ci", "a").maxRetries(1).build());
      stage.done(stage.scheduler.fail("a", "broke"));
      assertThat(stage.state("a")).isEqualTo(JobState.RUNNING);
      stage.done(stage.scheduler.remove("w-1"));
      assertThat(stage.state("a")).isEqualTo(JobState.QUEUED);
      stage.done(stage.scheduler.suspend("a"));
      stage.done(stage.scheduler.resume("a"));
      assertHeld(stage, "a", "tenant ci has used up its 1 jobs per PT1M");
      stage.pass(MINUTE);
      assertThat(stage.state("a")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void rate_overALongTime_isNeverAboveWhatWasSaid() {
    // 7 a second is an interval of 142,857,142.86 ns: rounded up
    try (Stage stage =
        Stage.set(options -> options.limit(RateLimit.byTenant(7, Duration.ofSeconds(1))))) {
      for (int i = 0; i < 1_000; i++) {
        stage.scheduler.submit(of("ci", "j" + i).build());
      }
      stage.scheduler.step();
      long second = 1_000_000_000;
      while (stage.clock.nanos() < 100 * second) {
        stage.clock.set(stage.scheduler.nextTimerNanos().orElseThrow());
        stage.scheduler.step();
        double due = 7 + 7.0 * stage.clock.nanos() / second;
        assertThat((double) queued(stage)).isBetween(due - 1.01, due);
      }
    }
  }

  @Test
  void rate_largestNumbers_doNotOverflow() {
    RateLimit slow = RateLimit.byTenant(1, Duration.ofDays(3653));
    RateLimit fast = RateLimit.byTenant(Integer.MAX_VALUE, Duration.ofNanos(1));
    try (Stage stage = Stage.set(options -> options.limit(slow).limit(fast))) {
      stage.submit(of("ci", "a").build());
      stage.submit(of("ci", "b").build());
      assertThat(queued(stage)).isEqualTo(1);
      stage.pass(Duration.ofDays(3653));
      assertThat(queued(stage)).isEqualTo(2);
    }
  }

  // ---- concurrency

  @Test
  void concurrency_full_isHeldUntilOneEnds() {
    try (Stage stage = Stage.set(options -> options.limit(ConcurrencyLimit.byTenant(2)))) {
      stage.addWorker("w-1", 9);
      for (int i = 0; i < 4; i++) {
        stage.submit(of("ci", "j" + i).build());
      }
      stage.submit(of("ci", "urgent").priority(Priority.HIGH).build());
      assertHeld(stage, "j2", "tenant ci has 2 of 2 jobs queued or placed");
      stage.done(stage.scheduler.complete("j0"));
      assertThat(stage.state("urgent")).isEqualTo(JobState.RUNNING);
      assertThat(stage.scheduler.stats().running()).isEqualTo(2);
    }
  }

  @Test
  void concurrency_byLabelAndTenant_bothHold() {
    try (Stage stage =
        Stage.set(
            options ->
                options
                    .limit(ConcurrencyLimit.byLabel("team", 1))
                    .limit(ConcurrencyLimit.byTenant(2)))) {
      stage.submit(of("a", "a1").label("team", "ml").build());
      stage.submit(of("a", "a2").label("team", "ml").build());
      stage.submit(of("a", "a3").build());
      stage.submit(of("a", "a4").build());
      assertHeld(stage, "a2", "label team=ml has 1 of 1 jobs queued or placed");
      assertHeld(stage, "a4", "tenant a has 2 of 2 jobs queued or placed");

      stage.done(stage.scheduler.cancel("a1")); // both slots come free: a4 was in line before a2
      assertQueued(stage, "a4");
      assertHeld(stage, "a2", "tenant a has 2 of 2 jobs queued or placed");
      stage.done(stage.scheduler.suspend("a3"));
      assertQueued(stage, "a2");
    }
  }

  // ---- what cannot be

  @Test
  void new_badValues_namesThem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.byTenant(0, MINUTE))
        .withMessage("permits (0) of rate limit by tenant must be 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.byLabel("team", 1, Duration.ZERO))
        .withMessage(
            "per (PT0S) of rate limit by label team must be above zero and at most 3653 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.byTenant(1, Duration.ofDays(3654)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.byLabel("a b", 1, MINUTE))
        .withMessageStartingWith("label (a b) of rate limit must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConcurrencyLimit.byLabel("team", 0))
        .withMessage("atMost (0) of concurrency limit by label team must be 1 or more");
  }
}
