package dev.berth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.Plugin;
import dev.berth.spi.Scope;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import dev.berth.testkit.TestPlugins.GradeScore;
import dev.berth.testkit.TestPlugins.RuleFilter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of lie fails the test that is there for it, and says so. */
class PluginContractTest {

  /** Fewer than an author's, for there are many lies to tell. */
  private static final int ROUNDS = 60;

  private static final String READS = "reads only the facets it declares";
  private static final String FOLLOWS = "gives answers that follow from the facets it declares";
  private static final String BLOCK = "answers a block as it answers one worker";
  private static final String SAME = "answers the same question always the same";
  private static final String RANGE = "grades from 0 to 1,000,000";
  private static final String EXPLAINS = "explains every refusal";
  private static final String VIEWS = "uses no view after the call it was given for";
  private static final String SCHEDULER =
      "lets a scheduler decide as a loop over all workers would";
  private static final String REACH = "does not give everybody the same answer";
  private static final String DESCRIBES = "has a name and always says the same about itself";

  /** The messages of the promises that are broken, by promise. */
  private static Map<String, String> failures(Supplier<Plugin> plugin) {
    return failures(plugin, Trials.ofDefaults().seed(1).rounds(ROUNDS));
  }

  private static Map<String, String> failures(Supplier<Plugin> plugin, Trials trials) {
    Map<String, String> failures = new LinkedHashMap<>();
    Checks.of(plugin, trials)
        .forEach(
            test -> {
              String message = messageOf(test);
              if (message != null) {
                failures.put(test.getDisplayName().split(" ", 3)[2], message);
              }
            });
    return failures;
  }

  private static @Nullable String messageOf(DynamicTest test) {
    try {
      test.getExecutable().execute();
      return null;
    } catch (Throwable failure) {
      return failure.getMessage();
    }
  }

  // ---- declared reads

  private static boolean dependsOn(WorkerFacet facet, WorkerView worker) {
    return switch (facet) {
      case RESOURCES -> worker.freeCpuMillis() > 4_000;
      case GPUS -> worker.idleGpuCount() > 0;
      case LABELS -> "a".equals(worker.label("zone"));
      case TAINTS -> worker.taints().isEmpty();
      case STATE -> worker.state().takesJobs();
      case USAGE -> worker.cpuLoadMillis() < 500;
      case JOBS -> worker.jobCount() < 4;
    };
  }

  @ParameterizedTest
  @EnumSource
  void undeclaredRead_ofWorker_isNamedWithTheFacetToAdd(WorkerFacet facet) {
    Map<String, String> failures =
        failures(() -> new RuleFilter((job, worker) -> dependsOn(facet, worker), Set.of()));

    assertThat(failures).containsKeys(READS, FOLLOWS);
    assertThat(failures.get(READS))
        .startsWith("filter rule calls worker.")
        .contains("reads WorkerFacet." + facet + ", but declares nothing")
        .contains("Maybe add WorkerFacet." + facet + " to reads()")
        .endsWith("reproduce with -Dberth.seed=1 -Dberth.rounds=60");
    assertThat(failures.get(FOLLOWS))
        .contains("when only WorkerFacet." + facet + " changes", "accepts", "refuses");
  }

  private static boolean dependsOn(JobFacet facet, JobView job) {
    return switch (facet) {
      case ID -> job.id().endsWith("1");
      case TENANT -> job.tenant().equals("a");
      case LABELS -> "a".equals(job.labels().get("stage"));
    };
  }

  @ParameterizedTest
  @EnumSource
  void undeclaredRead_ofJob_isNamedWithTheFacetToAdd(JobFacet facet) {
    Map<String, String> failures =
        failures(
            () ->
                new GradeScore(
                    (job, worker) -> dependsOn(facet, job) ? 500_000 : 0,
                    Set.of(WorkerFacet.STATE)));

    assertThat(failures).containsKeys(READS, FOLLOWS);
    assertThat(failures.get(READS))
        .contains("score grade calls job.", "Maybe add JobFacet." + facet + " to readsOfJob()");
    assertThat(failures.get(FOLLOWS)).contains("when only JobFacet." + facet + " changes");
  }

