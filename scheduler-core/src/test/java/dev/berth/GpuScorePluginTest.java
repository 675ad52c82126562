package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.Locality;
import dev.berth.model.Worker;
import dev.berth.spi.GpuScorePlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntBiFunction;
import org.junit.jupiter.api.Test;

/** A score may choose the GPU for a share; what it chooses is checked. */
class GpuScorePluginTest {

  private record Choosing(String name, ToIntBiFunction<JobView, WorkerView> choice)
      implements GpuScorePlugin {
    @Override
    public Set<WorkerFacet> reads() {
      return EnumSet.allOf(WorkerFacet.class);
    }

    @Override
    public int defaultWeight() {
      return 1;
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      return 7;
    }

    @Override
    public int chooseGpu(JobView job, WorkerView worker) {
      return choice.applyAsInt(job, worker);
    }
  }

  private static Stage choosing(ToIntBiFunction<JobView, WorkerView> choice) {
    Stage stage = Stage.with(TestFilter.fits(), new Choosing("chooser", choice));
    Worker.Builder worker = Stage.worker("w-1", 64).gpu("a100").gpu("a100").gpu("t4");
    stage.addWorker(worker.build());
    return stage;
  }

  private static List<Integer> place(Stage stage, Job.Builder job) {
    Job built = job.build();
    stage.submit(built);
    return stage.placement(built.id()).gpus();
  }

  @Test
  void share_goesWhereThePluginSays() {
    try (Stage stage = choosing((job, worker) -> 1)) {
      assertThat(place(stage, Job.builder("a").gpuShare(400))).containsExactly(1);
      assertThat(place(stage, Job.builder("b").gpuShare(600))).containsExactly(1);
      assertThat(stage.heard.take()).noneMatch(told -> told.startsWith("PluginFaulted"));
    }
  }

  @Test
  void wholeGpusAndNone_areNotAskedAbout() {
    try (Stage stage =
        choosing(
            (job, worker) -> {
              throw new AssertionError("asked about " + job.requirements());
            })) {
      assertThat(place(stage, Job.builder("one").gpus(1))).containsExactly(0);
      assertThat(place(stage, Job.builder("same").gpuShare(1_000))).containsExactly(1);
      assertThat(place(stage, Job.builder("none"))).isEmpty();
      assertThat(place(stage, Job.builder("numa").gpuShare(500).gpuNuma(Locality.PREFER)))
          .containsExactly(2);
      assertThat(stage.heard.take()).noneMatch(told -> told.startsWith("PluginFaulted"));
    }
  }

  @Test
  void chooser_seesTheGpusAsTheyAre() {
    StringBuilder seen = new StringBuilder();
    try (Stage stage =
        choosing(
            (job, worker) -> {
              for (int gpu = 0; gpu < worker.gpuCount(); gpu++) {
                seen.append(worker.freeGpuMillis(gpu)).append('/').append(worker.gpuJobSize(gpu));
                seen.append(' ');
              }
              return 2;
            })) {
      place(stage, Job.builder("pair").gpus(2));
      place(stage, Job.builder("share").gpuShare(300));
      stage.done(stage.scheduler.complete("pair"));
      place(stage, Job.builder("again").gpuShare(300));

      // The pair holds two GPUs whole; the shared one is nobody's.
      assertThat(seen).hasToString("0/2 0/2 1000/0 1000/0 1000/0 700/0 ");
    }
  }

  @Test
  void wrongAnswers_areFaults_andTheTightestIsTaken() {
    // 600 left on GPU 0; the tightest that fits 500 is GPU 0, for an a100.
    for (int wrong : new int[] {-1, 3, 64, 2, Integer.MIN_VALUE}) {
      try (Stage stage =
          choosing((job, worker) -> job.requirements().gpus().milliPerGpu() == 500 ? wrong : 0)) {
        place(stage, Job.builder("first").gpuShare(400));
        stage.heard.take();

        Job.Builder job = Job.builder("j").gpuShare(500).gpuModels("a100");
        assertThat(place(stage, job)).containsExactly(0);
        assertThat(stage.heard.take()).contains("PluginFaulted chooser j");
      }
    }
  }

  @Test
  void gpuWithoutWhatIsNotShown_isNoFault_andAnotherIsTaken() {
    GpuTopology topology =
        GpuTopology.builder()
            .numaNode(0, 0)
            .gpus(1, "a100", 64L << 30)
            .numaNode(64_000, 64L << 30)
            .gpus(1, "a100", 16L << 30)
            .build();
    try (Stage stage =
        Stage.with(
            TestFilter.fits(),
            new Choosing("chooser", (job, worker) -> job.id().equals("numa") ? 0 : 1))) {
      stage.addWorker(Worker.builder("w-1").topology(topology).build());

      assertThat(place(stage, Job.builder("memory").gpuShare(100).gpuMemory(32L << 30)))
          .containsExactly(0);
      assertThat(place(stage, Job.builder("least").gpuShare(100).gpuMinMemory(32L << 30)))
          .containsExactly(0);
      Job.Builder numa = Job.builder("numa").cpuMillis(1_000).gpuShare(100);
      assertThat(place(stage, numa.gpuNuma(Locality.REQUIRE))).containsExactly(1);
      assertThat(stage.placement("numa").numaNode()).isEqualTo(1);
      assertThat(stage.heard.take()).noneMatch(told -> told.startsWith("PluginFaulted"));
    }
  }

  @Test
  void fullGpu_isAFault() {
    try (Stage stage = choosing((job, worker) -> 0)) {
      place(stage, Job.builder("whole").gpus(1));
      stage.heard.take();

      assertThat(place(stage, Job.builder("j").gpuShare(500))).containsExactly(1);
      assertThat(stage.heard.take()).contains("PluginFaulted chooser j");
    }
  }

  @Test
  void throwing_isAFault_andSetsAsideInTheEnd() {
    try (Stage stage =
        choosing(
            (job, worker) -> {
              throw new IllegalStateException("no idea");
            })) {
      for (int i = 0; i < 3; i++) {
        assertThat(place(stage, Job.builder("j-" + i).gpuShare(100))).containsExactly(0);
      }
      assertThat(stage.heard.take())
          .contains("PluginFaulted chooser j-2", "PluginSetAside chooser");

      place(stage, Job.builder("unasked").gpuShare(100));
      assertThat(stage.heard.take()).noneMatch(told -> told.startsWith("PluginFaulted"));
    }
  }

  @Test
  void twoChoosers_areRefused_namingBoth() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Stage.with(
                    TestFilter.fits(),
                    new Choosing("one", (job, worker) -> 0),
                    new Choosing("two", (job, worker) -> 0)))
        .withMessage(
            "profile 'default' weighs 2 scores that choose GPUs, [one, two]; it may weigh one");
  }

  @Test
  void twoChoosers_oneOfThemWithoutWeight_areFine() {
    SchedulerConfig config = SchedulerConfig.builder("default").score("two", 1).build();
    try (Stage stage =
        Stage.with(
            options -> options.config(config),
            TestFilter.fits(),
            new Choosing("one", (job, worker) -> 0),
            new Choosing("two", (job, worker) -> 1))) {
      stage.addWorker(Stage.worker("w-1", 64).gpus(2, "a100").build());

      assertThat(place(stage, Job.builder("a").gpuShare(400))).containsExactly(1);
    }
  }
}
