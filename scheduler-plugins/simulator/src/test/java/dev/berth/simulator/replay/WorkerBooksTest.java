package dev.berth.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.model.Job;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Worker;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkerBooksTest {
  private static final Worker WORKER =
      Worker.builder("w").cpuMillis(4_000).memoryBytes(100).gpus(2, "T4").build();
  private static final Requirements JOB =
      Job.builder("j").cpuMillis(1_000).gpuShare(600).build().requirements();

  @Test
  void place_takesAndReleaseGivesBack() {
    WorkerBooks books = new WorkerBooks(WORKER);

    books.place(JOB, List.of(1));
    assertThat(books.free().cpuMillis()).isEqualTo(3_000);
    assertThat(books.freeGpuMillis(0)).isEqualTo(1_000);
    assertThat(books.freeGpuMillis(1)).isEqualTo(400);

    books.release(JOB, List.of(1));
    assertThat(books.free()).isEqualTo(WORKER.capacity());
    assertThat(books.freeGpuMillis(1)).isEqualTo(1_000);
  }

  @Test
  void place_overCommittedGpu_throws() {
    WorkerBooks books = new WorkerBooks(WORKER);
    books.place(JOB, List.of(1));

    assertThatThrownBy(() -> books.place(JOB, List.of(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("GPU 1 of worker w lacks 200 thousandths");
  }

  @Test
  void place_overCommittedCpu_throws() {
    WorkerBooks books = new WorkerBooks(WORKER);

    assertThatThrownBy(
            () ->
                books.place(Job.builder("big").cpuMillis(4_001).build().requirements(), List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("worker w");
  }

  @Test
  void place_wrongNumberOfGpus_throws() {
    WorkerBooks books = new WorkerBooks(WORKER);

    assertThatThrownBy(() -> books.place(JOB, List.of())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void release_neverPlaced_throws() {
    WorkerBooks books = new WorkerBooks(WORKER);

    assertThatThrownBy(() -> books.release(JOB, List.of(0)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void clusterBooks_keepTotals() {
    Worker other = Worker.builder("x").cpuMillis(1_000).build();
    ClusterBooks books =
        new ClusterBooks(
            List.of(WORKER, other),
            Fragmentation.typicalOf(List.of(new Fragmentation.Demand(1_000, JOB.gpus()))));

    books.place(JOB, new Placement("j", "w", List.of(0)));

    assertThat(books.capacity().cpuMillis()).isEqualTo(5_000);
    assertThat(books.requested().cpuMillis()).isEqualTo(1_000);
    // GPU 0 has 400 left, too little for another 600; GPU 1 is whole.
    assertThat(books.fragmentedGpuMillis()).isEqualTo(400);
    // cpu 1000 of 4000, GPU 600 of 2000: the GPU is fuller.
    assertThat(books.fullest("w")).isCloseTo(30, within(1e-9));
    assertThat(books.fullest("x")).isZero();

    books.release(JOB, new Placement("j", "w", List.of(0)));
    assertThat(books.requested().isZero()).isTrue();
    assertThat(books.fragmentedGpuMillis()).isZero();
  }
}
