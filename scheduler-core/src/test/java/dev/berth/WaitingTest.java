package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.event.JobEvent;
import dev.berth.model.JobState;
import dev.berth.model.Priority;
import dev.berth.model.TaintEffect;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.queue.QueueStrategy;
import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Who goes next, and when those that fit nowhere are tried again. What must not happen is counted
 * in decisions and plugin calls, never in time.
 */
class WaitingTest {

  /** Long enough for no back-off to interfere. */
  private static Stage without(TestFilter... filters) {
    return Stage.with(
        options ->
            options.backoff(Duration.ofHours(1), Duration.ofHours(1)).healthTimeout(Duration.ZERO),
        filters);
  }

  private static List<String> placedInOrder(Stage stage) {
    return stage.heard.events(JobEvent.Placed.class).stream().map(JobEvent.Placed::jobId).toList();
  }

  private static SchedulerConfig fifo() {
    return SchedulerConfig.builder("default").queueStrategy(QueueStrategy.FIFO).build();
  }

  // ---- order

  @Test
  void order_mixedPriorities_isByPriorityThenAge() {
    try (Stage stage = Stage.set()) {
      List<Priority> priorities =
          List.of(Priority.LOW, Priority.CRITICAL, Priority.BATCH, Priority.HIGH, Priority.LOW);
      for (int i = 0; i < priorities.size(); i++) {
        stage.scheduler.submit(Stage.job("j-" + i, 1).priority(priorities.get(i)).build());
      }
      stage.scheduler.register(Stage.worker("w-1", 100).build());
      stage.scheduler.step();

      assertThat(placedInOrder(stage)).containsExactly("j-1", "j-3", "j-0", "j-4", "j-2");
    }
  }

