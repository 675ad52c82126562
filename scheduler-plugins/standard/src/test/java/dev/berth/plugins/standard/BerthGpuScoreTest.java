package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuDemand;
import dev.berth.model.GpuDemand.Count;
import dev.berth.model.GpuDemand.Shape;
import dev.berth.model.GpuSupply;
import dev.berth.model.Job;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Grades are 500,000 + 16 * round(change of worth / 5) + 15 - GPUs of the worker, at most 15. */
class BerthGpuScoreTest {
  private static final long GIB = 1L << 30;

  /** Halves and whole GPUs, five of each; 8 cores and 32 GiB with a GPU. */
  private static BerthGpuScore halvesAndWholes() {
    return of(count(4_000, 1, 500, 16), count(8_000, 1, 1_000, 32));
  }

  private static BerthGpuScore of(Count... counts) {
    BerthGpuScore score = new BerthGpuScore();
    score.demand(GpuDemand.of(List.of(counts)), GpuSupply.NONE);
    return score;
  }

  private static Count count(long cpu, int gpus, int milli, long gib, String... models) {
    return new Count(new Shape(cpu, gpus, milli, Set.of(models)), 5, 5 * gib * GIB);
  }

  private static FakeWorker worker(int... used) {
    return FakeWorker.of(
            Worker.builder("w").cpuMillis(640_000).memoryBytes(999 * GIB).gpus(used.length, "T4"))
        .gpuUsed(used);
  }

  private static FakeJob share(int milli) {
    return FakeJob.of(Job.builder("j").gpuShare(milli));
  }

  private static int grade(int steps, int gpus) {
    return 500_000 + 16 * steps + 15 - gpus;
  }

  @Test
  void score_halfOfAnIdleGpu_losesTheHalfAndTheWhole() {
    // A half is worth 500, a whole 1000. On the 500 that are left 0.05 * 500 * 2/3 = 16.7 is lost
    // to the wholes, two thirds of the demand: 1000 before, 500 - 16.7 after, change -516.7, -103.3
    // steps.
    assertThat(halvesAndWholes().score(share(500), worker(0))).isEqualTo(grade(-103, 1));
    // On a used one 500 - 16.7 goes to 0: change -483.3, -96.7 steps.
    assertThat(halvesAndWholes().score(share(500), worker(500, 0))).isEqualTo(grade(-97, 2));
    assertThat(halvesAndWholes().chooseGpu(share(500), worker(0, 500, 500))).isEqualTo(1);
  }

  @Test
  void forMovableJobs_half_opensAGpu() {
    BerthGpuScore score = BerthGpuScore.forMovableJobs();
    score.demand(
        GpuDemand.of(List.of(count(4_000, 1, 500, 16), count(8_000, 1, 1_000, 32))),
        GpuSupply.NONE);

    assertThat(score.name()).isEqualTo("berthGpuMovable");
    // As above, but a half that is open is worth 0.05 * 500 = 25 more: 508.3. From 1000 to that is
    // -98.3 steps, from that to 0 -101.7.
    assertThat(score.score(share(500), worker(0))).isEqualTo(grade(-98, 1));
    assertThat(score.score(share(500), worker(500, 0))).isEqualTo(grade(-98, 2));
    assertThat(score.score(share(500), worker(500))).isEqualTo(grade(-102, 1));
    assertThat(score.chooseGpu(share(500), worker(500, 0, 500))).isEqualTo(1);
  }

  @Test
  void score_wholeGpus_areWorthWhatTheyAre() {
    FakeJob two = FakeJob.of(Job.builder("j").gpus(2));

    // From 3483.3 to 1483.3.
    assertThat(halvesAndWholes().score(two, worker(0, 500, 0, 0))).isEqualTo(grade(-400, 4));
  }

  @Test
  void score_cpuThatGpusNeed_isWorthTheGpusItStrands() {
    // 2 GPUs need 16 cores. Of 20 free, 2 are not missed; 8 leave 12, which feed 1500: -500.
    FakeWorker worker = worker(0, 0).requested(Resources.builder().cpuMillis(620_000).build());

    assertThat(halvesAndWholes().score(FakeJob.of(Job.builder("j").cpuMillis(2_000)), worker))
        .isEqualTo(grade(0, 2));
    assertThat(halvesAndWholes().score(FakeJob.of(Job.builder("j").cpuMillis(8_000)), worker))
        .isEqualTo(grade(-100, 2));
  }

  @Test
  void score_restOfCpuThatNoJobAsks_isWorthNothing() {
    // Halves ask 4 cores, wholes 8: of 15 free only 12 can be asked, of 11 only 8.
    FakeWorker worker = worker(0, 0).requested(Resources.builder().cpuMillis(625_000).build());

    assertThat(halvesAndWholes().score(FakeJob.of(Job.builder("j").cpuMillis(3_000)), worker))
        .isEqualTo(grade(0, 2));
    assertThat(halvesAndWholes().score(FakeJob.of(Job.builder("j").cpuMillis(4_000)), worker))
        .isEqualTo(grade(-100, 2));
  }

  @Test
  void score_memoryThatGpusNeed_isWorthTheGpusItStrands() {
    // 2 GPUs need 64 GiB. Of 80 free, 32 leave 48, which feed 1500: -500.
    FakeWorker worker = worker(0, 0).requested(Resources.builder().memoryBytes(919 * GIB).build());
    FakeJob job = FakeJob.of(Job.builder("j").memoryBytes(32 * GIB));

    assertThat(halvesAndWholes().score(job, worker)).isEqualTo(grade(-100, 2));
  }

