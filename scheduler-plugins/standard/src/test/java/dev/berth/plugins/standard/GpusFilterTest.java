package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Rejection;
import dev.berth.model.Worker;
import org.junit.jupiter.api.Test;

class GpusFilterTest {
  private final GpusFilter filter = new GpusFilter();

  // Free thousandths: A100 1000, A100 0, A100 300, H100 700. One is idle, together 2,000 are free.
  private final FakeWorker worker =
      FakeWorker.of(Worker.builder("w").gpus(3, "A100").gpu("H100")).gpuUsed(0, 1_000, 700, 300);

  @Test
  void accepts_noGpuAsked() {
    assertAccepted(FakeJob.of(Job.builder("j").cpuMillis(1)));
  }

  @Test
  void accepts_asManyAsAreIdle() {
    assertAccepted(FakeJob.of(Job.builder("j").gpus(1)));
  }

  @Test
  void explain_twoGpus_freePartsDoNotAddUp() {
    assertRefused(FakeJob.of(Job.builder("j").gpus(2)), Rejection.insufficient("idle gpus", 2, 1));
  }

  @Test
  void explain_fiveGpus_workerHasFour() {
    assertRefused(
        FakeJob.of(Job.builder("j").gpus(5)), new Rejection("insufficient", "gpus", 5, 4, false));
  }

  @Test
  void explain_modelThatIsBusy_namesTheIdleOnesOfThatModel() {
    assertRefused(
        FakeJob.of(Job.builder("j").gpus(1).gpuModels("H100")),
        Rejection.insufficient("idle gpus", 1, 0));
  }

  @Test
  void explain_modelThatIsNotThere_noPreemptionHelps() {
    assertRefused(
        FakeJob.of(Job.builder("j").gpus(1).gpuModels("B200", "A10")),
        new Rejection("insufficient", "gpus of model A10 or B200", 1, 0, false));
  }

  @Test
  void explain_shareOfBusyModel_namesItsLargestFreeShare() {
    FakeJob fits = FakeJob.of(Job.builder("j").gpuShare(700).gpuModels("H100"));
    FakeJob tooMuch = FakeJob.of(Job.builder("j").gpuShare(701).gpuModels("H100"));

    assertAccepted(fits);
    assertRefused(tooMuch, Rejection.insufficient("gpu", 701, 700));
  }

  @Test
  void explain_workerWithoutGpus() {
    FakeWorker none = FakeWorker.of(Worker.builder("w"));
    FakeJob job = FakeJob.of(Job.builder("j").gpuShare(1));

    assertThat(filter.accepts(job, none)).isFalse();
    assertThat(filter.explain(job, none))
        .containsExactly(new Rejection("insufficient", "gpus", 1, 0, false));
  }

  private void assertAccepted(FakeJob job) {
    assertThat(filter.accepts(job, worker)).isTrue();
    assertThat(filter.explain(job, worker)).isEmpty();
  }

  private void assertRefused(FakeJob job, Rejection reason) {
    assertThat(filter.accepts(job, worker)).isFalse();
    assertThat(filter.explain(job, worker)).containsExactly(reason);
  }
}
