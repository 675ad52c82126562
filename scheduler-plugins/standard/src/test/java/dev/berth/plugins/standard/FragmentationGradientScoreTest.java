package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuDemand;
import dev.berth.model.GpuDemand.Shape;
import dev.berth.model.GpuSupply;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FragmentationGradientScoreTest {

  /** Everybody asks a whole GPU and one core. */
  private static FragmentationGradientScore wholeGpus() {
    FragmentationGradientScore score = new FragmentationGradientScore();
    score.demand(GpuDemand.of(Map.of(new Shape(1_000, 1, 1_000, Set.of()), 10L)), GpuSupply.NONE);
    return score;
  }

  private static FakeWorker worker(int... used) {
    return FakeWorker.of(Worker.builder("w").cpuMillis(64_000).gpus(used.length, "T4"))
        .gpuUsed(used);
  }

  private static FakeJob share(int milli) {
    return FakeJob.of(Job.builder("j").gpuShare(milli));
  }

  @Test
  void score_shareOnAnIdleGpu_fragmentsIt() {
    // F is 0 before, and the 700 that are left are of no use after: sigmoid(-0.7) = 0.3318.
    assertThat(wholeGpus().score(share(300), worker(0))).isEqualTo(330_000);
  }

  @Test
  void score_shareOnAUsedGpu_usesWhatWasLost() {
    // F goes from 500 to 200: sigmoid(0.3) = 0.5744. GPU 1 would be worse: from 500 to 1200.
    assertThat(wholeGpus().score(share(300), worker(500, 0))).isEqualTo(570_000);
    assertThat(wholeGpus().chooseGpu(share(300), worker(0, 500))).isEqualTo(1);
  }

  @Test
  void score_wholeGpus_takeNothingFromOthers() {
    // F stays at 500: sigmoid(0) = 0.5.
    FakeJob two = FakeJob.of(Job.builder("j").gpus(2));

    assertThat(wholeGpus().score(two, worker(0, 500, 0, 0))).isEqualTo(500_000);
  }

  @Test
  void score_cpuThatOthersNeed_strandsTheGpus() {
    // With 500 millicores left nobody can use the two GPUs: F goes from 0 to 2000.
    // sigmoid(-2) = 0.1192.
    FakeJob cpu = FakeJob.of(Job.builder("j").cpuMillis(63_500));

    assertThat(wholeGpus().score(cpu, worker(0, 0))).isEqualTo(110_000);
  }

  @Test
  void chooseGpu_equalGrades_takesTheLowestIndex() {
    // 300 of 500 and of 502 differ by less than a hundredth.
    assertThat(wholeGpus().chooseGpu(share(300), worker(1_000, 0, 498, 500))).isEqualTo(2);
  }

  @Test
  void chooseGpu_modelsThatAreNotAllowed_arePassedOver() {
    FakeWorker mixed =
        FakeWorker.of(Worker.builder("w").gpu("T4").gpu("A100").gpu("A100")).gpuUsed(500, 0, 0);
    FakeJob job = FakeJob.of(Job.builder("j").gpuShare(300).gpuModels("A100"));

    assertThat(wholeGpus().chooseGpu(job, mixed)).isEqualTo(1);
  }

  @Test
  void demand_onlyTypicalShapesCount() {
    // 95 of 100 jobs ask nothing of a GPU: for them all free GPU is lost, whatever the others ask.
    FragmentationGradientScore score = new FragmentationGradientScore();
    score.demand(
        GpuDemand.of(
            Map.of(new Shape(1, 0, 0, Set.of()), 95L, new Shape(1, 1, 1_000, Set.of()), 5L)),
        GpuSupply.NONE);

    // F goes from 1000 to 700: sigmoid(0.3) = 0.5744.
    assertThat(score.score(share(300), worker(0))).isEqualTo(570_000);
  }

  @Test
  void demand_unknown_gradesAllAlike() {
    FragmentationGradientScore score = new FragmentationGradientScore();

    assertThat(score.score(share(300), worker(0))).isEqualTo(500_000);
    assertThat(score.score(share(300), worker(0, 500))).isEqualTo(500_000);
    assertThat(score.chooseGpu(share(300), worker(800, 500))).isEqualTo(1);
  }
}
