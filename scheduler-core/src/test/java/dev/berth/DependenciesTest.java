package dev.berth;

import static dev.berth.testing.Holding.assertHeld;
import static dev.berth.testing.Holding.assertQueued;
import static dev.berth.testing.Holding.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.berth.event.JobEvent;
import dev.berth.model.Dependency.When;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.testing.Seed;
import dev.berth.testing.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that wait for the end of others, one by one and submitted together. */
class DependenciesTest {

  private static Job after(String id, String... others) {
    Job.Builder job = Stage.job(id, 1);
    for (String other : others) {
      job.after(When.AFTER_OK, other);
    }
    return job.build();
  }

  private static void end(Stage stage, String job, JobState state) {
    stage.done(
        switch (state) {
          case COMPLETED -> stage.scheduler.complete(job);
          case FAILED -> stage.scheduler.fail(job, "broke");
          default -> stage.scheduler.cancel(job);
        });
  }

  // ---- one after another

  @Test
  void afterOk_jobRuns_isHeldUntilItCompletes() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit("build-1", 1);
      stage.heard.forget();
      stage.submit(after("test-1", "build-1"));
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

  @ParameterizedTest
  @CsvSource({
    "AFTER_OK, COMPLETED, QUEUED",
    "AFTER_OK, FAILED, CANCELLED",
    "AFTER_OK, CANCELLED, CANCELLED",
    "AFTER_NOT_OK, COMPLETED, CANCELLED",
    "AFTER_NOT_OK, FAILED, QUEUED",
    "AFTER_NOT_OK, CANCELLED, QUEUED",
    "AFTER_ANY, COMPLETED, QUEUED",
    "AFTER_ANY, FAILED, QUEUED",
    "AFTER_ANY, CANCELLED, QUEUED"
  })
  void dependency_otherEndsBeforeOrAfter_countsHowItEnded(When when, JobState end, JobState then) {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit("a", 1);
      stage.submit(Stage.job("before", 2).after(when, "a").build());
      assertHeld(stage, "before", "waits for the end of job a");
      end(stage, "a", end);
      stage.submit(Stage.job("later", 2).after(when, "a").build());

      assertThat(stage.state("before")).isEqualTo(then);
      assertThat(stage.state("later")).isEqualTo(then);
      if (then == JobState.CANCELLED) {
        String how = when == When.AFTER_OK ? "after ok" : "after not ok";
        String why = "it was to start " + how + " of job a, which is " + end;
        assertThat(reason(stage, "before")).isEqualTo(why);
        assertThat(reason(stage, "later")).isEqualTo(why);
        assertThat(stage.heard.events(JobEvent.Cancelled.class))
            .extracting(JobEvent.Cancelled::reason)
            .filteredOn(why::equals)
            .hasSize(2);
      }
    }
  }

  @Test
  void dependency_failedWithRetriesLeft_isNotOver() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit(Stage.job("a", 1).maxRetries(1).build());
      stage.submit(after("ok", "a"));
      stage.submit(Stage.job("notOk", 1).after(When.AFTER_NOT_OK, "a").build());
      end(stage, "a", JobState.FAILED);
      assertHeld(stage, "ok", "waits for the end of job a");
      assertHeld(stage, "notOk", "waits for the end of job a");
      end(stage, "a", JobState.FAILED);
      assertThat(stage.state("ok")).isEqualTo(JobState.CANCELLED);
      assertThat(stage.state("notOk")).isEqualTo(JobState.RUNNING);
    }
  }

  @Test
  void dependency_onThree_waitsForAllAndNamesTheFirstLeft() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 3);
      List.of("a", "b", "c").forEach(id -> stage.submit(id, 1));
      stage.submit(after("d", "a", "b", "c"));
      assertHeld(stage, "d", "waits for the end of job a and of 2 more");
      stage.done(stage.scheduler.complete("b"));
      assertHeld(stage, "d", "waits for the end of job a and of 1 more");
      stage.done(stage.scheduler.complete("a"));
      assertHeld(stage, "d", "waits for the end of job c");
      stage.done(stage.scheduler.complete("c"));
      assertThat(stage.state("d")).isEqualTo(JobState.RUNNING);
    }
  }

  @Test
  void dependency_onOneJobInTwoWays_needsBoth() {
    try (Stage stage = Stage.set()) {
      stage.submit("a", 1);
      stage.submit(
          Stage.job("any", 1).after(When.AFTER_ANY, "a").after(When.AFTER_NOT_OK, "a").build());
      stage.submit(
          Stage.job("never", 1).after(When.AFTER_NOT_OK, "a").after(When.AFTER_OK, "a").build());
      stage.done(stage.scheduler.cancel("a"));
      assertQueued(stage, "any");
      assertThat(stage.state("never")).isEqualTo(JobState.CANCELLED);
    }
  }

  @Test
  void cancel_dependentInTheMiddle_leavesTheOthersWaiting() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 3);
      stage.submit("a", 1);
      List.of("b", "c", "d").forEach(id -> stage.submit(after(id, "a")));
      stage.done(stage.scheduler.cancel("c"));
      stage.heard.forget();
      stage.done(stage.scheduler.complete("a"));
      assertThat(stage.heard.take().subList(0, 3))
          .containsExactly("Completed a", "Queued b", "Queued d");
    }
  }

  @Test
  void cancel_dependentsInAnyOrder_leavesEveryOtherWaiting() {
    Seed seed = Seed.orElse(20_260_450);
    SplittableRandom random = seed.random();
    try (Stage stage = Stage.set()) {
      for (int round = 0; round < 200; round++) {
        String awaited = "a" + round;
        stage.submit(awaited, 1);
        List<String> waiting = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          if (!waiting.isEmpty() && random.nextInt(2) == 0) {
            stage.scheduler.cancel(waiting.remove(random.nextInt(waiting.size())));
          } else {
            String id = "j" + round + "-" + i;
            stage.scheduler.submit(Stage.job(id, 1).after(When.AFTER_ANY, awaited).build());
            waiting.add(id);
          }
        }
        stage.heard.forget();
        stage.done(stage.scheduler.cancel(awaited));
        assertThat(stage.heard.events(JobEvent.Queued.class))
            .as("round %d, %s", round, seed)
            .extracting(JobEvent.Queued::jobId)
            .containsExactlyElementsOf(waiting);
        waiting.forEach(stage.scheduler::cancel);
      }
    }
  }

  @Test
  void dependency_hopelessWhileSuspendedAndEarly_isCalledOffAtOnce() {
    try (Stage stage = Stage.set()) {
      stage.submit("a", 1);
      stage.submit(
          Stage.job("b", 1).after(When.AFTER_OK, "a").notBefore(Instant.MAX).suspended().build());
      stage.done(stage.scheduler.cancel("a"));
      assertThat(stage.state("b")).isEqualTo(JobState.CANCELLED);
    }
  }

  @Test
  void submit_dependencyOnUnknownJob_namesBoth() {
    try (Stage stage = Stage.set(options -> options.finishedJobsKept(1))) {
      stage.submit("old", 1);
      stage.done(stage.scheduler.cancel("old"));
      stage.submit("newer", 1);
      stage.done(stage.scheduler.cancel("newer"));

      for (String unknown : List.of("nobody", "old")) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> stage.submit(after("b", unknown)))
            .withMessage(
                "job b depends on job %s, which is unknown\n"
                    + "Maybe it is long over: the last 1 jobs that ended are remembered.",
                unknown);
        assertThat(stage.scheduler.job("b")).isEmpty();
      }
      stage.submit(after("b", "newer"));
      assertThat(stage.state("b")).isEqualTo(JobState.CANCELLED);
    }
  }

  @Test
  void submit_dependencyOnItself_isRefused() {
    try (Stage stage = Stage.set()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stage.submit(after("a", "a")))
          .withMessage("the dependencies of job a lead back to it: a -> a");
    }
  }

  @Test
  void submit_notSent_isUnknownToOthers() {
    try (Stage stage = Stage.set(options -> options.intakeCapacity(4))) {
      for (int i = 0; i < 4; i++) {
        stage.scheduler.submit(Stage.job("j" + i, 1).build());
      }
      assertThat(catchThrowable(() -> stage.scheduler.submit(Stage.job("full", 1).build())))
          .isInstanceOf(RejectedExecutionException.class);
      assertThat(
              catchThrowable(
                  () ->
                      stage.scheduler.submitAll(
                          List.of(Stage.job("x", 1).build(), Stage.job("y", 1).build()))))
          .isInstanceOf(RejectedExecutionException.class);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stage.scheduler.submit(after("b", "full")));
      assertThat(stage.scheduler.job("x")).isEmpty();
      assertThat(stage.scheduler.job("y")).isEmpty();
    }
  }

  // ---- together

  @Test
  void submitAll_dependenciesInAnyOrder_runsThemInTheirs() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit("first", 1);
      List<JobHandle> jobs =
          stage.scheduler.submitAll(
              List.of(after("d", "b", "c"), after("b", "a"), after("c", "a"), after("a", "first")));
      stage.scheduler.step();
      assertThat(jobs).extracting(JobHandle::id).containsExactly("d", "b", "c", "a");
      for (String id : List.of("first", "a", "b", "c", "d")) {
        assertThat(stage.state(id)).as(id).isEqualTo(JobState.RUNNING);
        stage.done(stage.scheduler.complete(id));
      }
    }
  }

  @Test
  void submitAll_circle_namesItAndTakesNoneIn() {
    try (Stage stage = Stage.set()) {
      stage.submit("known", 1);
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  stage.scheduler.submitAll(
                      List.of(
                          after("z", "known"),
                          after("x", "a"),
                          after("a", "z", "b"),
                          after("b", "c"),
                          after("c", "known", "a"))))
          .withMessage("the dependencies of job a lead back to it: a -> b -> c -> a");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stage.scheduler.submitAll(List.of(after("a", "a"))))
          .withMessageEndingWith("a -> a");
      List.of("a", "b", "c", "x", "z").forEach(id -> assertThat(stage.scheduler.job(id)).isEmpty());
    }
  }

  @Test
  void submitAll_longCircle_namesItsEnds() {
    try (Stage stage = Stage.set()) {
      int count = 100_000;
      List<Job> jobs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        jobs.add(after("j" + i, "j" + (i + 1) % count));
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stage.scheduler.submitAll(jobs))
          .withMessageEndingWith(
              "j0 -> j1 -> j2 -> j3 -> j4 -> j5 -> (99988 more)"
                  + " -> j99994 -> j99995 -> j99996 -> j99997 -> j99998 -> j99999 -> j0");
    }
  }

  @Test
  void submitAll_oneIsBad_takesNoneIn() {
    try (Stage stage = Stage.set()) {
      stage.submit("taken", 1);
      Job good = Stage.job("good", 1).build();
      for (Job bad :
          List.of(
              Stage.job("taken", 1).build(),
              after("b", "nobody"),
              good,
              Stage.job("b", 1).profile("none").build())) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> stage.scheduler.submitAll(List.of(good, bad)))
            .withMessageContaining(bad.id());
        assertThat(stage.scheduler.job("good")).isEmpty();
        assertThat(stage.scheduler.job("b")).isEmpty();
      }
      assertThat(stage.scheduler.submitAll(List.of())).isEmpty();
      assertThat(stage.scheduler.submitAll(List.of(good))).hasSize(1);
      stage.scheduler.step();
      assertQueued(stage, "good");
      assertThat(stage.scheduler.stats().submitted()).isEqualTo(2);
    }
  }

  @Test
  void submitAll_dependentBeforeOneThatIsHopeless_isCalledOffToo() {
    try (Stage stage = Stage.set()) {
      stage.submit("a", 1);
      stage.done(stage.scheduler.cancel("a"));
      stage.scheduler.submitAll(List.of(after("c", "b"), after("b", "a")));
      stage.scheduler.step();
      assertThat(reason(stage, "c"))
          .isEqualTo("it was to start after ok of job b, which is CANCELLED");
      assertThat(reason(stage, "b"))
          .isEqualTo("it was to start after ok of job a, which is CANCELLED");
    }
  }

  // ---- long

  @Test
  void chainOf100_000_firstIsCancelled_callsAllOffInOrder() {
    int count = 100_000;
    try (Stage stage = Stage.set(options -> options.finishedJobsKept(2 * count))) {
      List<Job> chain = new ArrayList<>();
      chain.add(Stage.job("j0", 1).build());
      for (int i = 1; i < count; i++) {
        chain.add(after("j" + i, "j" + (i - 1)));
      }
      Collections.reverse(chain);
      stage.scheduler.submitAll(chain);
      stage.scheduler.step();
      assertThat(stage.scheduler.stats().queued()).isEqualTo(1);
      stage.heard.forget();
      stage.done(stage.scheduler.cancel("j0"));

      List<JobEvent.Cancelled> cancelled = stage.heard.events(JobEvent.Cancelled.class);
      assertThat(cancelled).hasSize(count);
      for (int i = 0; i < count; i++) {
        assertThat(cancelled.get(i).jobId()).isEqualTo("j" + i);
      }
      assertThat(stage.scheduler.stats().queued()).isZero();
    }
  }

  @Test
  void dependentsOf100_000_ofOneJob_areAllLetGo() {
    int count = 100_000;
    try (Stage stage = Stage.set()) {
      stage.submit("a", 1);
      for (int i = 0; i < count; i++) {
        stage.scheduler.submit(Stage.job("j" + i, 1).after(When.AFTER_ANY, "a").build());
      }
      stage.scheduler.step();
      assertThat(stage.scheduler.stats().queued()).isEqualTo(1);
      stage.done(stage.scheduler.cancel("a"));
      assertThat(stage.scheduler.stats().queued()).isEqualTo(count);
    }
  }
}
