package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.model.Job;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceBalanceScoreTest {
  private final ResourceBalanceScore score = new ResourceBalanceScore();

  private static Worker.Builder worker() {
    return Worker.builder("w").cpuMillis(10_000).memoryBytes(1_000);
  }

  private static Resources requested(long cpuMillis, long memoryBytes) {
    return Resources.builder().cpuMillis(cpuMillis).memoryBytes(memoryBytes).build();
  }

  @Test
  void score_sameShares_isFull() {
    // cpu (2,000 + 1,000) / 10,000 = 0.3, memory (100 + 200) / 1,000 = 0.3
    FakeWorker worker = FakeWorker.of(worker()).requested(requested(2_000, 100));
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(1_000).memoryBytes(200));

    assertThat(score.score(job, worker)).isEqualTo(1_000_000);
  }

  @Test
  void score_differentShares_losesTheRange() {
    // cpu (2,000 + 4,000) / 10,000 = 0.6, memory (100 + 100) / 1,000 = 0.2
    FakeWorker worker = FakeWorker.of(worker()).requested(requested(2_000, 100));
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(4_000).memoryBytes(100));

    assertThat(score.score(job, worker)).isEqualTo(1_000_000 - 400_000);
  }

  @Test
  void score_resourceTheWorkerHasNoneOf_isLeftOut() {
    // Only cpu is there: one share, no range.
    FakeWorker worker = FakeWorker.of(Worker.builder("w").cpuMillis(10_000));
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(9_000));

    assertThat(score.score(job, worker)).isEqualTo(1_000_000);
    assertThat(score.score(job, FakeWorker.of(Worker.builder("nothing")))).isEqualTo(1_000_000);
  }

  @Test
  void score_gpuJob_gpuIsAThirdShare() {
    // cpu 2,000 / 10,000 = 0.2, memory 300 / 1,000 = 0.3, gpu (1,000 + 1,000) / 4,000 = 0.5
    FakeWorker worker =
        FakeWorker.of(worker().gpus(4, "A100")).gpuUsed(1_000).requested(requested(1_000, 100));
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(1_000).memoryBytes(200).gpus(1));

    assertThat(score.score(job, worker)).isEqualTo(1_000_000 - (500_000 - 200_000));
  }

  @Test
  void score_cpuJob_anIdleGpuWorkerIsWorst() {
    // cpu and memory 0.1 on both. All GPUs of the second are idle: 1 - 1 = 0.
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(1_000).memoryBytes(100));

    assertThat(score.score(job, FakeWorker.of(worker()))).isEqualTo(1_000_000);
    assertThat(score.score(job, FakeWorker.of(worker().gpus(4, "A100")))).isEqualTo(0);
  }

  @Test
  void score_cpuJob_gpuWorkerGetsBetterAsItsGpusAreTaken() {
    // cpu and memory 0.5 once placed. One GPU of four taken: 0.75 idle outweighs the range of 0.25.
    // Three taken: 0.25 idle, range 0.75 - 0.5 = 0.25. All taken: range 1 - 0.5 = 0.5.
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(5_000).memoryBytes(500));

    assertThat(score.score(job, FakeWorker.of(worker().gpus(4, "A100")).gpuUsed(1_000)))
        .isEqualTo(1_000_000 - 750_000);
    assertThat(
            score.score(job, FakeWorker.of(worker().gpus(4, "A100")).gpuUsed(1_000, 1_000, 1_000)))
        .isEqualTo(1_000_000 - 250_000);
    assertThat(
            score.score(
                job, FakeWorker.of(worker().gpus(4, "A100")).gpuUsed(1_000, 1_000, 1_000, 1_000)))
        .isEqualTo(1_000_000 - 500_000);
  }

  @Test
  void score_gpuWorkerWithoutCpuOrMemory_comparesWhatIsThere() {
    // memory 300 / 1,000 = 0.3, gpu 1,000 / 2,000 = 0.5; then gpu alone
    FakeJob job = FakeJob.of(Job.builder("j").memoryBytes(300).gpus(1));
    Worker.Builder noCpu = Worker.builder("w").memoryBytes(1_000).gpus(2, "A100");
    Worker.Builder onlyGpus = Worker.builder("w").gpus(2, "A100");

    assertThat(score.score(job, FakeWorker.of(noCpu))).isEqualTo(1_000_000 - 200_000);
    assertThat(score.score(job, FakeWorker.of(onlyGpus))).isEqualTo(1_000_000);
  }

  @Test
  void score_random_isWhatTheFormulaSays() {
    RandomCases random = new RandomCases();
    for (int round = 0; round < 100; round++) {
      FakeJob job = random.job();
      for (FakeWorker worker : random.workers()) {
        // The two ways may round a half apart.
        assertThat(score.score(job, worker))
            .as(() -> RandomCases.reproduce() + "\n" + job.requirements() + "\n" + worker)
            .isCloseTo((int) Math.round(1_000_000 * (1 - lost(job, worker))), within(1));
      }
    }
  }

  /** The formula of the class comment, word for word. */
  private static double lost(FakeJob job, FakeWorker worker) {
    Resources asked = job.requirements().resources();
    List<Double> shares = new ArrayList<>();
    if (worker.cpuMillis() > 0) {
      shares.add(share(worker.freeCpuMillis(), asked.cpuMillis(), worker.cpuMillis()));
    }
    if (worker.memoryBytes() > 0) {
      shares.add(share(worker.freeMemoryBytes(), asked.memoryBytes(), worker.memoryBytes()));
    }
    double idleGpus = 0;
    if (worker.gpuCount() > 0) {
      double gpu = share(worker.freeGpuMillis(), asked.gpuMillis(), worker.gpuCount() * 1_000L);
      shares.add(gpu);
      idleGpus = asked.gpuMillis() == 0 ? 1 - gpu : 0;
    }
    double uneven = shares.isEmpty() ? 0 : Collections.max(shares) - Collections.min(shares);
    return Math.max(uneven, idleGpus);
  }

  private static double share(long free, long asked, long capacity) {
    return Math.min(1, (double) (capacity - free + asked) / capacity);
  }

  @Test
  void score_thirds_roundsToTheNearest() {
    // cpu 1/3, memory 0: 1,000,000 * 2/3 = 666,666.67
    FakeWorker worker = FakeWorker.of(Worker.builder("w").cpuMillis(3).memoryBytes(1));
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(1));

    assertThat(score.score(job, worker)).isEqualTo(666_667);
  }

  @Test
  void score_moreThanFree_countsAsFull() {
    // Never asked by the engine after the filter; cpu is held at 1, memory 0.5.
    FakeWorker worker = FakeWorker.of(worker());
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(99_000).memoryBytes(500));

    assertThat(score.score(job, worker)).isEqualTo(500_000);
  }
}
