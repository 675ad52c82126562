package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Resources;
import dev.berth.model.TaintEffect;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.model.WorkerStatus;
import dev.berth.spi.WorkerFacet;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A worker's moves: health, draining, updates, and its row in other hands. */
class WorkerLifeTest {

  private static final Duration NANO = Duration.ofNanos(1);

  // ---- health

  @Test
  void health_noHeartbeat_isUnhealthyAtExactlyTheTimeOut() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.pass(Duration.ofSeconds(30).minus(NANO));
      assertThat(stage.workerState("w-1")).isEqualTo(WorkerState.AVAILABLE);
      assertThat(stage.scheduler.healthyWorkers()).hasSize(1);

      stage.heard.forget();
      stage.pass(NANO);

      assertThat(stage.workerState("w-1")).isEqualTo(WorkerState.UNHEALTHY);
      assertThat(stage.heard.take()).containsExactly("StateChanged w-1 AVAILABLE to UNHEALTHY");
      assertThat(stage.scheduler.healthyWorkers()).isEmpty();
      assertThat(stage.scheduler.stats().healthyWorkers()).isZero();
      assertThat(stage.scheduler.stats().workers()).isEqualTo(1);
      stage.submit("j-1", 1);
      assertThat(stage.state("j-1")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void health_heartbeatsComeIn_staysHealthy() {
    try (Stage stage = Stage.set()) {
      WorkerHandle worker = stage.addWorker("w-1", 1);
      for (int i = 0; i < 20; i++) {
        stage.pass(Duration.ofSeconds(20));
        worker.heartbeat(new Usage(50, 1L << 30, 10));
        stage.scheduler.step();
      }

      assertThat(worker.status().state()).isEqualTo(WorkerState.AVAILABLE);
      assertThat(worker.status().lastHeartbeat()).isEqualTo(Instant.ofEpochSecond(400));
      assertThat(worker.status().usage()).isEqualTo(new Usage(50, 1L << 30, 10));
      stage.pass(Duration.ofSeconds(30));
      assertThat(worker.status().state()).isEqualTo(WorkerState.UNHEALTHY);
    }
  }

  @Test
  void health_graceOver_queuesItsJobsAgainAtExactlyThatTime() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit("j-1", 1);
      stage.pass(Duration.ofSeconds(30));
      stage.pass(Duration.ofSeconds(30).minus(NANO));
      assertThat(stage.state("j-1")).isEqualTo(JobState.RUNNING);

      stage.heard.forget();
      stage.pass(NANO);

      assertThat(stage.state("j-1")).isEqualTo(JobState.QUEUED);
      assertThat(stage.heard.take()).startsWith("Evicted j-1", "Queued j-1");
      assertThat(stage.scheduler.worker("w-1").orElseThrow().requested()).isEqualTo(Resources.ZERO);
    }
  }

  @Test
  void health_clockJumpsPastTheGrace_isUnhealthyAndLosesItsJobsAtOnce() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit("j-1", 1);
      stage.heard.forget();

      stage.pass(Duration.ofHours(1));

      assertThat(stage.heard.take())
          .startsWith("StateChanged w-1 AVAILABLE to UNHEALTHY", "Evicted j-1", "Queued j-1");
    }
  }

  @Test
  void heartbeat_unhealthyWorker_keepsItsJobsAndTakesNewOnes() {
    try (Stage stage = Stage.set()) {
      WorkerHandle worker = stage.addWorker("w-1", 2);
      stage.submit("old", 1);
      stage.pass(Duration.ofSeconds(45));
      stage.submit("new", 1);
      stage.heard.forget();

      worker.heartbeat(Usage.NONE);
      stage.scheduler.step();

      assertThat(stage.heard.take())
          .startsWith("StateChanged w-1 UNHEALTHY to AVAILABLE")
          .contains("Placed new w-1");
      assertThat(stage.state("old")).isEqualTo(JobState.RUNNING);
      assertThat(stage.scheduler.stats().healthyWorkers()).isEqualTo(1);
    }
  }

  @Test
  void heartbeat_lostWorker_getsItsJobBack() {
    try (Stage stage = Stage.set()) {
      WorkerHandle worker = stage.addWorker("w-1", 1);
      stage.submit("j-1", 1);
      stage.pass(Duration.ofSeconds(60));
      worker.heartbeat(Usage.NONE);
      stage.scheduler.step();

      assertThat(stage.home("j-1")).isEqualTo("w-1");
      assertThat(stage.scheduler.job("j-1").orElseThrow().attempts()).isEqualTo(2);
    }
  }

  @Test
  void health_healedOnceThenSilent_isNoticedOnTimeThoughTheGraceIsLong() {
    try (Stage stage = Stage.set(options -> options.lostGrace(Duration.ofHours(1)))) {
      WorkerHandle worker = stage.addWorker("w-1", 1);
      stage.pass(Duration.ofSeconds(40));
      worker.heartbeat(Usage.NONE);
      stage.scheduler.step();
      assertThat(worker.status().state()).isEqualTo(WorkerState.AVAILABLE);

      stage.pass(Duration.ofSeconds(30).minus(NANO));
      assertThat(worker.status().state()).isEqualTo(WorkerState.AVAILABLE);
      stage.pass(NANO);
      assertThat(worker.status().state()).isEqualTo(WorkerState.UNHEALTHY);
    }
  }

  @Test
  void healthTimeout_zero_watchesNobody() {
    try (Stage stage = Stage.set(options -> options.healthTimeout(Duration.ZERO))) {
      stage.addWorker("w-1", 1);
      stage.pass(Duration.ofDays(365));

      assertThat(stage.workerState("w-1")).isEqualTo(WorkerState.AVAILABLE);
      assertThat(stage.scheduler.nextTimerNanos()).isEmpty();
    }
  }

  @Test
  void heartbeat_workerGone_hasNoEffect() {
    try (Stage stage = Stage.set()) {
      WorkerHandle worker = stage.addWorker("w-1", 1);
      stage.done(stage.scheduler.remove("w-1"));
      worker.heartbeat(Usage.NONE);
      stage.scheduler.step();

      assertThat(worker.status().state()).isEqualTo(WorkerState.GONE);
      assertThat(stage.scheduler.worker("w-1")).isEmpty();
      stage.pass(Duration.ofHours(1));
      assertThat(stage.heard.take()).containsExactly("Registered w-1", "Removed w-1");
    }
  }

  // ---- draining

  @Test
  void drain_workerWithJobs_takesNoneAndTellsWhenTheLastHasEnded() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 4);
      stage.submit("a", 1);
      stage.submit("b", 1);
      stage.done(stage.scheduler.drain("w-1"));
      stage.submit("late", 1);
      assertThat(stage.state("late")).isEqualTo(JobState.QUEUED);
      assertThat(stage.workerState("w-1")).isEqualTo(WorkerState.DRAINING);

      stage.done(stage.scheduler.complete("a"));
      stage.heard.forget();
      stage.done(stage.scheduler.complete("b"));

      assertThat(stage.heard.take()).containsExactly("Completed b", "Drained w-1");
      assertThat(stage.state("late")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void drain_idleWorker_isDrainedAtOnceAndOnlyOnce() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 4);
      stage.heard.forget();

      stage.done(stage.scheduler.drain("w-1"));
      stage.done(stage.scheduler.drain("w-1"));

      assertThat(stage.heard.take())
          .containsExactly("StateChanged w-1 AVAILABLE to DRAINING", "Drained w-1");
    }
  }

  @Test
  void undrain_drainedWorker_takesTheJobsThatWait() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 4);
      stage.done(stage.scheduler.drain("w-1"));
      stage.submit("j-1", 1);

      stage.done(stage.scheduler.undrain("w-1"));

      assertThat(stage.home("j-1")).isEqualTo("w-1");
      assertThat(stage.workerState("w-1")).isEqualTo(WorkerState.RUNNING);
    }
  }

  @Test
  void heartbeat_unhealthyWorkerThatDrains_goesOnDraining() {
    try (Stage stage = Stage.set()) {
      WorkerHandle worker = stage.addWorker("w-1", 4);
      stage.done(stage.scheduler.drain("w-1"));
      stage.pass(Duration.ofSeconds(30));
      assertThat(worker.status().state()).isEqualTo(WorkerState.UNHEALTHY);

      worker.heartbeat(Usage.NONE);
      stage.scheduler.step();

      assertThat(worker.status().state()).isEqualTo(WorkerState.DRAINING);
    }
  }

  // ---- updates

  @Test
  void update_moreCapacity_letsTheNextJobIn() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit("a", 1);
      stage.submit("b", 2);

      stage.done(stage.scheduler.update(Stage.worker("w-1", 3).build()));

      assertThat(stage.home("b")).isEqualTo("w-1");
      WorkerStatus worker = stage.scheduler.worker("w-1").orElseThrow();
      assertThat(worker.requested().cpuMillis()).isEqualTo(3_000);
      assertThat(worker.worker().capacity().cpuMillis()).isEqualTo(3_000);
    }
  }

  @Test
  void update_lessThanIsHeld_isRefusedAndNothingChanges() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(Stage.worker("w-1", 4).label("zone", "a").extra("licence", 2).build());
      stage.submit(Stage.job("j-1", 2).extra("licence", 2).build());

      CompletableFuture<?> lessCpu =
          stage.scheduler.update(
              Worker.builder("w-1")
                  .cpuMillis(1_999)
                  .memoryBytes(1L << 40)
                  .extra("licence", 2)
                  .label("zone", "b")
                  .build());
      CompletableFuture<?> noLicence = stage.scheduler.update(Stage.worker("w-1", 4).build());
      stage.scheduler.step();

      assertRefused(
          lessCpu, "cpu (1999) of worker w-1 must be at least the 2000 that its jobs hold");
      assertRefused(noLicence, "licence (0) of worker w-1 must be at least the 2");
      WorkerStatus worker = stage.scheduler.worker("w-1").orElseThrow();
      assertThat(worker.worker().labels()).containsEntry("zone", "a");
      assertThat(worker.worker().capacity().cpuMillis()).isEqualTo(4_000);
      stage.scheduler.engine().checkInvariants();
    }
  }

  @Test
  void update_exactlyWhatIsHeld_isTaken() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 4);
      stage.submit("j-1", 2);

      stage.done(stage.scheduler.update(Worker.builder("w-1").cpuMillis(2_000).build()));

      assertThat(stage.workerState("w-1")).isEqualTo(WorkerState.RUNNING);
    }
  }

  @Test
  void update_busyGpuRemovedOrReplaced_isRefused() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(Stage.worker("w-1", 4).gpus(2, "a100").build());
      stage.submit(Job.builder("first").gpus(1).build());
      stage.submit(Job.builder("share").gpuShare(100).build());
      stage.done(stage.scheduler.complete("first")); // GPU 1 stays busy

      CompletableFuture<?> removed =
          stage.scheduler.update(Stage.worker("w-1", 4).gpus(1, "a100").build());
      CompletableFuture<?> replaced =
          stage.scheduler.update(Stage.worker("w-1", 4).gpu("a100").gpu("h100").build());
      CompletableFuture<?> other =
          stage.scheduler.update(
              Stage.worker("w-1", 4).gpu("h100").gpu("a100").gpu("h100").build());
      stage.scheduler.step();

      assertRefused(removed, "GPU 1 of worker w-1 must stay: a job holds it");
      assertRefused(replaced, "GPU 1 of worker w-1 must stay: a job holds it");
      assertThat(other).isCompleted();
      stage.submit(Job.builder("two").gpus(2).gpuModels("h100").build());
      assertThat(stage.placement("two").gpus()).containsExactly(0, 2);
      stage.done(stage.scheduler.complete("share"));
      stage.scheduler.engine().checkInvariants();
    }
  }

  @Test
  void update_moreMemory_keepsTheLoadInProportion() {
    long[] load = new long[1];
    TestFilter filter =
        TestFilter.of(
            "load",
            (job, worker) -> {
              load[0] = worker.memoryLoadMillis();
              return false;
            },
            WorkerFacet.USAGE);
    try (Stage stage = Stage.with(filter)) {
      WorkerHandle worker = stage.addWorker(Worker.builder("w-1").memoryBytes(1_000).build());
      worker.heartbeat(new Usage(0, 800, 0));
      stage.submit("a", 0);
      assertThat(load[0]).isEqualTo(806);

      stage.done(stage.scheduler.update(Worker.builder("w-1").memoryBytes(2_000).build()));
      stage.submit("b", 1);

      assertThat(load[0]).isEqualTo(387);
    }
  }

  private static void assertRefused(CompletableFuture<?> command, String message) {
    assertThat(command)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(IllegalStateException.class)
        .withMessageContaining(message);
  }

  // ---- rows in other hands

  @Test
  void register_rowUsedBefore_carriesNothingOver() {
    TestFilter clean =
        TestFilter.of(
            "clean",
            (job, worker) ->
                worker.taints().isEmpty()
                    && worker.label("zone") == null
                    && !worker.matches(LabelRequirement.exists("zone"))
                    && worker.extra("licence") == 0
                    && worker.freeExtra("licence") == 0
                    && worker.gpuCount() == 0
                    && worker.freeGpuMillis() == 0
                    && worker.cpuLoadMillis() == 0
                    && worker.memoryLoadMillis() == 0
                    && worker.jobCount() == 0
                    && worker.state() == WorkerState.AVAILABLE,
            WorkerFacet.values());
    try (Stage stage = Stage.with(TestFilter.fits(), clean)) {
      WorkerHandle old =
          stage.addWorker(
              Stage.worker("old", 1)
                  .label("zone", "a")
                  .extra("licence", 3)
                  .gpus(2, "a100")
                  .taint("k", "v", TaintEffect.NO_SCHEDULE)
                  .build());
      old.heartbeat(new Usage(90, 1L << 39, 90));
      stage.done(stage.scheduler.drain("old"));
      stage.done(stage.scheduler.remove("old"));

      stage.addWorker("new", 1);
      stage.submit("j-1", 1);

      assertThat(stage.home("j-1")).isEqualTo("new");
      stage.scheduler.engine().checkInvariants();
    }
  }

  @Test
  void register_removedIdInTheSameStep_isANewWorker() {
    try (Stage stage = Stage.set()) {
      WorkerHandle old = stage.addWorker("w-1", 1);
      stage.submit("j-1", 1);
      stage.done(stage.scheduler.remove("w-1"));
      WorkerHandle young = stage.addWorker("w-1", 2);

      assertThat(old.status().state()).isEqualTo(WorkerState.GONE);
      assertThat(young.status().state()).isEqualTo(WorkerState.RUNNING);
      stage.pass(Duration.ofSeconds(30));
      assertThat(stage.workerState("w-1")).isEqualTo(WorkerState.UNHEALTHY);
    }
  }

  @Test
  void remove_workerAddedInTheSameStep_leavesNoTrace() {
    try (Stage stage = Stage.set()) {
      stage.submit("j-1", 1);
      stage.scheduler.register(Stage.worker("w-1", 1).build());
      stage.done(stage.scheduler.remove("w-1"));

      assertThat(stage.scheduler.workers()).isEmpty();
      assertThat(stage.state("j-1")).isEqualTo(JobState.QUEUED);
      assertThat(stage.scheduler.stats().workers()).isZero();
    }
  }

  @Test
  void workers_areListedById() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-2", 1);
      stage.addWorker("w-10", 1);
      stage.addWorker("w-1", 1);

      assertThat(stage.scheduler.workers())
          .extracting(worker -> worker.worker().id())
          .containsExactly("w-1", "w-10", "w-2");
    }
  }
}