  @Test
  void score_cpuBelowWhatSomeShapeAsks_losesItsPartOfTheDevices() {
    // Wholes cost no more cpu than halves, on average: 1 core with 1000. One asks 9 cores.
    BerthGpuScore score = of(count(9_000, 1, 500, 0), count(0, 1, 1_000, 0));
    FakeWorker worker = worker(0).requested(Resources.builder().cpuMillis(630_000).build());

    // 10 cores free before, 8 after: the halves, a third, cannot come any more: 0.05 * 1000 / 3 =
    // 16.7 are lost: -3.3 steps. The 8 cores feed the GPU all the same.
    assertThat(score.score(FakeJob.of(Job.builder("j").cpuMillis(2_000)), worker))
        .isEqualTo(grade(-3, 1));
  }

  @Test
  void score_setsOfGpus_areKeptTogether() {
    // Pairs only. Of 2 idle GPUs both are of use: worth 2000. With a half taken of one, u is
    // 1000 for the idle one and 0 for the other, and of the 1500 that are free none is of use to a
    // pair: 0.2 * 1500 = 300 are lost. From 2000 to 700.
    BerthGpuScore score = of(count(0, 2, 1_000, 0));

    assertThat(score.score(share(500), worker(0, 0))).isEqualTo(grade(-260, 2));
    // From a half used, 1000 - 300, to 1000 - 0.2 * 1000.
    assertThat(score.score(share(500), worker(0, 500))).isEqualTo(grade(20, 2));
  }

  @Test
  void score_rareHosts_weighMore() {
    // Pairs are a tenth of the demand, 2 * 5 of 100, and a quarter of the GPUs can host them.
    GpuDemand demand =
        GpuDemand.of(
            List.of(count(0, 2, 1_000, 0), new Count(new Shape(0, 1, 1_000, Set.of()), 90, 0)));
    GpuSupply supply =
        GpuSupply.of(
            List.of(
                Worker.builder("pair").gpus(2, "T4").build(),
                Worker.builder("a").gpus(1, "T4").build(),
                Worker.builder("b").gpus(1, "T4").build(),
                Worker.builder("c").gpus(1, "T4").build(),
                Worker.builder("d").gpus(1, "T4").build(),
                Worker.builder("e").gpus(1, "T4").build(),
                Worker.builder("f").gpus(1, "T4").build()));
    FakeJob one = FakeJob.of(Job.builder("j").gpus(1));
    BerthGpuScore unaware = new BerthGpuScore();
    unaware.demand(demand, GpuSupply.NONE);
    BerthGpuScore aware = new BerthGpuScore();
    aware.demand(demand, supply);

    // One of a pair: from 2000 to 1000 less 0.2 * 0.1 * 1000 = 20, or with 0.1 * 4^(4/3) = 0.635:
    // 127.
    assertThat(unaware.score(one, worker(0, 0))).isEqualTo(grade(-204, 2));
    assertThat(aware.score(one, worker(0, 0))).isEqualTo(grade(-225, 2));
  }

  @Test
  void score_modelsThatJobsName_areLookedAt() {
    // Wholes want an A100: on a T4 only the halves, a third of the demand, find use.
    BerthGpuScore score = of(count(0, 1, 500, 0), count(0, 1, 1_000, 0, "A100"));
    FakeWorker a100 = FakeWorker.of(Worker.builder("w").gpu("A100"));

    // T4: 1000 - 0.05 * 1000 * 2/3 = 966.7 before, 500 - 16.7 after: -483.3.
    assertThat(score.score(share(500), worker(0))).isEqualTo(grade(-97, 1));
    // A100: 1000 before, 500 - 16.7 after: -516.7.
    assertThat(score.score(share(500), a100)).isEqualTo(grade(-103, 1));
  }

  @Test
  void chooseGpu_ofAnAllowedModel() {
    FakeWorker mixed =
        FakeWorker.of(Worker.builder("w").gpu("T4").gpu("A100").gpu("A100")).gpuUsed(500, 0, 0);
    FakeJob job = FakeJob.of(Job.builder("j").gpuShare(500).gpuModels("A100"));

    assertThat(halvesAndWholes().chooseGpu(job, mixed)).isEqualTo(1);
  }

  @Test
  void demand_unknown_prefersFewerGpus() {
    BerthGpuScore score = new BerthGpuScore();

    assertThat(score.score(share(500), worker(0, 0))).isEqualTo(grade(0, 2));
    assertThat(score.score(share(500), worker(0))).isEqualTo(grade(0, 1));
    assertThat(score.chooseGpu(share(500), worker(600, 0))).isEqualTo(1);
  }

  @Test
  void score_extremes_stayInRange() {
    BerthGpuScore score = of(count(1, 1, 1, 0), count(0, 64, 1_000, 0));
    FakeWorker huge = FakeWorker.of(Worker.builder("w").gpus(64, "T4"));

    assertThat(score.score(FakeJob.of(Job.builder("j").gpus(64)), huge)).isBetween(0, 1_000_000);
    assertThat(score.score(share(1), huge)).isBetween(0, 1_000_000);
  }

  @Test
  void demand_ofManyShapes_isBounded() {
    List<Count> many = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      many.add(new Count(new Shape(i, 1, 1 + i % 1_000, Set.of()), 1 + i % 7, i));
    }
    BerthGpuScore score = new BerthGpuScore();
    score.demand(GpuDemand.of(many), GpuSupply.NONE);

    assertThat(score.score(share(500), worker(0, 500))).isBetween(0, 1_000_000);
  }
}
