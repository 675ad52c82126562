package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.event.EngineEvent;
import dev.berth.model.Job;
import dev.berth.model.Usage;
import dev.berth.spi.JobView;
import dev.berth.spi.Scope;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/** What the engine remembers of a class of jobs, and what plugins must say for it to be right. */
class RememberedRankingTest {

  private static final Usage BUSY = new Usage(100, 0, 0);

  /** Grades by a function of the worker, and says of it what it is told to say. */
  private record Grader(Set<WorkerFacet> reads, Scope scope, ToIntFunction<WorkerView> grade)
      implements ScorePlugin {
    @Override
    public String name() {
      return "grader";
    }

    @Override
    public int defaultWeight() {
      return 1;
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      return grade.applyAsInt(worker);
    }
  }

  private static int idle(WorkerView worker) {
    return 1_000 - worker.cpuLoadMillis();
  }

  private static Stage stage(Grader grader, int shadowEvery) {
    SchedulerConfig config =
        SchedulerConfig.builder(Job.DEFAULT_PROFILE).shadowEvery(shadowEvery).build();
    return Stage.with(builder -> builder.config(config), TestFilter.fits(), grader);
  }

  /** Places three jobs of a class, so that it is remembered, while one worker is busy. */
  private static void remember(Stage stage) {
    stage.addWorker("a", 1);
    stage.addWorker("b", 1);
    stage.scheduler.heartbeat("a", BUSY);
    for (int i = 0; i < 3; i++) {
      stage.submit("early-" + i, 0);
      assertThat(stage.home("early-" + i)).isEqualTo("b");
    }
  }

  private static void turnRound(Stage stage) {
    stage.scheduler.heartbeat("a", Usage.NONE);
    stage.scheduler.heartbeat("b", BUSY);
  }

  @Test
  void decide_declaredFacetChanged_seesIt() {
    try (Stage stage =
        stage(
            new Grader(Set.of(WorkerFacet.USAGE), Scope.WORKER, RememberedRankingTest::idle), 0)) {
      remember(stage);
      turnRound(stage);
      stage.submit("late", 0);
      assertThat(stage.home("late")).isEqualTo("a");
    }
  }

  @Test
  void shadowCheck_undeclaredRead_namesThePluginAndDecidesRight() {
    try (Stage stage =
        stage(
            new Grader(Set.of(WorkerFacet.LABELS), Scope.WORKER, RememberedRankingTest::idle), 1)) {
      remember(stage);
      turnRound(stage);
      stage.submit("late", 0);

      assertThat(stage.home("late")).isEqualTo("a");
      assertThat(stage.heard.events(EngineEvent.PluginMisdeclared.class))
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.plugin()).isEqualTo("grader");
                assertThat(event.jobId()).isEqualTo("late");
                assertThat(event.message()).contains("USAGE of the worker");
              });
    }
  }

  @Test
  void shadowCheck_answerFromElsewhere_suspectsEveryPlugin() {
    String[] favourite = {"b"};
    Grader moody =
        new Grader(Set.of(), Scope.WORKER, worker -> worker.id().equals(favourite[0]) ? 1_000 : 0);
    try (Stage stage = stage(moody, 1)) {
      remember(stage);
      favourite[0] = "a";
      stage.submit("late", 0);

      assertThat(stage.home("late")).isEqualTo("a");
      assertThat(stage.heard.events(EngineEvent.PluginMisdeclared.class))
          .extracting(EngineEvent.PluginMisdeclared::plugin)
          .containsExactly("fits", "grader");
    }
  }

  @Test
  void anythingScope_isNeverRememberedAndExplained() {
    String[] favourite = {"b"};
    Grader moody =
        new Grader(
            Set.of(), Scope.ANYTHING, worker -> worker.id().equals(favourite[0]) ? 1_000 : 0);
    try (Stage stage = stage(moody, 0)) {
      remember(stage);
      favourite[0] = "a";
      stage.submit("late", 0);
      assertThat(stage.home("late")).isEqualTo("a");

      stage.submit("huge", 99);
      assertThat(stage.scheduler.explain("huge").note()).contains("grader");
    }
  }
}
