package dev.berth;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.event.EngineEvent;
import dev.berth.event.JobEvent;
import dev.berth.model.Explanation;
import dev.berth.model.JobState;
import dev.berth.queue.QueueStrategy;
import dev.berth.spi.JobFacet;
import dev.berth.spi.Plugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.testing.RecordingListener;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import dev.berth.testing.TestScore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A plugin that throws, lies or hangs hurts its own job at most, and is named. */
@Timeout(60)
class PluginFaultTest {

  static final List<QueueStrategy> STRATEGIES = List.of(QueueStrategy.PRIORITY, QueueStrategy.FIFO);

  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Throws again when somebody wants to know what it is. */
  private static final class Hostile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("not telling");
    }
  }

  private static TestFilter poisonedBy(String job, Runnable poison) {
    return TestFilter.of(
            "touchy",
            (asked, worker) -> {
              if (asked.id().startsWith(job)) {
                poison.run();
              }
              return true;
            },
            WorkerFacet.values())
        .readingOfJob(JobFacet.ID);
  }

  private static TestScore scorePoisonedBy(String job, Runnable poison) {
    return TestScore.of(
        "touchyScore",
        (asked, worker) -> {
          if (asked.id().startsWith(job)) {
            poison.run();
          }
          return 1;
        });
  }

  /** Recurses until the stack is full. */
  private static int deeper(int depth) {
    return depth < 0 ? 0 : 1 + deeper(depth + 1);
  }

  private static final class Thrower implements Runnable {
    private final RuntimeException exception;

    Thrower(RuntimeException exception) {
      this.exception = exception;
    }

    @Override
    public void run() {
      throw exception;
    }
  }

  private static Stream<Runnable> poisons() {
    return Stream.of(
        new Thrower(new IllegalStateException("broken")),
        new Thrower(new Hostile()),
        () -> {
          throw new LinkageError("no such class");
        },
        () -> deeper(0));
  }

  // ---- throwing

  @TestFactory
  Stream<DynamicTest> filter_throws_leavesOnlyThatJobWaiting() {
    return poisons()
        .map(
            poison ->
                DynamicTest.dynamicTest(
                    "poison",
                    () -> {
                      try (Stage stage = Stage.with(TestFilter.fits(), poisonedBy("bad", poison))) {
                        stage.addWorker("w-1", 8);
                        stage.submit("bad", 1);
                        stage.submit("good", 1);

                        assertThat(stage.state("bad")).isEqualTo(JobState.QUEUED);
                        assertThat(stage.home("good")).isEqualTo("w-1");
                        assertThat(stage.heard.take()).contains("PluginFaulted touchy bad");
                        assertThat(stage.scheduler.stats().pluginFaults()).isEqualTo(1);
                        assertThat(stage.scheduler.explain("bad").toString())
                            .contains("touchy")
                            .contains("the filter threw");
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> score_throws_theJobIsPlacedByTheOthers() {
    return poisons()
        .map(
            poison ->
                DynamicTest.dynamicTest(
                    "poison",
                    () -> {
                      TestScore other =
                          TestScore.of("other", (job, w) -> w.id().equals("w-2") ? 10 : 0);
                      try (Stage stage =
                          Stage.with(TestFilter.fits(), other, scorePoisonedBy("bad", poison))) {
                        stage.addWorker("w-1", 8);
                        stage.addWorker("w-2", 8);
                        stage.submit("bad", 1);

                        assertThat(stage.home("bad")).isEqualTo("w-2");
                        assertThat(stage.heard.take()).contains("PluginFaulted touchyScore bad");
                      }
                    }));
  }

  @Test
  void fault_message_isWhatWasThrown() {
    try (Stage stage =
        Stage.with(
            TestFilter.fits(),
            poisonedBy("bad", new Thrower(new IllegalStateException("disk on fire"))))) {
      stage.addWorker("w-1", 8);
      stage.submit("bad", 1);

      EngineEvent.PluginFaulted fault = stage.heard.events(EngineEvent.PluginFaulted.class).get(0);
      assertThat(fault.message()).isEqualTo("java.lang.IllegalStateException: disk on fire");
    }
  }

  @Test
  void filter_threwForAJob_isNotAskedAboutItAtEveryChange() {
    TestFilter touchy = poisonedBy("bad", new Thrower(new IllegalStateException()));
    try (Stage stage =
        Stage.with(options -> options.backoff(Duration.ofHours(1), Duration.ofHours(1)), touchy)) {
      stage.addWorker("w-1", 8);
      stage.submit("bad", 1);
      long before = touchy.calls();

      for (int i = 0; i < 20; i++) {
        stage.addWorker("more-" + i, 8);
      }
      assertThat(touchy.calls()).isEqualTo(before);
      assertThat(stage.scheduler.stats().pluginFaults()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @FieldSource("STRATEGIES")
  void filter_throwsWhenAskedAboutAChange_isNotAskedAgainBeforeTheBackOff(QueueStrategy strategy) {
    TestFilter touchy =
        TestFilter.of(
            "touchy",
            (job, worker) -> {
              if (worker.id().startsWith("trap")) {
                throw new IllegalStateException();
              }
              return false;
            },
            WorkerFacet.values());
    try (Stage stage =
        Stage.with(
            options ->
                options.config(SchedulerConfig.builder("default").queueStrategy(strategy).build()),
            touchy)) {
      stage.addWorker("w-1", 8);
      stage.submit("j-1", 1);
      long before = touchy.calls();
      for (int i = 0; i < 10; i++) {
        stage.addWorker("trap-" + i, 8);
      }
      assertThat(touchy.calls()).isEqualTo(before + 1);
      assertThat(stage.scheduler.stats().pluginFaults()).isZero();

      stage.pass(Duration.ofSeconds(1));
      assertThat(stage.scheduler.stats().pluginFaults()).isEqualTo(1);
    }
  }

  @Test
  void filter_wellAgain_placesTheJobAfterItsBackOff() {
    AtomicBoolean broken = new AtomicBoolean(true);
    TestFilter touchy =
        poisonedBy(
            "bad",
            () -> {
              if (broken.get()) {
                throw new IllegalStateException();
              }
            });
    try (Stage stage = Stage.with(TestFilter.fits(), touchy)) {
      stage.addWorker("w-1", 8);
      stage.submit("bad", 1);
      broken.set(false);

      stage.pass(Duration.ofSeconds(1));

      assertThat(stage.home("bad")).isEqualTo("w-1");
    }
  }

  // ---- out of range

  @TestFactory
  Stream<DynamicTest> score_outOfRange_isNamedWithWorkerAndValueAndCountsNothing() {
    return Stream.of(-1, 1_000_001, Integer.MIN_VALUE, Integer.MAX_VALUE)
        .map(
            value ->
                DynamicTest.dynamicTest(
                    "grade " + value,
                    () -> {
                      TestScore wild =
                          TestScore.of("wild", (job, w) -> w.id().equals("w-1") ? value : 500_000);
                      TestScore sane =
                          TestScore.of("sane", (job, w) -> w.id().equals("w-3") ? 2 : 1);
                      try (Stage stage = Stage.with(TestFilter.fits(), wild, sane)) {
                        for (String id : List.of("w-1", "w-2", "w-3")) {
                          stage.addWorker(id, 8);
                        }
                        stage.submit("j-1", 1);

                        assertThat(stage.home("j-1")).isEqualTo("w-3");
                        assertThat(stage.heard.events(EngineEvent.PluginFaulted.class).get(0))
                            .satisfies(
                                fault -> {
                                  assertThat(fault.plugin()).isEqualTo("wild");
                                  assertThat(fault.jobId()).isEqualTo("j-1");
                                  assertThat(fault.message())
                                      .isEqualTo(
                                          "graded worker w-1 with "
                                              + value
                                              + ", which is not 0 to 1000000");
                                });
                      }
                    }));
  }

  @Test
  void score_atBothEndsOfItsRange_isNoFault() {
    TestScore ends = TestScore.of("ends", (job, w) -> w.id().equals("w-1") ? 0 : 1_000_000);
    try (Stage stage = Stage.with(TestFilter.fits(), ends)) {
      stage.addWorker("w-1", 8);
      stage.addWorker("w-2", 8);
      stage.submit("j-1", 1);

      assertThat(stage.home("j-1")).isEqualTo("w-2");
      assertThat(stage.scheduler.stats().pluginFaults()).isZero();
    }
  }

  // ---- set aside

  @Test
  void score_threeDifferentJobsInARow_isSetAsideAndAskedAgainAfterThePause() {
    TestScore touchy = scorePoisonedBy("bad", new Thrower(new IllegalStateException()));
    try (Stage stage =
        Stage.with(options -> options.healthTimeout(Duration.ZERO), TestFilter.fits(), touchy)) {
      stage.addWorker("w-1", 100);
      for (int i = 0; i < 3; i++) {
        stage.submit("bad-" + i, 1);
      }
      assertThat(stage.heard.take())
          .containsSubsequence("PluginFaulted touchyScore bad-2", "PluginSetAside touchyScore");

      long asked = touchy.calls();
      stage.submit("bad-3", 1);
      stage.pass(PAUSE.minusNanos(1));
      stage.submit("good-1", 1);
      assertThat(touchy.calls()).isEqualTo(asked);
      assertThat(stage.heard.take()).contains("Placed bad-3 w-1", "Placed good-1 w-1");

      stage.pass(Duration.ofNanos(1));
      stage.submit("good-2", 1);
      assertThat(touchy.calls()).isEqualTo(asked + 1);
    }
  }

  @Test
  void filter_threeDifferentJobsInARow_holdsItsProfileUntilThePauseIsOver() {
    TestFilter touchy = poisonedBy("bad", new Thrower(new IllegalStateException()));
    try (Stage stage =
        Stage.with(
            options ->
                options
                    .healthTimeout(Duration.ZERO)
                    .backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            TestFilter.fits(),
            touchy)) {
      stage.addWorker("w-1", 100);
      for (int i = 0; i < 3; i++) {
        stage.submit("bad-" + i, 1);
      }
      assertThat(stage.heard.take()).contains("PluginSetAside touchy");

      long asked = touchy.calls();
      stage.submit("good", 1);
      stage.addWorker("w-2", 100);
      stage.pass(PAUSE.minusNanos(1));
      assertThat(stage.state("good")).isEqualTo(JobState.QUEUED);
      assertThat(touchy.calls()).isEqualTo(asked);
      assertThat(stage.scheduler.explain("good").note())
          .isEqualTo("profile default waits for plugins set aside after faults: [touchy]");

      stage.pass(Duration.ofSeconds(2));
      assertThat(stage.state("good")).isEqualTo(JobState.RUNNING);
    }
  }

  @Test
  void filter_onePoisonousJobAlone_isNeverSetAside() {
    TestFilter touchy = poisonedBy("bad", new Thrower(new IllegalStateException()));
    try (Stage stage =
        Stage.with(
            options ->
                options
                    .healthTimeout(Duration.ZERO)
                    .backoff(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            TestFilter.fits(),
            touchy)) {
      stage.addWorker("w-1", 100);
      stage.submit("bad", 1);
      for (int i = 0; i < 50; i++) {
        stage.pass(Duration.ofSeconds(1));
      }
      stage.submit("good", 1);

      assertThat(stage.scheduler.stats().pluginFaults()).isEqualTo(51);
      assertThat(stage.heard.events(EngineEvent.PluginSetAside.class)).isEmpty();
      assertThat(stage.home("good")).isEqualTo("w-1");
    }
  }

  @Test
  void score_goodJobBetween_startsTheCountAgain() {
    TestScore touchy = scorePoisonedBy("bad", new Thrower(new IllegalStateException()));
    try (Stage stage = Stage.with(TestFilter.fits(), touchy)) {
      stage.addWorker("w-1", 100);
      for (int i = 0; i < 10; i++) {
        stage.submit("bad-a" + i, 1);
        stage.submit("bad-b" + i, 1);
        stage.submit("good-" + i, 1);
      }

      assertThat(stage.heard.events(EngineEvent.PluginSetAside.class)).isEmpty();
      assertThat(stage.scheduler.stats().pluginFaults()).isEqualTo(20);
    }
  }

  @Test
  void score_jobsBetweenThatNeverReachedIt_doNotStartTheCountAgain() {
    TestScore touchy = scorePoisonedBy("bad", new Thrower(new IllegalStateException()));
    try (Stage stage = Stage.with(TestFilter.fits(), touchy)) {
      stage.addWorker("w-1", 100);
      for (int i = 0; i < 3; i++) {
        stage.submit("bad-" + i, 1);
        stage.submit("hopeless-" + i, 1_000 + i);
      }

      assertThat(stage.heard.events(EngineEvent.PluginSetAside.class)).hasSize(1);
    }
  }

  @Test
  void score_faultsOfAnotherOneBetween_startTheCountAgainWhenItAnswered() {
    TestScore first = TestScore.of("first", (job, w) -> job.id().startsWith("bad-first") ? -1 : 1);
    TestScore second =
        TestScore.of("second", (job, w) -> job.id().startsWith("bad-second") ? -1 : 1);
    try (Stage stage = Stage.with(TestFilter.fits(), first, second)) {
      stage.addWorker("w-1", 100);
      for (int i = 0; i < 5; i++) {
        stage.submit("bad-first-" + i, 1);
        stage.submit("bad-second-" + i, 1);
      }

      assertThat(stage.scheduler.stats().pluginFaults()).isEqualTo(10);
      assertThat(stage.heard.events(EngineEvent.PluginSetAside.class)).isEmpty();
    }
  }

  // ---- over-commitment

  @Test
  void filter_letsEverythingPass_noWorkerIsOverCommitted() {
    TestFilter anything = TestFilter.of("anything", (job, worker) -> true);
    try (Stage stage = Stage.with(anything)) {
      stage.addWorker("w-1", 1);
      stage.submit("first", 1);
      stage.submit("second", 1);
      stage.done(stage.scheduler.drain("w-1"));
      stage.done(stage.scheduler.complete("first"));

      assertThat(stage.state("second")).isEqualTo(JobState.QUEUED);
      stage.done(stage.scheduler.undrain("w-1"));
      assertThat(stage.home("second")).isEqualTo("w-1");
      stage.scheduler.engine().checkInvariants();
    }
  }

  // ---- sleeping

  private static void sleepTenSeconds() {
    try {
      TimeUnit.SECONDS.sleep(10);
    } catch (InterruptedException e) {
      throw new IllegalStateException("woken", e);
    }
  }

  private static SchedulerBuilder threaded(RecordingListener heard, Plugin... plugins) {
    SchedulerBuilder builder =
        Scheduler.builder()
            .discoverPlugins(false)
            .listener(heard)
            .backoff(Duration.ofMinutes(5), Duration.ofMinutes(5))
            .config(
                SchedulerConfig.builder("default")
                    .schedulingTimeout(Duration.ofMillis(100))
                    .build());
    for (Plugin plugin : plugins) {
      builder.plugin(plugin);
    }
    return builder;
  }

  @Test
  void filter_sleepsTenSeconds_theOthersGoOnAndItIsReportedAsAnOverrun() throws Exception {
    RecordingListener heard = new RecordingListener();
    TestFilter sleepy = poisonedBy("bad", PluginFaultTest::sleepTenSeconds);
    try (Scheduler scheduler = threaded(heard, TestFilter.fits(), sleepy).build()) {
      scheduler.register(Stage.worker("w-1", 8).build());
      scheduler.submit(Stage.job("bad", 1).build());
      JobHandle good = scheduler.submit(Stage.job("good", 1).build());

      assertThat(good.placed().get(2, SECONDS).workerId()).isEqualTo("w-1");
      assertOverrun(heard, "touchy");
      // More changes, none of which may wake the sleeper.
      for (int i = 0; i < 20; i++) {
        scheduler.register(Stage.worker("more-" + i, 8).build());
        scheduler.submit(Stage.job("more-" + i, 1).build()).placed().get(2, SECONDS);
      }
      assertThat(scheduler.job("bad").orElseThrow().state()).isEqualTo(JobState.QUEUED);
    }
  }

  @Test
  void score_sleepsTenSeconds_theJobIsPlacedWithoutIt() throws Exception {
    RecordingListener heard = new RecordingListener();
    TestScore sleepy = scorePoisonedBy("bad", PluginFaultTest::sleepTenSeconds);
    try (Scheduler scheduler = threaded(heard, TestFilter.fits(), sleepy).build()) {
      scheduler.register(Stage.worker("w-1", 8).build());
      JobHandle bad = scheduler.submit(Stage.job("bad", 1).build());
      JobHandle good = scheduler.submit(Stage.job("good", 1).build());

      assertThat(good.placed().get(2, SECONDS).workerId()).isEqualTo("w-1");
      assertThat(bad.placed().get(2, SECONDS).workerId()).isEqualTo("w-1");
      assertOverrun(heard, "touchyScore");
    }
  }

  @Test
  void filter_sleepsWhenAskedAboutAChange_theOthersGoOn() throws Exception {
    RecordingListener heard = new RecordingListener();
    TestFilter sleepy =
        TestFilter.of(
                "touchy",
                (job, worker) -> {
                  if (job.id().startsWith("bad") && worker.id().startsWith("trap")) {
                    sleepTenSeconds();
                  }
                  return !job.id().startsWith("bad");
                },
                WorkerFacet.values())
            .readingOfJob(JobFacet.ID);
    try (Scheduler scheduler = threaded(heard, TestFilter.fits(), sleepy).build()) {
      scheduler.register(Stage.worker("w-1", 8).build());
      for (int i = 0; i < 100; i++) {
        scheduler.submit(Stage.job("bad-" + i, 1).build());
      }
      heard
          .first(e -> e instanceof JobEvent.Unschedulable told && told.jobId().equals("bad-99"))
          .get(10, SECONDS);
      scheduler.register(Stage.worker("trap", 8).build());
      JobHandle good = scheduler.submit(Stage.job("good", 1).build());

      assertThat(good.placed().get(2, SECONDS).jobId()).isEqualTo("good");
    }
  }

  @Test
  void explain_filterSleeps_answersAndSaysSo() throws Exception {
    RecordingListener heard = new RecordingListener();
    TestFilter sleepy = poisonedBy("bad", PluginFaultTest::sleepTenSeconds);
    try (Scheduler scheduler = threaded(heard, TestFilter.fits(), sleepy).build()) {
      for (int i = 0; i < 50; i++) {
        scheduler.register(Stage.worker("w-" + i, 8).build());
      }
      scheduler.submit(Stage.job("bad", 1).build());

      Explanation explanation =
          CompletableFuture.supplyAsync(() -> scheduler.explain("bad")).get(2, SECONDS);

      assertThat(explanation.feasible()).isZero();
      assertThat(explanation.toString()).contains("overran the scheduling time-out");
    }
  }

  private static void assertOverrun(RecordingListener heard, String plugin) throws Exception {
    EngineEvent.PluginFaulted fault =
        (EngineEvent.PluginFaulted)
            Objects.requireNonNull(
                heard
                    .first(event -> event instanceof EngineEvent.PluginFaulted)
                    .get(2_000, MILLISECONDS));
    assertThat(fault.plugin()).isEqualTo(plugin);
    assertThat(fault.jobId()).isEqualTo("bad");
    assertThat(fault.message()).isEqualTo("overran the scheduling time-out");
  }
}
