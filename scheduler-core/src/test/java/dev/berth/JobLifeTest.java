package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.JobStatus;
import dev.berth.model.Placement;
import dev.berth.model.Resources;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.model.Usage;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A job's moves: what each tells, in which order, and what it leaves behind. */
class JobLifeTest {

  @Test
  void submit_jobThatFits_tellsItsWholeLifeInOrder() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 4);
      stage.submit("j-1", 1);
      stage.done(stage.scheduler.complete("j-1"));

      assertThat(stage.heard.take())
          .containsExactly(
              "Registered w-1", "Queued j-1", "Placed j-1 w-1", "Started j-1", "Completed j-1");
    }
  }

  @Test
  void events_ofOneCycle_areNumberedWithoutGaps() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      for (int i = 0; i < 10; i++) {
        stage.submit("j-" + i, 1);
      }
      stage.done(stage.scheduler.remove("w-1"));

      List<SchedulerEvent> events = stage.heard.events();
      for (int i = 0; i < events.size(); i++) {
        assertThat(events.get(i).sequence()).isEqualTo(i + 1);
      }
    }
  }

  @Test
  void status_whileItLives_carriesTimesAttemptsAndReason() {
    try (Stage stage = Stage.set()) {
      stage.pass(Duration.ofSeconds(1));
      stage.submit(Stage.job("j-1", 1).maxRetries(1).build());
      stage.pass(Duration.ofSeconds(1));
      stage.addWorker("w-1", 1);
      stage.pass(Duration.ofSeconds(1));
      JobStatus running = stage.scheduler.job("j-1").orElseThrow();
      stage.clock.advance(Duration.ofSeconds(1));
      stage.done(stage.scheduler.fail("j-1", "exit 1"));
      stage.clock.advance(Duration.ofSeconds(1));
      stage.done(stage.scheduler.fail("j-1", "exit 2"));
      JobStatus over = stage.scheduler.job("j-1").orElseThrow();

      assertThat(running.state()).isEqualTo(JobState.RUNNING);
      assertThat(running.submittedAt()).isEqualTo(Instant.ofEpochSecond(1));
      assertThat(running.placedAt()).isEqualTo(Instant.ofEpochSecond(2));
      assertThat(running.finishedAt()).isNull();
      assertThat(running.attempts()).isEqualTo(1);
      assertThat(over.state()).isEqualTo(JobState.FAILED);
      assertThat(over.attempts()).isEqualTo(2);
      assertThat(over.finishedAt()).isEqualTo(Instant.ofEpochSecond(5));
      assertThat(over.reason()).isEqualTo("exit 2");
      assertThat(over.placement()).isEqualTo(new Placement("j-1", "w-1", List.of()));
    }
  }

  @Test
  void fail_retriesLeft_isQueuedAgainUntilTheyAreUsedUp() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      JobHandle job = stage.submit(Stage.job("j-1", 1).maxRetries(2).build());
      CompletableFuture<JobStatus> finished = job.finished();
      stage.heard.forget();

      for (int i = 0; i < 3; i++) {
        assertThat(finished).isNotDone();
        stage.done(stage.scheduler.fail("j-1", "exit " + i));
      }

      assertThat(stage.heard.take())
          .containsExactly(
              "Failed j-1 again",
              "Queued j-1",
              "Placed j-1 w-1",
              "Started j-1",
              "Failed j-1 again",
              "Queued j-1",
              "Placed j-1 w-1",
              "Started j-1",
              "Failed j-1 for good");
      assertThat(finished.join().attempts()).isEqualTo(3);
      assertThat(stage.scheduler.stats().failed()).isEqualTo(1);
      assertNothingReserved(stage);
    }
  }

  @Test
  void resume_heldJob_takesThePlaceItsAgeGivesIt() {
    try (Stage stage = Stage.set()) {
      stage.submit("old", 1);
      stage.submit("young", 1);
      stage.done(stage.scheduler.suspend("old"));
      assertThat(stage.state("old")).isEqualTo(JobState.HELD);
      stage.done(stage.scheduler.resume("old"));
      stage.heard.forget();

      stage.addWorker("w-1", 1);

      assertThat(stage.home("old")).isEqualTo("w-1");
      assertThat(stage.state("young")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void suspend_heldJob_isNotPlacedWhileItIsHeld() {
    try (Stage stage = Stage.set()) {
      stage.submit("j-1", 1);
      stage.done(stage.scheduler.suspend("j-1"));
      stage.addWorker("w-1", 4);
      stage.pass(Duration.ofMinutes(5));

      assertThat(stage.state("j-1")).isEqualTo(JobState.HELD);
      assertThat(stage.scheduler.stats().queued()).isZero();
      assertThat(stage.scheduler.explain("j-1").note()).contains("HELD until it is resumed");

      stage.done(stage.scheduler.resume("j-1"));

      assertThat(stage.state("j-1")).isEqualTo(JobState.QUEUED); // no heartbeat for minutes
      stage.scheduler.heartbeat("w-1", Usage.NONE);
      stage.scheduler.step();
      assertThat(stage.home("j-1")).isEqualTo("w-1");
    }
  }

  @Test
  void submit_suspended_isHeldAndCountsFromItsSubmission() {
    try (Stage stage = Stage.set()) {
      stage.submit(Stage.job("first", 1).suspended().build());
      stage.submit("second", 1);
      stage.done(stage.scheduler.resume("first"));
      stage.addWorker("w-1", 1);

      assertThat(stage.heard.take())
          .startsWith("Held first", "Queued second")
          .contains("Placed first w-1")
          .doesNotContain("Placed second w-1");
    }
  }

  // ---- cancel

  @Test
  void cancel_inEachState_endsItAndFreesWhatItHeld() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit("running", 1);
      stage.submit("parked", 1);
      stage.submit(Stage.job("held", 1).suspended().build());
      stage.scheduler.submit(Stage.job("fresh", 1).build());
      stage.heard.forget();

      for (String job : List.of("fresh", "held", "parked", "running")) {
        stage.done(stage.scheduler.cancel(job));
        assertThat(stage.state(job)).isEqualTo(JobState.CANCELLED);
      }

      assertThat(stage.heard.events(JobEvent.Cancelled.class)).hasSize(4);
      assertThat(stage.scheduler.stats().cancelled()).isEqualTo(4);
      assertThat(stage.scheduler.stats().queued()).isZero();
      assertThat(stage.scheduler.stats().running()).isZero();
      assertNothingReserved(stage);
    }
  }

  @Test
  void cancel_runningJob_letsTheNextOneIn() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit("first", 1);
      stage.submit("second", 1);

      stage.done(stage.scheduler.cancel("first"));

      assertThat(stage.home("second")).isEqualTo("w-1");
    }
  }

  @Test
  void cancel_theJobItsClassWasTriedWith_triesTheNextOfTheClass() {
    try (Stage stage = Stage.set()) {
      stage.submit("first", 1);
      stage.submit("second", 1);
      stage.scheduler.register(Stage.worker("w-1", 1).build());
      stage.scheduler.cancel("first");
      stage.scheduler.step();

      assertThat(stage.home("second")).isEqualTo("w-1");
    }
  }

  // ---- eviction

  @Test
  void remove_workerWithJobs_queuesThemAgainAtTheirAge() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 2);
      stage.submit("a", 1);
      stage.submit("b", 1);
      stage.submit("c", 1);
      stage.heard.forget();

      stage.done(stage.scheduler.remove("w-1"));
      assertThat(stage.heard.take())
          .containsExactlyInAnyOrder(
              "Evicted a",
              "Queued a",
              "Evicted b",
              "Queued b",
              "Removed w-1",
              "Unschedulable a",
              "Unschedulable b");
      stage.addWorker("w-2", 2);

      assertThat(stage.home("a")).isEqualTo("w-2");
      assertThat(stage.home("b")).isEqualTo("w-2");
      assertThat(stage.state("c")).isEqualTo(JobState.QUEUED);
      assertThat(stage.scheduler.stats().evicted()).isEqualTo(2);
      assertThat(stage.scheduler.job("a").orElseThrow().attempts()).isEqualTo(2);
    }
  }

  @Test
  void update_newNoExecuteTaint_evictsOnlyThoseThatDoNotTolerateIt() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 4);
      stage.submit("plain", 1);
      stage.submit(Stage.job("hardy", 1).tolerate(Toleration.equal("maintenance", "soon")).build());
      stage.heard.forget();

      stage.done(
          stage.scheduler.update(
              Stage.worker("w-1", 4).taint("maintenance", "soon", TaintEffect.NO_EXECUTE).build()));

      assertThat(stage.heard.take()).startsWith("Evicted plain", "Queued plain", "Updated w-1");
      assertThat(stage.scheduler.stats().evicted()).isEqualTo(1);
      assertThat(stage.home("hardy")).isEqualTo("w-1");
    }
  }

  @Test
  void evict_retriesUsedUp_isStillQueuedAgain() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit("j-1", 1);
      for (int i = 0; i < 5; i++) {
        stage.done(stage.scheduler.remove("w-1"));
        stage.addWorker("w-1", 1);
      }

      assertThat(stage.state("j-1")).isEqualTo(JobState.RUNNING);
      assertThat(stage.scheduler.job("j-1").orElseThrow().attempts()).isEqualTo(6);
    }
  }

  // ---- finished jobs

  @Test
  void finishedJobs_moreThanKept_areForgottenOldestFirstAndTheirIdsFree() {
    try (Stage stage = Stage.set(options -> options.finishedJobsKept(2))) {
      for (String id : List.of("a", "b", "c")) {
        stage.submit(id, 1);
        stage.done(stage.scheduler.cancel(id));
      }

      assertThat(stage.scheduler.job("a")).isEmpty();
      assertThat(stage.scheduler.job("b")).isPresent();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stage.submit("b", 1))
          .withMessageContaining("taken by a job that is CANCELLED");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stage.scheduler.cancel("a"))
          .withMessageContaining("the last 2 jobs that ended are remembered");
      stage.submit("a", 1);
      assertThat(stage.state("a")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void finishedJobsKept_none_stillTellsWhoeverHoldsAHandle() {
    try (Stage stage = Stage.set(options -> options.finishedJobsKept(0))) {
      stage.addWorker("w-1", 1);
      JobHandle job = stage.submit("a", 1);
      stage.done(stage.scheduler.complete("a"));

      assertThat(stage.scheduler.job("a")).isEmpty();
      assertThat(job.status().state()).isEqualTo(JobState.COMPLETED);
      assertThat(job.finished()).isCompleted();
    }
  }

  // ---- handles

  @Test
  void handle_futuresAskedForBefore_completeWhenItHappens() {
    try (Stage stage = Stage.set()) {
      JobHandle job = stage.submit("j-1", 1);
      CompletableFuture<Placement> placed = job.placed();
      CompletableFuture<JobStatus> finished = job.finished();
      assertThat(placed).isNotDone();

      stage.addWorker("w-1", 1);
      assertThat(placed).isCompletedWithValue(new Placement("j-1", "w-1", List.of()));
      assertThat(finished).isNotDone();

      stage.done(stage.scheduler.complete("j-1"));
      assertThat(finished.join().state()).isEqualTo(JobState.COMPLETED);
    }
  }

  @Test
  void handle_futuresAskedForAfter_areCompleteAlready() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      JobHandle job = stage.submit("j-1", 1);
      assertThat(job.placed()).isCompleted();
      stage.done(stage.scheduler.complete("j-1"));

      assertThat(job.placed()).isCompleted();
      assertThat(job.finished()).isCompleted();
      assertThat(job).hasToString("job j-1 (COMPLETED)");
    }
  }

  @Test
  void placed_jobCancelledBefore_failsNamingTheState() {
    try (Stage stage = Stage.set()) {
      JobHandle job = stage.submit("j-1", 1);
      CompletableFuture<Placement> placed = job.placed();
      stage.done(stage.scheduler.cancel("j-1"));

      assertThat(placed)
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(IllegalStateException.class)
          .withMessage("job j-1 is CANCELLED and was not placed");
      assertThat(job.placed()).isCompletedExceptionally();
      assertThat(job.finished().join().state()).isEqualTo(JobState.CANCELLED);
    }
  }

  @Test
  void placed_askedForAfterAnEviction_waitsForTheNextPlacement() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      JobHandle job = stage.submit("j-1", 1);
      assertThat(job.placed().join().workerId()).isEqualTo("w-1");
      stage.done(stage.scheduler.remove("w-1"));

      CompletableFuture<Placement> again = job.placed();
      assertThat(again).isNotDone();
      stage.addWorker("w-2", 1);

      assertThat(again.join().workerId()).isEqualTo("w-2");
    }
  }

  @Test
  void futures_timedOutByOneCaller_areUnharmedForTheNext() {
    try (Stage stage = Stage.set()) {
      JobHandle job = stage.submit("j-1", 1);
      assertThat(job.placed().orTimeout(1, TimeUnit.NANOSECONDS))
          .failsWithin(Duration.ofSeconds(10));
      job.finished().cancel(true);
      stage.addWorker("w-1", 1);
      stage.done(stage.scheduler.complete("j-1"));

      assertThat(job.placed()).isCompleted();
      assertThat(job.finished()).isCompleted();
    }
  }

  // ---- GPUs of a placement

  @Test
  void placement_wholeGpus_takesTheLowestIndexes() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(Stage.worker("w-1", 64).gpus(4, "a100").build());
      stage.submit(Job.builder("one").gpus(1).build());
      stage.submit(Job.builder("two").gpus(2).build());
      stage.done(stage.scheduler.complete("one"));
      stage.submit(Job.builder("three").gpus(2).build());

      assertThat(stage.placement("two").gpus()).containsExactly(1, 2);
      assertThat(stage.placement("three").gpus()).containsExactly(0, 3);
    }
  }

  @Test
  void placement_gpuShare_takesTheTightestThatFits() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(Stage.worker("w-1", 64).gpus(3, "a100").build());
      stage.submit(Job.builder("first").gpuShare(500).build());
      stage.submit(Job.builder("big").gpuShare(700).build());
      stage.submit(Job.builder("small").gpuShare(300).build());
      stage.submit(Job.builder("half").gpuShare(500).build());

      assertThat(stage.placement("first").gpus()).containsExactly(0);
      assertThat(stage.placement("big").gpus()).containsExactly(1);
      assertThat(stage.placement("small").gpus()).containsExactly(1); // 300 left, beside 500
      assertThat(stage.placement("half").gpus()).containsExactly(0);
      assertThat(stage.scheduler.worker("w-1").orElseThrow().requested().gpuMillis())
          .isEqualTo(2_000);
    }
  }

  @Test
  void placement_gpuModels_areHonoured() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(Stage.worker("w-1", 64).gpu("t4").gpu("a100").gpu("t4").gpu("h100").build());
      stage.submit(Job.builder("big").gpus(2).gpuModels("h100", "a100").build());
      stage.submit(Job.builder("none").gpus(1).gpuModels("h100", "a100").build());

      assertThat(stage.placement("big").gpus()).containsExactly(1, 3);
      assertThat(stage.state("none")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void placement_all64Gpus_areTakenAndGivenBack() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(Stage.worker("w-1", 64).gpus(64, "a100").build());
      stage.submit(Job.builder("all").gpus(64).build());
      stage.submit(Job.builder("share").gpuShare(1).build());

      assertThat(stage.placement("all").gpus()).hasSize(64).startsWith(0).endsWith(63);
      assertThat(stage.state("share")).isEqualTo(JobState.QUEUED);
      stage.done(stage.scheduler.complete("all"));
      assertThat(stage.placement("share").gpus()).containsExactly(0);
    }
  }

  private static void assertNothingReserved(Stage stage) {
    assertThat(stage.scheduler.workers())
        .allSatisfy(
            worker -> {
              assertThat(worker.requested()).isEqualTo(Resources.ZERO);
              assertThat(worker.runningJobs()).isZero();
            });
    stage.scheduler.engine().checkInvariants();
  }
}
