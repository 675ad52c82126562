package dev.berth;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.Placement;
import dev.berth.model.Priority;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the front door takes, and what it refuses at once or by a failed future. */
class FrontDoorTest {

  @Test
  void submit_jobThatFits_isPlacedAndCompletes() throws Exception {
    try (var scheduler =
        Scheduler.builder().discoverPlugins(false).plugin(TestFilter.fits()).build()) {
      scheduler.register(Worker.builder("w-1").cpuMillis(16_000).memoryBytes(64L << 30).build());
      var job =
          scheduler.submit(
              Job.builder("build-42")
                  .tenant("ci")
                  .priority(Priority.HIGH)
                  .cpuMillis(2_000)
                  .memoryBytes(4L << 30)
                  .build());

      Placement placement = job.placed().get(10, SECONDS);
      scheduler.complete(job.id());

      assertThat(placement.workerId()).isEqualTo("w-1");
      assertThat(job.finished().get(10, SECONDS).state()).isEqualTo(JobState.COMPLETED);
    }
  }

  // ---- ids

  @TestFactory
  Stream<DynamicTest> jobCommand_unknownId_isRefusedAtOnce() {
    return Stream.<Function<Scheduler, Object>>of(
            scheduler -> scheduler.complete("j-x"),
            scheduler -> scheduler.fail("j-x", "why"),
            scheduler -> scheduler.cancel("j-x"),
            scheduler -> scheduler.suspend("j-x"),
            scheduler -> scheduler.resume("j-x"),
            scheduler -> scheduler.explain("j-x"))
        .map(
            command ->
                DynamicTest.dynamicTest(
                    "command",
                    () -> {
                      try (Stage stage = Stage.set()) {
                        assertThatIllegalArgumentException()
                            .isThrownBy(() -> command.apply(stage.scheduler))
                            .withMessageContaining("job id 'j-x' is unknown")
                            .withMessageContaining("Maybe");
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> workerCommand_unknownId_isRefusedAtOnce() {
    return Stream.<Function<Scheduler, Object>>of(
            scheduler -> scheduler.update(Stage.worker("w-x", 1).build()),
            scheduler -> scheduler.drain("w-x"),
            scheduler -> scheduler.undrain("w-x"),
            scheduler -> scheduler.remove("w-x"),
            scheduler -> {
              scheduler.heartbeat("w-x", Usage.NONE);
              return "";
            })
        .map(
            command ->
                DynamicTest.dynamicTest(
                    "command",
                    () -> {
                      try (Stage stage = Stage.set()) {
                        assertThatIllegalArgumentException()
                            .isThrownBy(() -> command.apply(stage.scheduler))
                            .withMessage("worker id 'w-x' is unknown");
                      }
                    }));
  }

  @Test
  void read_unknownId_isEmpty() {
    try (Stage stage = Stage.set()) {
      assertThat(stage.scheduler.job("j-x")).isEmpty();
      assertThat(stage.scheduler.worker("w-x")).isEmpty();
      assertThat(stage.scheduler.workers()).isEmpty();
    }
  }

  @Test
  void submit_takenId_isRefusedAtOnceAndTheFirstStays() {
    try (Stage stage = Stage.set()) {
      stage.scheduler.submit(Stage.job("j-1", 1).tenant("first").build());

      assertThatIllegalArgumentException()
          .isThrownBy(() -> stage.scheduler.submit(Stage.job("j-1", 2).tenant("second").build()))
          .withMessage("job id 'j-1' is taken by a job that is QUEUED");
      stage.scheduler.step();

      assertThat(stage.scheduler.job("j-1").orElseThrow().job().tenant()).isEqualTo("first");
      assertThat(stage.scheduler.stats().submitted()).isEqualTo(1);
    }
  }

  @Test
  void register_takenId_isRefusedAtOnceAndTheFirstStays() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 4);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> stage.scheduler.register(Stage.worker("w-1", 8).build()))
          .withMessageContaining("worker id 'w-1' is taken")
          .withMessageContaining("Maybe update() is meant");

      assertThat(stage.scheduler.workers()).hasSize(1);
      assertThat(stage.scheduler.worker("w-1").orElseThrow().worker().capacity().cpuMillis())
          .isEqualTo(4_000);
    }
  }

  // ---- profiles and priorities

  @Test
  void submit_unknownProfile_listsThoseThereAre() {
    try (Stage stage =
        Stage.set(
            options ->
                options
                    .config(SchedulerConfig.builder("batch").build())
                    .config(SchedulerConfig.builder("services").build()))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stage.scheduler.submit(Stage.job("j-1", 1).profile("gpu").build()))
          .withMessage("profile 'gpu' of job j-1 is not among those configured: [batch, services]");
      assertThat(stage.scheduler.job("j-1")).isEmpty();
    }
  }

