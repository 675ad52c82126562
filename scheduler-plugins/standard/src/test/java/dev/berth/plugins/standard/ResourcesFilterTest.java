package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.Rejection;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import org.junit.jupiter.api.Test;

class ResourcesFilterTest {
  private static final long GIB = 1L << 30;

  private final ResourcesFilter filter = new ResourcesFilter();

  // 4 of 16 cores, 8 of 64 GiB, 100 of 500 GiB and 1 of 2 licenses are requested.
  private final FakeWorker worker =
      FakeWorker.of(
              Worker.builder("w")
                  .cpuMillis(16_000)
                  .memoryBytes(64 * GIB)
                  .storageBytes(500 * GIB)
                  .extra("license", 2))
          .requested(
              Resources.builder()
                  .cpuMillis(4_000)
                  .memoryBytes(8 * GIB)
                  .storageBytes(100 * GIB)
                  .extra("license", 1)
                  .build());

  @Test
  void accepts_exactlyWhatIsFree() {
    FakeJob job =
        FakeJob.of(
            Job.builder("j")
                .cpuMillis(16_000 - 4_000)
                .memoryBytes((64 - 8) * GIB)
                .storageBytes((500 - 100) * GIB)
                .extra("license", 2 - 1));

    assertThat(filter.accepts(job, worker)).isTrue();
    assertThat(filter.explain(job, worker)).isEmpty();
  }

  @Test
  void explain_oneMoreOfEach_namesEveryResourceWithNumbers() {
    FakeJob job =
        FakeJob.of(
            Job.builder("j")
                .cpuMillis(12_001)
                .memoryBytes(56 * GIB + 1)
                .storageBytes(400 * GIB + 1)
                .extra("license", 2));

    assertThat(filter.accepts(job, worker)).isFalse();
    assertThat(filter.explain(job, worker))
        .containsExactly(
            Rejection.insufficient("cpu", 12_001, 12_000),
            Rejection.insufficient("memory", 56 * GIB + 1, 56 * GIB),
            Rejection.insufficient("storage", 400 * GIB + 1, 400 * GIB),
            Rejection.insufficient("license", 2, 1));
  }

  @Test
  void explain_moreThanAllocatable_noPreemptionHelps() {
    FakeJob job = FakeJob.of(Job.builder("j").cpuMillis(16_001));

    assertThat(filter.explain(job, worker))
        .containsExactly(new Rejection("insufficient", "cpu", 16_001, 12_000, false));
  }

  @Test
  void explain_extraTheWorkerHasNoneOf_noPreemptionHelps() {
    FakeJob job = FakeJob.of(Job.builder("j").extra("fpga", 1));

    assertThat(filter.accepts(job, worker)).isFalse();
    assertThat(filter.explain(job, worker))
        .containsExactly(new Rejection("insufficient", "fpga", 1, 0, false));
  }

  @Test
  void accepts_overcommittedResourceThatIsNotAsked() {
    // The host lowered cpu to 1 core after 4 were requested: 3 cores are missing.
    FakeWorker shrunk =
        FakeWorker.of(Worker.builder("w").cpuMillis(1_000).memoryBytes(GIB))
            .requested(Resources.builder().cpuMillis(4_000).build());
    FakeJob memoryOnly = FakeJob.of(Job.builder("j").memoryBytes(GIB));
    FakeJob oneMillicore = FakeJob.of(Job.builder("j").cpuMillis(1));

    assertThat(filter.accepts(memoryOnly, shrunk)).isTrue();
    assertThat(filter.accepts(oneMillicore, shrunk)).isFalse();
    assertThat(filter.explain(oneMillicore, shrunk))
        .containsExactly(Rejection.insufficient("cpu", 1, 0));
  }

  @Test
  void accepts_jobThatAsksGpus_leavesThemToTheGpuFilter() {
    FakeJob job = FakeJob.of(Job.builder("j").gpus(4));

    assertThat(filter.accepts(job, worker)).isTrue();
  }
}
