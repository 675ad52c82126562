package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuDemand;
import dev.berth.model.Job;
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
    boolean failing;

    @Override
    public void demand(GpuDemand demand) {
      told.add(demand);
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
  void learned_isToldAtTheFirstJob_thenInSteps() {
    try (Stage stage = Stage.with(TestFilter.fits(), plugin)) {
      addWorkers(stage);
      submit(stage, 0, 800);

      // 1, then every 64 until a tenth is more: 1 + 64 * 11 = 705, of which a tenth is 70.
      assertThat(plugin.totals())
          .containsExactly(
              1L, 65L, 129L, 193L, 257L, 321L, 385L, 449L, 513L, 577L, 641L, 705L, 775L);
      GpuDemand.Shape odd = new GpuDemand.Shape(1, 0, 0, Set.of());
      GpuDemand.Shape even = new GpuDemand.Shape(0, 0, 0, Set.of());
      assertThat(plugin.told.get(1)).isEqualTo(GpuDemand.of(Map.of(even, 33L, odd, 32L)));
    }
  }

  @Test
  void step_makesRememberedRankingsForgotten() {
    try (Stage stage = Stage.with(TestFilter.fits(), plugin)) {
      addWorkers(stage);
      submit(stage, 0, 128);
      assertThat(stage.home("j-127")).isEqualTo("w-1");

      submit(stage, 128, 129); // the 129th tells of more than a hundred
      assertThat(stage.home("j-128")).isEqualTo("w-2");
    }
  }

  @Test
  void given_isToldOnce_andNothingIsLearned() {
    GpuDemand given = GpuDemand.of(Map.of(new GpuDemand.Shape(7, 1, 250, Set.of()), 1_000L));
    try (Stage stage = Stage.with(options -> options.gpuDemand(given), TestFilter.fits(), plugin)) {
      addWorkers(stage);
      submit(stage, 0, 200);

      assertThat(plugin.told).containsExactly(given);
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
      submit(stage, 0, 66);

      assertThat(plugin.totals()).containsExactly(1L, 65L);
    }
  }

  @Test
  void throwing_isAFault_atTheJobOfTheStep() {
    plugin.failing = true;
    try (Stage stage = Stage.with(TestFilter.fits(), plugin)) {
      addWorkers(stage);
      submit(stage, 0, 2);

      assertThat(stage.heard.take()).containsOnlyOnce("PluginFaulted curious j-0");
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
