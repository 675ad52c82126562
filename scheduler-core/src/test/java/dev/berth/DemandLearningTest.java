package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuDemand;
import dev.berth.model.GpuSupply;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import dev.berth.spi.DemandAware;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plugins that want to know what jobs usually ask for are told, in steps. */
class DemandLearningTest {

  /** Prefers w-1 until more than a hundred jobs are known, then w-2. */
  private static final class Curious implements ScorePlugin, DemandAware {
    final List<GpuDemand> told = new ArrayList<>();
    final List<GpuSupply> supplies = new ArrayList<>();
    boolean failing;

    @Override
    public void demand(GpuDemand demand, GpuSupply supply) {
      told.add(demand);
      supplies.add(supply);
      if (failing) {
        throw new IllegalStateException("too much");
      }
    }

    @Override
    public String name() {
      return "curious";
    }

    @Override
    public Set<WorkerFacet> reads() {
      return Set.of();
    }

    @Override
    public int defaultWeight() {
      return 1;
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      boolean many = !told.isEmpty() && told.get(told.size() - 1).total() > 100;
      return worker.id().equals(many ? "w-2" : "w-1") ? 1 : 0;
    }

    List<Long> totals() {
      return told.stream().map(GpuDemand::total).toList();
    }
  }

  private final Curious plugin = new Curious();

  private static void submit(Stage stage, int from, int to) {
    for (int i = from; i < to; i++) {
      stage.submit(Job.builder("j-" + i).cpuMillis(i % 2).build());
    }
  }

  private static void addWorkers(Stage stage) {
    stage.addWorker("w-1", 1_000);
    stage.addWorker("w-2", 1_000);
  }

  @Test
  void learned_isToldAtTheFirstJob_thenWheneverATenthMoreCame() {
    try (Stage stage = Stage.with(TestFilter.fits(), plugin)) {
      addWorkers(stage);
      submit(stage, 0, 34);

      // 1, then one more each time until a tenth is more: of 20 it is 2, of 30 it is 3.
      assertThat(plugin.totals())
          .containsExactly(
              1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L,
              20L, 22L, 24L, 26L, 28L, 30L, 33L);
      GpuDemand.Shape odd = new GpuDemand.Shape(1, 0, 0, Set.of());
      GpuDemand.Shape even = new GpuDemand.Shape(0, 0, 0, Set.of());
      assertThat(plugin.told.get(20)).isEqualTo(GpuDemand.of(Map.of(even, 11L, odd, 11L)));
    }
  }

  @Test
  void learned_beginsWithOneImaginaryJob_whereThereAreGpus() {
    try (Stage stage = Stage.with(TestFilter.fits(), plugin)) {
      stage.addWorker(Worker.builder("w").cpuMillis(64_000).gpus(4, "T4").build());
      submit(stage, 0, 1);

      GpuDemand.Shape imaginary = new GpuDemand.Shape(16_000, 1, 1_000, Set.of());
      GpuDemand.Shape even = new GpuDemand.Shape(0, 0, 0, Set.of());
      assertThat(plugin.told).containsExactly(GpuDemand.of(Map.of(imaginary, 1L, even, 1L)));
      assertThat(plugin.supplies.get(0).gpuMillis()).isEqualTo(4_000);
    }
  }

  @Test
  void manyMoreOrFewerWorkers_areToldWithTheNextJob() {
    GpuDemand given = GpuDemand.of(Map.of(new GpuDemand.Shape(7, 1, 250, Set.of()), 5L));
    try (Stage stage = Stage.with(options -> options.gpuDemand(given), TestFilter.fits(), plugin)) {
      for (int i = 0; i < 20; i++) {
        stage.addWorker(Worker.builder("w-" + i).cpuMillis(1_000).gpus(1, "T4").build());
      }
      submit(stage, 0, 2);
      stage.addWorker(Worker.builder("w-20").gpus(1, "T4").build());
      stage.addWorker(Worker.builder("w-21").gpus(1, "T4").build());
      submit(stage, 2, 3);
      stage.done(stage.scheduler.remove("w-0"));
      submit(stage, 3, 4);
      stage.addWorker(Worker.builder("w-22").gpus(1, "T4").build());
      stage.addWorker(Worker.builder("w-23").gpus(1, "T4").build());
      submit(stage, 4, 5);

      // None at first, then 20; two more are a tenth, but not more than a tenth; three are.
      assertThat(plugin.supplies.stream().map(GpuSupply::gpuMillis))
          .containsExactly(0L, 20_000L, 23_000L);
      assertThat(plugin.told).containsOnly(given);
    }
  }

  @Test
  void step_makesRememberedRankingsForgotten() {
    try (Stage stage = Stage.with(TestFilter.fits(), plugin)) {
      addWorkers(stage);
      submit(stage, 0, 100);
      assertThat(stage.home("j-99")).isEqualTo("w-1");

      submit(stage, 100, 110); // within ten jobs comes the step that tells of more than a hundred
      assertThat(stage.home("j-109")).isEqualTo("w-2");
    }
  }

  @Test
  void given_isToldOnce_andNothingIsLearned() {
    GpuDemand given = GpuDemand.of(Map.of(new GpuDemand.Shape(7, 1, 250, Set.of()), 1_000L));
    try (Stage stage = Stage.with(options -> options.gpuDemand(given), TestFilter.fits(), plugin)) {
      addWorkers(stage);
      submit(stage, 0, 200);

      assertThat(plugin.told).containsOnly(given).hasSize(2); // without workers, then with two
      assertThat(stage.home("j-0")).isEqualTo("w-2");
    }
  }

  @Test
  void sharedByTwoProfiles_isToldOnceAStep() {
    try (Stage stage =
        Stage.with(
            options ->
                options
                    .config(SchedulerConfig.ofDefaults())
                    .config(SchedulerConfig.builder("other").build()),
            TestFilter.fits(),
            plugin)) {
      submit(stage, 0, 3);

      assertThat(plugin.totals()).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void throwing_isAFault_atTheJobOfTheStep() {
    plugin.failing = true;
    try (Stage stage = Stage.with(TestFilter.fits(), plugin)) {
      addWorkers(stage);
      submit(stage, 0, 2);

      assertThat(stage.heard.take())
          .contains("PluginFaulted curious j-0", "PluginFaulted curious j-1");
      assertThat(stage.home("j-1")).isNotNull();
    }
  }

  @Test
  void manyShapes_areBounded_theRareOnesGo() {
    try (Stage stage = Stage.with(TestFilter.fits(), plugin)) {
      for (int i = 0; i < 20_000; i++) {
        stage.scheduler.submit(Job.builder("j-" + i).cpuMillis(i % 4 == 0 ? 1 : i).build());
        if (i % 1_000 == 0) {
          stage.scheduler.step();
        }
      }
      stage.scheduler.step();

      GpuDemand last = plugin.told.get(plugin.told.size() - 1);
      assertThat(last.counts()).hasSizeLessThanOrEqualTo(4_096);
      assertThat(last.counts().get(0).shape().cpuMillis()).isEqualTo(1);
    }
  }
}