  @Test
  void undeclaredRead_inBlockForm_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new RuleFilter((job, worker) -> worker.jobCount() < 3, Set.of(WorkerFacet.JOBS)) {
                  @Override
                  public void filter(JobView job, WorkerBlock block) {
                    block.takingJobs(0);
                    super.filter(job, block);
                  }
                });

    assertThat(failures).containsOnlyKeys(READS);
    assertThat(failures.get(READS)).contains("block.takingJobs()", "WorkerFacet.STATE");
  }

  @Test
  void undeclaredRead_swallowedByThePlugin_isFoundAllTheSame() {
    Map<String, String> failures =
        failures(
            () ->
                new RuleFilter(
                    (job, worker) -> {
                      try {
                        return worker.cpuLoadMillis() > 2_000;
                      } catch (AssertionError hidden) {
                        return worker.jobCount() < 3;
                      }
                    },
                    Set.of(WorkerFacet.JOBS)));

    assertThat(failures.get(READS)).contains("WorkerFacet.USAGE");
  }

  // ---- blocks

  @Test
  void block_wrongInTheLastWord_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new RuleFilter((job, worker) -> worker.jobCount() < 3, Set.of(WorkerFacet.JOBS)) {
                  @Override
                  public void filter(JobView job, WorkerBlock block) {
                    for (int i = block.next(0); i >= 0 && i < 64; i = block.next(i + 1)) {
                      if (!accepts(job, block.at(i))) {
                        block.reject(i);
                      }
                    }
                  }
                });

    assertThat(failures).containsKey(BLOCK).doesNotContainKeys(READS, FOLLOWS, SAME, VIEWS);
    assertThat(failures.get(BLOCK))
        .contains("the block form of filter rule differs", "block accepts, worker refuses");
  }

  @Test
  void block_leavesWorkersUngraded_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new GradeScore((job, worker) -> worker.cpuLoadMillis(), Set.of(WorkerFacet.USAGE)) {
                  @Override
                  public void score(JobView job, WorkerBlock block, int[] out) {
                    for (int i = block.next(1); i >= 0; i = block.next(i + 1)) {
                      out[i] = score(job, block.at(i));
                    }
                  }
                });

    assertThat(failures.get(BLOCK)).contains("at index 0", "leaves it ungraded, worker grades");
  }

  @Test
  void block_readsWorkersThatAreNoCandidates_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new GradeScore((job, worker) -> worker.cpuLoadMillis(), Set.of(WorkerFacet.USAGE)) {
                  @Override
                  public void score(JobView job, WorkerBlock block, int[] out) {
                    for (int i = 0; i < block.size(); i++) {
                      out[i] = score(job, block.at(i));
                    }
                  }
                });

    assertThat(failures.get(BLOCK)).contains("where no candidate is left", "block.next()");
  }

  // ---- purity

  @Test
  void answer_thatCounts_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new RuleFilter((job, worker) -> true, Set.of()) {
                  private int asked;

                  @Override
                  public boolean accepts(JobView job, WorkerView worker) {
                    return asked++ % 7 != 0;
                  }
                });

    assertThat(failures).containsKey(SAME);
    assertThat(failures.get(SAME))
        .contains("answers the same question differently", "Scope.ANYTHING");
  }

  @Test
  void answer_rememberedByWorkerId_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new GradeScore((job, worker) -> worker.cpuLoadMillis(), Set.of(WorkerFacet.USAGE)) {
                  private final Map<String, Integer> remembered = new HashMap<>();

                  @Override
                  public int score(JobView job, WorkerView worker) {
                    return remembered.computeIfAbsent(worker.id(), id -> super.score(job, worker));
                  }
                });

    assertThat(failures).containsKeys(SAME, SCHEDULER);
    assertThat(failures.get(SAME)).contains("as the first question of a new plugin");
  }

  @Test
  void view_keptForTheNextCall_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new GradeScore((job, worker) -> 0, Set.of(WorkerFacet.USAGE)) {
                  private @Nullable WorkerView last;

                  @Override
                  public int score(JobView job, WorkerView worker) {
                    int grade = last == null ? 0 : last.cpuLoadMillis();
                    last = worker;
                    return grade;
                  }
                });

    assertThat(failures.get(VIEWS))
        .contains("worker.cpuLoadMillis() of a view after the call", "Maybe it keeps a view");
  }

  @Test
  void view_ofTheBlockUsedAfterItMovedOn_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new GradeScore((job, worker) -> worker.cpuLoadMillis(), Set.of(WorkerFacet.USAGE)) {
                  @Override
                  public void score(JobView job, WorkerBlock block, int[] out) {
                    Map<Integer, WorkerView> views = new TreeMap<>();
                    for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
                      views.put(i, block.at(i));
                    }
                    views.forEach((index, view) -> out[index] = score(job, view));
                  }
                });

    assertThat(failures).containsKey(VIEWS);
    assertThat(failures.get(VIEWS)).contains("after it asked the block for another");
  }

  @Test
  void anything_isNotHeldToAnswersOfOneWorker() {
    Map<String, String> failures =
        failures(
            () ->
                new RuleFilter((job, worker) -> true, Set.of()) {
                  private int asked;

                  @Override
                  public Scope scope() {
                    return Scope.ANYTHING;
                  }

                  @Override
                  public boolean accepts(JobView job, WorkerView worker) {
                    return asked++ % 7 != 0;
                  }
                });

    assertThat(failures).doesNotContainKeys(SAME, FOLLOWS, SCHEDULER);
  }

  // ---- answers

  @Test
  void grade_outOfRange_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new GradeScore(
                    (job, worker) -> (int) (worker.freeCpuMillis() - 8_000) * 100,
                    Set.of(WorkerFacet.RESOURCES)));

    assertThat(failures).containsKeys(RANGE, SCHEDULER);
    assertThat(failures.get(RANGE)).contains("score grade grades -", "out of 0 to 1000000");
    assertThat(failures.get(SCHEDULER)).contains("grade faulted in a scheduler");
  }

  @Test
  void explain_empty_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new RuleFilter((job, worker) -> worker.jobCount() < 3, Set.of(WorkerFacet.JOBS)) {
                  @Override
                  public List<Rejection> explain(JobView job, WorkerView worker) {
                    return worker.jobCount() > 10 ? List.of() : super.explain(job, worker);
                  }
                });

    assertThat(failures).containsOnlyKeys(EXPLAINS);
    assertThat(failures.get(EXPLAINS)).contains("gives no reason");
  }

  @Test
  void exception_namesWhatWasAsked() {
    Map<String, String> failures =
        failures(
            () ->
                new GradeScore(
                    (job, worker) -> {
                      String cents = worker.label("cents-per-hour");
                      return cents == null ? 0 : Integer.parseInt(cents);
                    },
                    Set.of(WorkerFacet.LABELS)));

    assertThat(failures.get(RANGE))
        .contains("score grade threw java.lang.NumberFormatException", "cents-per-hour=")
        .contains("when asked about\njob j-");
  }

  @Test
  void trialsWords_areTheOnlyValuesOfTheirLabel() {
    Trials trials = Trials.ofDefaults().workerLabel("cents-per-hour", "0", "12", "250");

    assertThat(
            failures(
                () ->
                    new GradeScore(
                        (job, worker) -> {
                          String cents = worker.label("cents-per-hour");
                          return cents == null ? 0 : Integer.parseInt(cents);
                        },
                        Set.of(WorkerFacet.LABELS)),
                trials))
        .isEmpty();
  }

  @Test
  void sameAnswerForAll_provesNothing() {
    Supplier<Plugin> plugin =
        () ->
            new RuleFilter(
                (job, worker) -> !"gold".equals(worker.label("pool")), Set.of(WorkerFacet.LABELS));

    Map<String, String> failures = failures(plugin);

    assertThat(failures).containsOnlyKeys(REACH);
    assertThat(failures.get(REACH)).contains("(accepts)", "name them in trials()");
    assertThat(failures(plugin, Trials.ofDefaults().workerLabel("pool", "gold"))).isEmpty();
  }

  @Test
  void description_thatChanges_isFound() {
    Map<String, String> failures =
        failures(
            () ->
                new RuleFilter((job, worker) -> worker.jobCount() < 3, Set.of(WorkerFacet.JOBS)) {
                  private boolean told;

                  @Override
                  public Set<WorkerFacet> reads() {
                    told = !told;
                    return told ? Set.of() : super.reads();
                  }
                });

    assertThat(failures.get(DESCRIBES)).contains("says different things about itself");
  }

  @Test
  void name_notInCamelCase_isFound() {
    assertThat(
            failures(
                    () ->
                        new RuleFilter(
                            (job, worker) -> worker.jobCount() < 3, Set.of(WorkerFacet.JOBS)) {
                          @Override
                          public String name() {
                            return "Job-limit";
                          }
                        })
                .get(DESCRIBES))
        .contains("must be in camelCase, not \"Job-limit\"");
  }

  // ---- the scheduler

  @Test
  void scheduler_notAskingAgain_namesTheJobThatWaits() {
    // What heartbeats bring is the one thing that changes all by itself; nobody has load at first.
    Supplier<Plugin> plugin =
        () -> new RuleFilter((job, worker) -> worker.cpuLoadMillis() > 100, Set.of());

    // Some fleets see a wrong placement before they see that somebody waits.
    assertThat(LongStream.rangeClosed(1, 10).mapToObj(seed -> schedulerFailure(plugin, seed)))
        .allSatisfy(message -> assertThat(message).startsWith("a scheduler with filter rule "))
        .anySatisfy(
            message ->
                assertThat(message)
                    .contains("filter rule leaves a job waiting that fits\njob j-", "it fits: w-")
                    .contains("Maybe the plugin's answer depends on more than reads()"));
  }

  private static String schedulerFailure(Supplier<Plugin> plugin, long seed) {
    return Checks.of(plugin, Trials.ofDefaults().seed(seed).rounds(ROUNDS))
        .filter(test -> test.getDisplayName().endsWith(SCHEDULER))
        .map(test -> String.valueOf(messageOf(test)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void scheduler_rememberingAnOldAnswer_saysWhoRefused() {
    Map<String, String> failures =
        failures(() -> new RuleFilter((job, worker) -> worker.cpuLoadMillis() < 200, Set.of()));

    assertThat(failures.get(SCHEDULER))
        .contains("places a job where a loop over all workers would not")
        .containsPattern("scheduler: w-\\d+, refused by filter rule; worker w-");
  }

  @Test
  void scheduler_rememberingAnOldGrade_namesBothWorkersWithTheirGrades() {
    Map<String, String> failures =
        failures(() -> new GradeScore((job, worker) -> 1_000 * worker.cpuLoadMillis(), Set.of()));

    assertThat(failures.get(SCHEDULER))
        .contains(
            "a scheduler with score grade places a job where a loop over all workers would not")
        .containsPattern("job j-\\d+ of tenant")
        .containsPattern("scheduler: w-\\d+, total [0-9,]+ \\(grade \\d+ × [0-9,]+ \\+ testkitEven")
        .containsPattern("loop: {6}w-\\d+, total [0-9,]+ \\(grade \\d+ × [0-9,]+ \\+ testkitEven")
        .contains("Maybe the plugin's answer depends on more than reads()");
  }

  // ---- the rest

  @Test
  void plugin_ofBothKinds_isCheckedAsBoth() {
    class Both extends GradeScore implements FilterPlugin {
      Both() {
        super((job, worker) -> worker.cpuLoadMillis(), Set.of(WorkerFacet.USAGE));
      }

      @Override
      public boolean accepts(JobView job, WorkerView worker) {
        return worker.cpuLoadMillis() < 900;
      }

      @Override
      public List<Rejection> explain(JobView job, WorkerView worker) {
        return List.of(Rejection.mismatch("busy", "too busy"));
      }
    }

    assertThat(Checks.of(Both::new, Trials.ofDefaults()).map(DynamicTest::getDisplayName))
        .contains("filter grade " + EXPLAINS, "score grade " + RANGE);
    assertThat(failures(Both::new)).isEmpty();
  }

  @Test
  void plugin_ofNoKind_isRefused() {
    Plugin neither =
        new Plugin() {
          @Override
          public String name() {
            return "neither";
          }

          @Override
          public Set<WorkerFacet> reads() {
            return Set.of();
          }
        };

    assertThatThrownBy(() -> Checks.of(() -> neither, Trials.ofDefaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("neither a FilterPlugin, a ScorePlugin nor a DomainPlugin");
  }
}
