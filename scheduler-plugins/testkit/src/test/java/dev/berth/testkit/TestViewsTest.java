package dev.berth.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.GpuRequest;
import dev.berth.model.Job;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Resources;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.Plugin;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import dev.berth.testkit.TestPlugins.RuleFilter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The views for tests by hand. */
class TestViewsTest {

  private static final Plugin LABELS_ONLY =
      new RuleFilter((job, worker) -> true, Set.of(WorkerFacet.LABELS), Set.of(JobFacet.LABELS));

  private static TestWorker worker() {
    return TestWorker.of(
        Worker.builder("w-1")
            .cpuMillis(8_000)
            .memoryBytes(100)
            .storageBytes(50)
            .extra("fpga", 4)
            .gpu("A10")
            .gpu("A100")
            .label("zone", "a")
            .taint("spot", "", TaintEffect.NO_SCHEDULE));
  }

  @Test
  void worker_withoutJobs_isIdleAndAvailable() {
    TestWorker worker = worker();

    assertThat(worker.state()).isEqualTo(WorkerState.AVAILABLE);
    assertThat(worker.freeCpuMillis()).isEqualTo(8_000);
    assertThat(worker.idleGpuCount()).isEqualTo(2);
    assertThat(worker.jobCount()).isZero();
    assertThat(worker.cpuLoadMillis()).isZero();
  }

  @Test
  void worker_withJobs_hasLessFree() {
    TestWorker worker =
        worker()
            .jobs(2)
            .requested(
                Resources.builder().cpuMillis(3_000).memoryBytes(100).extra("fpga", 1).build())
            .gpuUsed(250)
            .load(10, 20, 30);

    assertThat(worker.state()).isEqualTo(WorkerState.RUNNING);
    assertThat(worker.draining().state()).isEqualTo(WorkerState.DRAINING);
    assertThat(worker.unhealthy().state()).isEqualTo(WorkerState.UNHEALTHY);
    assertThat(worker.freeCpuMillis()).isEqualTo(5_000);
    assertThat(worker.freeMemoryBytes()).isZero();
    assertThat(worker.freeStorageBytes()).isEqualTo(50);
    assertThat(worker.freeExtra("fpga")).isEqualTo(3);
    assertThat(worker.freeExtra("license")).isZero();
    assertThat(worker.freeGpuMillis()).isEqualTo(1_750);
    assertThat(worker.largestFreeGpuMillis()).isEqualTo(1_000);
    assertThat(worker.idleGpuCount()).isEqualTo(1);
    assertThat(worker.fits(GpuRequest.whole(1))).isTrue();
    assertThat(worker.fits(GpuRequest.whole(2))).isFalse();
    assertThat(worker.fits(GpuRequest.whole(1).withModels(Set.of("A10")))).isFalse();
    assertThat(List.of(worker.cpuLoadMillis(), worker.memoryLoadMillis(), worker.ioLoadMillis()))
        .containsExactly(10, 20, 30);
  }

  @Test
  void worker_badAmounts_areRefusedByName() {
    assertThatThrownBy(() -> worker().jobs(-1))
        .hasMessage("jobs (-1) of worker w-1 must be 0 or more");
    assertThatThrownBy(() -> worker().load(0, 1_001, 0))
        .hasMessage("memory load (1001) of worker w-1 must be 0 to 1000");
    assertThatThrownBy(() -> worker().gpuUsed(0, 0, 0))
        .hasMessage("gpuUsed (3 values) of worker w-1 must be at most its GPUs (2)");
    assertThatThrownBy(() -> worker().requested(Resources.builder().cpuMillis(9_000).build()))
        .hasMessageStartingWith("requested (")
        .hasMessageContaining("of worker w-1 must be at most its capacity");
  }

  @Test
  void worker_seenByAPlugin_showsWhatItDeclares() {
    WorkerView seen = worker().seenBy(LABELS_ONLY);

    assertThat(seen.label("zone")).isEqualTo("a");
    assertThat(seen.matches(LabelRequirement.exists("zone"))).isTrue();
    assertThat(seen.id()).isEqualTo("w-1");
    assertThatThrownBy(seen::taints)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("worker.taints(), which reads WorkerFacet.TAINTS");
    assertThatThrownBy(() -> seen.extra("fpga")).hasMessageContaining("WorkerFacet.RESOURCES");
    assertThatThrownBy(() -> seen.gpuModel(0)).hasMessageContaining("WorkerFacet.GPUS");
  }

  @Test
  void job_seenByAPlugin_showsWhatItDeclares() {
    JobView seen =
        TestJob.of(Job.builder("j").tenant("ci").label("team", "red")).seenBy(LABELS_ONLY);

    assertThat(seen.labels()).containsOnlyKeys("team").containsEntry("team", "red");
    assertThat(seen.requirements().resources().isZero()).isTrue();
    assertThatThrownBy(seen::tenant).hasMessageContaining("JobFacet.TENANT");
    assertThatThrownBy(seen::id).hasMessageContaining("JobFacet.ID");
  }

  @Test
  void block_answersFor64WorkersAtATime() {
    TestWorker plain = TestWorker.of(Worker.builder("w-2"));
    TestBlock block = TestBlock.of(List.of(worker(), plain, worker().draining()));

    assertThat(block.candidates(0)).isEqualTo(0b111);
    assertThat(block.takingJobs(0)).isEqualTo(0b011);
    assertThat(block.labelled("zone", "a", 0)).isEqualTo(0b101);
    assertThat(block.matching(LabelRequirement.doesNotExist("zone"), 0)).isEqualTo(0b010);
    assertThat(block.untolerated(List.of(), TaintEffect.NO_SCHEDULE, 0)).isEqualTo(0b101);
    assertThat(block.untolerated(List.of(Toleration.everything()), TaintEffect.NO_SCHEDULE, 0))
        .isZero();
    block.retain(0, 0b110);
    block.reject(1);
    assertThat(block.next(0)).isEqualTo(2);
    assertThat(block.next(3)).isEqualTo(-1);
    assertThat(block.isCandidate(0)).isFalse();
  }

  @Test
  void block_seenByAPlugin_showsCandidatesAndWhatItDeclares() {
    TestBlock block = TestBlock.of(List.of(worker(), worker()));
    WorkerBlock seen = block.seenBy(LABELS_ONLY);
    seen.reject(0);

    assertThat(block.isCandidate(0)).isFalse();
    assertThat(seen.labelled("zone", "a", 0)).isEqualTo(0b11);
    assertThat(seen.at(1).label("zone")).isEqualTo("a");
    assertThatThrownBy(() -> seen.takingJobs(0)).hasMessageContaining("WorkerFacet.STATE");
    assertThatThrownBy(() -> seen.untolerated(List.of(), TaintEffect.NO_SCHEDULE, 0))
        .hasMessageContaining("WorkerFacet.TAINTS");
    assertThatThrownBy(() -> seen.at(0)).hasMessageContaining("where no candidate is left");
  }

  @Test
  void block_ofNobody_isRefused() {
    assertThatThrownBy(() -> TestBlock.of(List.of()))
        .hasMessage("workers (0) of a block must be 1 to 512");
  }

  @Test
  void trials_badValues_areRefusedByName() {
    assertThatThrownBy(() -> Trials.ofDefaults().rounds(0))
        .hasMessage("rounds (0) of trials must be at least 1");
    assertThatThrownBy(() -> Trials.ofDefaults().workerLabel("zone"))
        .hasMessage("label zone of trials needs at least one value");
  }
}
