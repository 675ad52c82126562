package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.Dependency.When;
import dev.berth.model.JobState;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds a job back before it is queued, condition by condition. */
class HoldsTest {

  private static @Nullable String reason(Stage stage, String job) {
    return stage.scheduler.job(job).orElseThrow().reason();
  }

  private static void assertHeld(Stage stage, String job, String reason) {
    assertThat(stage.state(job)).as(job).isEqualTo(JobState.HELD);
    assertThat(reason(stage, job)).as(job).isEqualTo(reason);
    assertThat(stage.scheduler.explain(job).note()).as(job).isEqualTo("it is HELD: " + reason);
  }

  private static void assertQueued(Stage stage, String job) {
    assertThat(stage.state(job)).as(job).isEqualTo(JobState.QUEUED);
    assertThat(reason(stage, job)).as(job).isNull();
  }

  // ---- dependencies

  @Test
  void dependency_onRunningJob_isHeldUntilItCompletes() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit("build-1", 1);
      stage.heard.forget();
      stage.submit(Stage.job("test-1", 1).after(When.AFTER_OK, "build-1").build());
      assertHeld(stage, "test-1", "waits for the end of job build-1");

      stage.done(stage.scheduler.complete("build-1"));

      assertThat(stage.state("test-1")).isEqualTo(JobState.RUNNING);
      assertThat(stage.heard.take())
          .containsExactly(
              "Held test-1",
              "Completed build-1",
              "Queued test-1",
              "Placed test-1 w-1",
              "Started test-1");
    }
  }

  @Test
  void submit_dependencyOnUnknownJob_namesBoth() {
    try (Stage stage = Stage.set()) {
      assertThatThrownBy(
              () -> stage.submit(Stage.job("b", 1).after(When.AFTER_ANY, "nobody").build()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "job b depends on job nobody, which is unknown\n"
                  + "Maybe it is long over: the last 10000 jobs that ended are remembered.");
      assertThat(stage.scheduler.job("b")).isEmpty();
    }
  }

  // ---- time

  @Test
  void notBefore_ahead_isHeldUntilThen() {
    try (Stage stage = Stage.set()) {
      Instant then = Instant.EPOCH.plusSeconds(90);
      stage.submit(Stage.job("late", 1).notBefore(then).build());
      assertHeld(stage, "late", "waits until 1970-01-01T00:01:30Z");
      assertThat(stage.scheduler.nextTimerNanos()).hasValue(Duration.ofSeconds(90).toNanos());

      stage.pass(Duration.ofSeconds(90).minusNanos(1));
      assertThat(stage.state("late")).isEqualTo(JobState.HELD);
      stage.pass(Duration.ofNanos(1));

      assertQueued(stage, "late");
      assertThat(stage.scheduler.nextTimerNanos()).isNotEmpty();
    }
  }

  // ---- singleton, array

  @Test
  void singleton_taken_waitsForItsEnd() {
    try (Stage stage = Stage.set()) {
      stage.submit(Stage.job("n-1", 1).tenant("ci").singleton("nightly").build());
      stage.submit(Stage.job("n-2", 1).tenant("ci").singleton("nightly").build());
      stage.submit(Stage.job("other", 1).tenant("qa").singleton("nightly").build());
      assertQueued(stage, "n-1");
      assertHeld(stage, "n-2", "singleton nightly of tenant ci is taken by job n-1");
      assertQueued(stage, "other");

      stage.done(stage.scheduler.cancel("n-1"));
      assertQueued(stage, "n-2");
    }
  }

  @Test
  void array_full_letsOneInForEachThatEnds() {
    try (Stage stage = Stage.set()) {
      for (int i = 0; i < 4; i++) {
        stage.submit(Stage.job("sweep[" + i + "]", 1).tenant("ci").array("sweep", 2).build());
      }
      assertQueued(stage, "sweep[1]");
      assertHeld(
          stage, "sweep[2]", "array sweep of tenant ci has 2 of 2 elements queued or placed");

      stage.done(stage.scheduler.cancel("sweep[0]"));
      assertQueued(stage, "sweep[2]");
      assertThat(stage.state("sweep[3]")).isEqualTo(JobState.HELD);
    }
  }
}