  @Test
  void order_equalPriorities_isByAgeWhateverTheirClass() {
    try (Stage stage = Stage.set()) {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        stage.submit("j-" + i, 1 + i % 3);
        expected.add("j-" + i);
      }
      stage.addWorker("w-1", 1_000);

      assertThat(placedInOrder(stage)).isEqualTo(expected);
    }
  }

  @Test
  void order_oneSlotAtATime_isTheSame() {
    try (Stage stage = Stage.set()) {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        stage.submit("j-" + i, 1);
        expected.add("j-" + i);
      }
      stage.addWorker("w-1", 1);
      for (int i = 0; i < 19; i++) {
        stage.done(stage.scheduler.complete("j-" + i));
      }

      assertThat(placedInOrder(stage)).isEqualTo(expected);
    }
  }

  @Test
  void order_jobThatCameBack_goesBeforeYoungerOnes() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 1);
      stage.submit(Stage.job("old", 1).maxRetries(1).build());
      stage.submit("young", 1);
      stage.heard.forget();

      stage.done(stage.scheduler.fail("old", "exit 1"));

      assertThat(placedInOrder(stage)).containsExactly("old");
    }
  }

  @Test
  void order_smallJobBehindOneThatFitsNowhere_passesIt() {
    try (Stage stage = Stage.set()) {
      stage.addWorker("w-1", 2);
      stage.submit(Stage.job("big", 3).priority(Priority.CRITICAL).build());
      stage.submit("small", 1);

      assertThat(stage.state("big")).isEqualTo(JobState.QUEUED);
      assertThat(stage.home("small")).isEqualTo("w-1");
    }
  }

  // ---- strict order

  @Test
  void fifo_headThatDoesNotFit_blocksAllBehindAndExplainSaysSo() {
    try (Stage stage = Stage.set(options -> options.config(fifo()))) {
      stage.addWorker("w-1", 2);
      stage.submit("first", 1);
      stage.submit("head", 2);
      stage.submit(Stage.job("behind", 1).priority(Priority.CRITICAL).build());

      assertThat(stage.state("head")).isEqualTo(JobState.QUEUED);
      assertThat(stage.state("behind")).isEqualTo(JobState.QUEUED);
      assertThat(stage.scheduler.explain("behind").note())
          .isEqualTo("it waits behind the head of the queue");
      assertThat(stage.scheduler.explain("behind").feasible()).isEqualTo(1);
      assertThat(stage.scheduler.explain("head").note()).isNull();

      stage.done(stage.scheduler.complete("first"));
      assertThat(stage.home("head")).isEqualTo("w-1");
      stage.done(stage.scheduler.complete("head"));
      assertThat(stage.home("behind")).isEqualTo("w-1");
    }
  }

  @Test
  void fifo_headCancelledOrSuspended_letsTheNextGo() {
    try (Stage stage = Stage.set(options -> options.config(fifo()))) {
      stage.addWorker("w-1", 1);
      stage.submit("head", 9);
      stage.submit("second", 9);
      stage.submit("third", 1);

      stage.done(stage.scheduler.cancel("head"));
      assertThat(stage.state("third")).isEqualTo(JobState.QUEUED);
      stage.done(stage.scheduler.suspend("second"));

      assertThat(stage.home("third")).isEqualTo("w-1");
    }
  }

  @Test
  void fifo_olderJobResumed_isTheHeadAtOnce() {
    try (Stage stage = Stage.set(options -> options.config(fifo()))) {
      stage.addWorker("w-1", 1);
      stage.submit(Stage.job("old", 1).suspended().build());
      stage.submit("head", 9);

      stage.done(stage.scheduler.resume("old"));

      assertThat(stage.home("old")).isEqualTo("w-1");
      assertThat(stage.state("head")).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void fifo_changeThatDoesNotHelpTheHead_costsNoDecision() {
    try (Stage stage =
        Stage.set(
            options -> options.config(fifo()).backoff(Duration.ofHours(1), Duration.ofHours(1)))) {
      stage.addWorker("w-1", 4);
      stage.submit("a", 1);
      stage.submit("head", 9);
      long before = stage.decisions();

      stage.done(stage.scheduler.complete("a"));
      stage.addWorker("w-2", 4);

      assertThat(stage.decisions()).isEqualTo(before);
      stage.addWorker("w-3", 9);
      assertThat(stage.home("head")).isEqualTo("w-3");
    }
  }

  // ---- what brings a class back

  private record Cure(
      String name,
      WorkerFacet facet,
      BiPredicate<JobView, WorkerView> accepts,
      Consumer<Stage> cure,
      Consumer<Stage> noise) {}

  /** Changes of every facet but the one a filter reads, none of which may cost a decision. */
  private static Consumer<Stage> noiseBut(WorkerFacet facet) {
    return stage -> {
      if (facet != WorkerFacet.USAGE) {
        stage.scheduler.heartbeat("w-1", new Usage(10, 10, 10));
        stage.scheduler.step();
      }
      if (facet != WorkerFacet.STATE) {
        stage.done(stage.scheduler.drain("w-1"));
        stage.done(stage.scheduler.undrain("w-1"));
      }
      if (facet != WorkerFacet.RESOURCES && facet != WorkerFacet.JOBS) {
        stage.done(stage.scheduler.complete("tenant"));
      }
    };
  }

  @TestFactory
  Stream<DynamicTest> parkedClass_changeOfTheFacetItsFilterReads_bringsItBack() {
    Consumer<Stage> nothing = stage -> {};
    return Stream.of(
            new Cure(
                "label changed",
                WorkerFacet.LABELS,
                (job, worker) -> "yes".equals(worker.label("good")),
                stage -> update(stage, Stage.worker("w-1", 8).label("good", "yes").build()),
                noiseBut(WorkerFacet.LABELS)),
            new Cure(
                "taint removed",
                WorkerFacet.TAINTS,
                (job, worker) -> worker.taints().isEmpty(),
                stage -> update(stage, Stage.worker("w-1", 8).build()),
                noiseBut(WorkerFacet.TAINTS)),
            new Cure(
                "capacity grown",
                WorkerFacet.RESOURCES,
                (job, worker) -> worker.freeCpuMillis() >= 9_000,
                stage -> update(stage, Stage.worker("w-1", 16).build()),
                noiseBut(WorkerFacet.RESOURCES)),
            new Cure(
                "freed",
                WorkerFacet.RESOURCES,
                (job, worker) -> worker.freeCpuMillis() == 8_000,
                stage -> stage.done(stage.scheduler.complete("tenant")),
                noiseBut(WorkerFacet.RESOURCES)),
            new Cure(
                "job gone",
                WorkerFacet.JOBS,
                (job, worker) -> worker.jobCount() == 0,
                stage -> stage.done(stage.scheduler.cancel("tenant")),
                noiseBut(WorkerFacet.JOBS)),
            new Cure(
                "load gone",
                WorkerFacet.USAGE,
                (job, worker) -> worker.cpuLoadMillis() == 0 && worker.memoryLoadMillis() == 0,
                stage -> {
                  stage.scheduler.heartbeat("w-1", Usage.NONE);
                  stage.scheduler.step();
                },
                noiseBut(WorkerFacet.USAGE)),
            new Cure(
                "undrained",
                WorkerFacet.STATE,
                (job, worker) -> worker.state() != WorkerState.DRAINING,
                stage -> stage.done(stage.scheduler.undrain("w-1")),
                nothing),
            new Cure(
                "GPU added",
                WorkerFacet.GPUS,
                (job, worker) -> worker.gpuCount() > 0,
                stage -> update(stage, Stage.worker("w-1", 8).gpus(1, "a100").build()),
                noiseBut(WorkerFacet.GPUS)))
        .map(cure -> DynamicTest.dynamicTest(cure.name, () -> check(cure)));
  }

  private static void update(Stage stage, Worker worker) {
    stage.done(stage.scheduler.update(worker));
  }

  private static void check(Cure cure) {
    TestFilter filter =
        TestFilter.of(
            "facet",
            (job, worker) -> job.id().equals("tenant") || cure.accepts.test(job, worker),
            cure.facet);
    try (Stage stage = without(filter.readingOfJob(JobFacet.ID))) {
      stage.scheduler.register(
          Stage.worker("w-1", 8).taint("k", "v", TaintEffect.NO_SCHEDULE).build());
      stage.scheduler.heartbeat("w-1", new Usage(50, 1L << 39, 50));
      stage.submit("tenant", 1);
      if (cure.name.equals("undrained")) {
        stage.done(stage.scheduler.drain("w-1"));
      }
      stage.submit("waits", 0);
      assertThat(stage.state("waits")).isEqualTo(JobState.QUEUED);

      long before = stage.decisions();
      cure.noise.accept(stage);
      assertThat(stage.decisions()).as("decisions for changes that cannot help").isEqualTo(before);

      cure.cure.accept(stage);
      assertThat(stage.home("waits")).isEqualTo("w-1");
      assertThat(stage.decisions()).isEqualTo(before + 1);
    }
  }

  @Test
  void parkedClass_loadTrembles_isNotAskedAgain() {
    TestFilter idle =
        TestFilter.of("idle", (job, worker) -> worker.cpuLoadMillis() == 0, WorkerFacet.USAGE);
    try (Stage stage = Stage.with(idle)) {
      stage.addWorker("w-1", 1);
      stage.scheduler.heartbeat("w-1", new Usage(50, 0, 0));
      stage.submit("j-1", 0);
      long calls = idle.calls();

      for (double percent : new double[] {51.5, 54, 50, 49.123, 52}) {
        stage.scheduler.heartbeat("w-1", new Usage(percent, 0, 0));
        stage.scheduler.step();
      }
      assertThat(idle.calls()).isEqualTo(calls);
      assertThat(stage.scheduler.worker("w-1").orElseThrow().usage().cpuPercent()).isEqualTo(52);

      stage.scheduler.heartbeat("w-1", Usage.NONE);
      stage.scheduler.step();

      assertThat(stage.home("j-1")).isEqualTo("w-1");
    }
  }

  @Test
  void parkedClass_workerAdded_comesBackWhateverItsFiltersRead() {
    TestFilter byId = TestFilter.of("byId", (job, worker) -> worker.id().equals("w-2"));
    try (Stage stage = without(byId)) {
      stage.submit("j-1", 0);
      stage.addWorker("w-1", 1);
      assertThat(stage.state("j-1")).isEqualTo(JobState.QUEUED);
      assertThat(stage.decisions()).isEqualTo(1);

      stage.addWorker("w-2", 1);

      assertThat(stage.home("j-1")).isEqualTo("w-2");
      assertThat(stage.decisions()).isEqualTo(2);
    }
  }

  @Test
  void parkedClass_workerHealthyAgain_comesBack() {
    try (Stage stage =
        Stage.set(options -> options.backoff(Duration.ofHours(1), Duration.ofHours(1)))) {
      stage.addWorker("w-1", 1);
      stage.pass(Duration.ofSeconds(30));
      stage.submit("j-1", 1);
      assertThat(stage.state("j-1")).isEqualTo(JobState.QUEUED);

      stage.scheduler.heartbeat("w-1", Usage.NONE);
      stage.scheduler.step();

      assertThat(stage.home("j-1")).isEqualTo("w-1");
    }
  }

  @Test
  void parkedClass_rightFacetButTooLittle_costsNoDecision() {
    try (Stage stage = without(TestFilter.fits())) {
      stage.addWorker("w-1", 4);
      stage.submit("a", 1);
      stage.submit("b", 1);
      stage.submit("big", 4);
      long before = stage.decisions();

      stage.done(stage.scheduler.complete("a"));
      assertThat(stage.decisions()).isEqualTo(before);
      stage.done(stage.scheduler.complete("b"));

      assertThat(stage.home("big")).isEqualTo("w-1");
      assertThat(stage.decisions()).isEqualTo(before + 1);
    }
  }

  @Test
  void parkedClass_manyJobs_costsOneDecisionAPlaceThatOpens() {
    try (Stage stage = without(TestFilter.fits())) {
      for (int i = 0; i < 1_000; i++) {
        stage.submit("j-" + i, 1);
      }
      assertThat(stage.decisions()).isEqualTo(1);

      stage.addWorker("w-1", 10);

      assertThat(stage.scheduler.stats().placed()).isEqualTo(10);
      assertThat(stage.decisions()).isEqualTo(1 + 10 + 1);
      assertThat(stage.scheduler.stats().queued()).isEqualTo(990);
    }
  }

  @Test
  void unschedulable_manyRounds_isToldOnceAWait() {
    try (Stage stage = Stage.set()) {
      stage.submit(Stage.job("j-1", 1).build());
      for (int i = 0; i < 10; i++) {
        stage.pass(Duration.ofMinutes(2));
      }
      assertThat(stage.heard.events(JobEvent.Unschedulable.class)).hasSize(1);

      stage.addWorker("w-1", 1);
      stage.done(stage.scheduler.remove("w-1"));

      assertThat(stage.heard.events(JobEvent.Unschedulable.class)).hasSize(2);
    }
  }

  // ---- back-off

  @Test
  void backoff_refusedAgainAndAgain_doublesToTheCap() {
    boolean[] open = new boolean[1];
    TestFilter hidden = TestFilter.of("hidden", (job, worker) -> open[0]);
    try (Stage stage =
        Stage.with(
            options ->
                options
                    .healthTimeout(Duration.ZERO)
                    .backoff(Duration.ofSeconds(1), Duration.ofSeconds(10)),
            hidden)) {
      stage.addWorker("w-1", 1);
      stage.submit("j-1", 1);
      long expected = 1;
      for (int seconds : new int[] {1, 2, 4, 8, 10, 10, 10}) {
        assertThat(stage.decisions()).isEqualTo(expected);
        assertThat(stage.scheduler.nextTimerNanos())
            .hasValue(stage.clock.nanos() + Duration.ofSeconds(seconds).toNanos());
        stage.pass(Duration.ofSeconds(seconds).minusNanos(1));
        assertThat(stage.decisions()).isEqualTo(expected);
        stage.pass(Duration.ofNanos(1));
        expected++;
      }
      assertThat(stage.decisions()).isEqualTo(expected);

      open[0] = true;
      stage.pass(Duration.ofSeconds(10));
      assertThat(stage.home("j-1")).isEqualTo("w-1");
    }
  }

  @Test
  void backoff_ofAnEarlierWait_doesNotEndALaterOne() {
    try (Stage stage =
        Stage.set(
            options ->
                options
                    .healthTimeout(Duration.ZERO)
                    .backoff(Duration.ofSeconds(10), Duration.ofSeconds(60)))) {
      stage.addWorker("w-1", 1);
      stage.submit("a", 1);
      stage.submit("b", 1);
      stage.submit("c", 1); // b was refused at 0 s
      stage.pass(Duration.ofSeconds(5));
      stage.done(stage.scheduler.complete("a")); // b is placed and c refused at 5 s
      long before = stage.decisions();

      stage.pass(Duration.ofSeconds(5));
      assertThat(stage.decisions()).as("at 10 s").isEqualTo(before);
      stage.pass(Duration.ofSeconds(5));
      assertThat(stage.decisions()).as("at 15 s").isEqualTo(before + 1);
    }
  }

  @Test
  void backoff_hugeBase_neverOverflows() {
    Duration years = Duration.ofDays(3_650);
    try (Stage stage = Stage.set(options -> options.backoff(Duration.ofDays(1), years))) {
      stage.submit("j-1", 1);
      for (int i = 0; i < 20; i++) {
        stage.pass(Duration.ofDays(1L << Math.min(i, 12)));
      }

      assertThat(stage.decisions()).isBetween(10L, 21L);
    }
  }

  // ---- hopeless crowds

  @Test
  void hopelessJobs_tenThousandClasses_costTheOthersNothing() {
    TestFilter filter = TestFilter.fits();
    try (Stage stage = without(filter)) {
      stage.addWorker("w-1", 2);
      int hopeless = 10_000;
      for (int i = 0; i < hopeless; i++) {
        stage.scheduler.submit(Stage.job("hopeless-" + i, 10 + i).build());
      }
      stage.scheduler.step();
      assertThat(stage.decisions()).isEqualTo(hopeless);

      long decisions = stage.decisions();
      long calls = filter.calls();
      int others = 1_000;
      for (int i = 0; i < others; i++) {
        stage.submit("j-" + i, 1);
        stage.done(stage.scheduler.complete("j-" + i));
      }

      assertThat(stage.scheduler.stats().completed()).isEqualTo(others);
      assertThat(stage.decisions() - decisions).isEqualTo(others);
      assertThat(filter.calls() - calls).isEqualTo(others);
    }
  }

  @Test
  void hopelessJobs_beyondWhatIsAskedAtOnce_stillGetTheirTurn() {
    String[] wanted = {"none"};
    TestFilter byLabel =
        TestFilter.of("byLabel", (job, worker) -> job.id().equals(wanted[0]), WorkerFacet.USAGE);
    try (Stage stage = without(byLabel.readingOfJob(JobFacet.ID))) {
      stage.addWorker("w-1", 2);
      for (int i = 0; i < 5_000; i++) {
        stage.scheduler.submit(Stage.job("j-" + i, 1).build());
      }
      stage.scheduler.step();
      wanted[0] = "j-4500";

      int heartbeats = 0;
      while (stage.state("j-4500") == JobState.QUEUED && heartbeats < 10) {
        stage.scheduler.heartbeat("w-1", new Usage(heartbeats % 2 == 0 ? 100 : 0, 0, 0));
        stage.scheduler.step();
        heartbeats++;
      }

      assertThat(stage.state("j-4500")).isEqualTo(JobState.RUNNING);
      assertThat(heartbeats).isBetween(2, 5);
    }
  }

  // ---- several profiles

  @Test
  void profiles_sideBySide_takeTurnsAndOneThatWaitsDoesNotHoldTheOther() {
    try (Stage stage =
        Stage.set(
            options ->
                options
                    .config(
                        SchedulerConfig.builder("strict").queueStrategy(QueueStrategy.FIFO).build())
                    .config(SchedulerConfig.builder("loose").build()))) {
      stage.addWorker("w-1", 4);
      for (int i = 0; i < 2; i++) {
        stage.scheduler.submit(Stage.job("strict-" + i, 1).profile("strict").build());
        stage.scheduler.submit(Stage.job("loose-" + i, 1).profile("loose").build());
      }
      stage.scheduler.step();
      assertThat(placedInOrder(stage))
          .containsExactly("strict-0", "loose-0", "strict-1", "loose-1");

      stage.scheduler.submit(Stage.job("head", 9).profile("strict").build());
      stage.done(stage.scheduler.complete("strict-0"));
      stage.submit(Stage.job("late", 1).profile("loose").build());

      assertThat(stage.state("head")).isEqualTo(JobState.QUEUED);
      assertThat(stage.home("late")).isEqualTo("w-1");
    }
  }
}
