package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.berth.model.Job;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Location;
import dev.berth.model.Rejection;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of every plugin for any worker and job, tried at random. */
class EveryPluginTest {
  private static final int ROUNDS = Boolean.getBoolean("berth.deep") ? 10_000 : 200;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<FilterPlugin> filters() {
    return ServiceLoader.load(FilterPlugin.class).stream().map(ServiceLoader.Provider::get);
  }

  static Stream<ScorePlugin> scores() {
    return ServiceLoader.load(ScorePlugin.class).stream().map(ServiceLoader.Provider::get);
  }

  static Stream<Plugin> plugins() {
    return Stream.concat(filters(), scores());
  }

  @ParameterizedTest
  @MethodSource("filters")
  void filter_block_rejectsWhatAcceptsRefuses(FilterPlugin filter) {
    forEachCase(
        filter,
        (job, workers) -> {
          FakeBlock block = partOf(workers);
          List<Integer> accepted =
              candidates(block).filter(i -> filter.accepts(job, workers.get(i))).toList();
          filter.filter(job, block);
          assertThat(candidates(block).toList())
              .as(() -> describe(filter, job, workers))
              .isEqualTo(accepted);
        });
  }

  @ParameterizedTest
  @MethodSource("scores")
  void score_block_equalsScalarAndIsInRange(ScorePlugin plugin) {
    forEachCase(
        plugin,
        (job, workers) -> {
          FakeBlock block = partOf(workers);
          int[] grades = new int[workers.size()];
          plugin.score(job, block, grades);
          assertThat(candidates(block).map(i -> grades[i]).toList())
              .as(() -> describe(plugin, job, workers))
              .isEqualTo(candidates(block).map(i -> plugin.score(job, workers.get(i))).toList())
              .allMatch(grade -> grade >= 0 && grade <= ScorePlugin.MAX_SCORE);
        });
  }

  @ParameterizedTest
  @MethodSource("filters")
  void explain_hasReasonsExactlyWhenRefused(FilterPlugin filter) {
    forEachWorker(
        filter,
        (job, worker) -> filter.explain(job, worker).isEmpty() == filter.accepts(job, worker));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void explain_curable_isWhatGoesAwayOnceTheWorkerIsEmptied(FilterPlugin filter) {
    forEachWorker(
        filter,
        (job, worker) -> {
          List<String> stays =
              filter.explain(job, worker.emptied()).stream().map(Rejection::subject).toList();
          return filter.explain(job, worker).stream()
              .allMatch(
                  reason -> reason.curableByPreemption() == !stays.contains(reason.subject()));
        });
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void block_steadyState_allocatesNothing(Plugin plugin) {
    FakeJob job =
        FakeJob.of(
            Job.builder("j")
                .cpuMillis(100)
                .memoryBytes(100)
                .storageBytes(100)
                .extra("fpga", 1)
                .gpus(1)
                .nodeSelector("disk", "ssd")
                .require(LabelRequirement.exists("zone"), LabelRequirement.exists("rack"))
                .require(LabelRequirement.exists("disk"))
                .prefer(10, LabelRequirement.exists("zone"))
                .prefer(20, LabelRequirement.in("rack", "r1"))
                .tolerate(Toleration.exists("dedicated", TaintEffect.NO_SCHEDULE))
                .near(new Location("eu", "a", "r1", null)));
    StillBlock block = new StillBlock();
    int[] grades = new int[block.size()];
    // Once it is compiled; until then iterators of the job's maps are real objects.
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 2_000 && allocated > 0; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        run(plugin, job, block, grades);
      }
      // A byte a call is the plugin's, less is the runtime's own.
      allocated = (THREADS.getCurrentThreadAllocatedBytes() - before) / 1_000;
    }
    assertThat(allocated).as(plugin.name() + ": bytes a call").isZero();
  }

  private static void run(Plugin plugin, FakeJob job, StillBlock block, int[] grades) {
    if (plugin instanceof FilterPlugin filter) {
      filter.filter(job, block);
    } else if (plugin instanceof ScorePlugin score) {
      score.score(job, block, grades);
    }
  }

  /** A block in which every third worker is out already, and must stay out. */
  private static FakeBlock partOf(List<FakeWorker> workers) {
    FakeBlock block = new FakeBlock(workers);
    for (int i = 0; i < workers.size(); i += 3) {
      block.reject(i);
    }
    return block;
  }

  private static Stream<Integer> candidates(FakeBlock block) {
    return IntStream.range(0, block.size()).filter(i -> block.next(i) == i).boxed();
  }

  private static void forEachCase(
      Plugin plugin, BiConsumer<FakeJob, List<FakeWorker>> jobAndWorkers) {
    RandomCases random = new RandomCases();
    for (int round = 0; round < ROUNDS; round++) {
      List<FakeWorker> workers = random.workers();
      workers.forEach(worker -> worker.readableOnly(plugin.reads()));
      jobAndWorkers.accept(random.job(), workers);
    }
  }

  private static void forEachWorker(Plugin plugin, BiPredicate<FakeJob, FakeWorker> holds) {
    forEachCase(
        plugin,
        (job, workers) ->
            assertThat(workers)
                .as(() -> describe(plugin, job, workers))
                .allMatch(worker -> holds.test(job, worker)));
  }

  private static String describe(Plugin plugin, FakeJob job, List<FakeWorker> workers) {
    return plugin.name()
        + (": reproduce with " + RandomCases.reproduce() + "\n" + job.requirements() + "\n")
        + (workers.size() + " workers, the first " + workers.get(0));
  }
}