  @Test
  void submit_manyDifferentPriorities_goByValue() {
    try (Stage stage = Stage.set()) {
      for (int i = 0; i < 1_000; i++) {
        stage.scheduler.submit(Stage.job("j-" + i, 1).priority(Priority.of("p" + i, i)).build());
      }
      stage.scheduler.step();
      stage.addWorker("w", 1);

      assertThat(stage.state("j-999")).isEqualTo(JobState.RUNNING);
    }
  }

  // ---- wrong states

  @Test
  void command_jobInAnotherState_failsItsFutureNamingBothStates() {
    try (Stage stage = Stage.set()) {
      stage.submit("queued", 1);
      stage.submit(Stage.job("held", 1).suspended().build());
      Scheduler scheduler = stage.scheduler;

      assertRefused(
          stage,
          scheduler.complete("queued"),
          "job queued is QUEUED; complete needs it to be RUNNING");
      assertRefused(
          stage,
          scheduler.fail("queued", "x"),
          "job queued is QUEUED; fail needs it to be RUNNING");
      assertRefused(
          stage, scheduler.resume("queued"), "job queued is QUEUED; resume needs it to be HELD");
      assertRefused(
          stage, scheduler.suspend("held"), "job held is HELD; suspend needs it to be QUEUED");
      assertRefused(
          stage, scheduler.complete("held"), "job held is HELD; complete needs it to be RUNNING");

      stage.addWorker("w-1", 4);
      assertRefused(
          stage,
          scheduler.suspend("queued"),
          "job queued is RUNNING; suspend needs it to be QUEUED");

      stage.done(scheduler.complete("queued"));
      assertRefused(
          stage,
          scheduler.complete("queued"),
          "job queued is COMPLETED; complete needs it to be RUNNING");
      assertRefused(
          stage, scheduler.cancel("queued"), "job queued is COMPLETED; it is too late to cancel");
      assertThat(scheduler.stats().completed()).isEqualTo(1);
    }
  }

  private static void assertRefused(Stage stage, CompletableFuture<?> command, String message) {
    stage.scheduler.step();
    assertThat(command)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(IllegalStateException.class)
        .withMessage(message);
  }

  @Test
  void command_twoInFlightForOneMove_onlyTheFirstSucceeds() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 4);
      stage.submit("j-1", 1);

      CompletableFuture<?> first = stage.scheduler.complete("j-1");
      CompletableFuture<?> second = stage.scheduler.complete("j-1");
      stage.done(first);

      assertThat(second).isCompletedExceptionally();
      assertThat(stage.scheduler.stats().completed()).isEqualTo(1);
    }
  }

  @Test
  void workerCommand_twoRemovalsInFlight_theSecondSaysItIsGone() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 4);
      stage.scheduler.remove("w-1");

      assertRefused(stage, stage.scheduler.remove("w-1"), "worker w-1 is gone");
    }
  }

  // ---- a full intake

  @Test
  void submit_fullIntake_isRefusedAndNothingIsTakenIn() {
    try (Stage stage = Stage.set(options -> options.intakeCapacity(4))) {
      for (int i = 0; i < 4; i++) {
        stage.scheduler.submit(Stage.job("j-" + i, 1).build());
      }

      assertThatThrownBy(() -> stage.scheduler.submit(Stage.job("j-x", 1).build()))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("4 commands wait");
      assertThatThrownBy(() -> stage.scheduler.register(Stage.worker("w-x", 1).build()))
          .isInstanceOf(RejectedExecutionException.class);
      assertThatThrownBy(() -> stage.scheduler.cancel("j-0"))
          .isInstanceOf(RejectedExecutionException.class);

      assertThat(stage.scheduler.job("j-x")).isEmpty();
      assertThat(stage.scheduler.worker("w-x")).isEmpty();
      stage.scheduler.step();
      assertThat(stage.scheduler.stats().submitted()).isEqualTo(4);
      assertThat(stage.state("j-0")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void submit_intakeEmptiedAgain_isTakenIn() {
    try (Stage stage = Stage.set(options -> options.intakeCapacity(4))) {
      for (int i = 0; i < 20; i++) {
        stage.submit("j-" + i, 1);
      }

      assertThat(stage.scheduler.stats().submitted()).isEqualTo(20);
    }
  }
}
