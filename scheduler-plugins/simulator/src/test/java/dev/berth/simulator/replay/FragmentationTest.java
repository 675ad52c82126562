package dev.berth.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.model.GpuRequest;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import dev.berth.simulator.replay.Fragmentation.Demand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FragmentationTest {
  private static final Demand SHARE = new Demand(1_000, GpuRequest.share(600));

  /** 10 cores and two GPUs with 400 and 1000 free. */
  private static WorkerBooks worker() {
    WorkerBooks books =
        new WorkerBooks(Worker.builder("w").cpuMillis(10_000).gpus(2, "T4").build());
    books.place(Job.builder("j").gpuShare(600).build().requirements(), List.of(0));
    return books;
  }

  private static List<Demand> times(int count, Demand demand) {
    return Collections.nCopies(count, demand);
  }

  @Test
  void of_demandThatRuns_countsDevicesTooSmall() {
    // 600 fits GPU 1; the 400 of GPU 0 are of no use to it.
    assertThat(Fragmentation.typicalOf(times(1, SHARE)).of(worker())).isEqualTo(400);
  }

  @Test
  void of_demandThatCannotRun_countsAllFree() {
    Demand twoWhole = new Demand(1_000, GpuRequest.whole(2));
    Demand muchCpu = new Demand(10_001, GpuRequest.share(100));
    Demand otherModel = new Demand(0, GpuRequest.share(100).withModels(Set.of("A10")));

    assertThat(Fragmentation.typicalOf(times(1, twoWhole)).of(worker())).isEqualTo(1_400);
    assertThat(Fragmentation.typicalOf(times(1, muchCpu)).of(worker())).isEqualTo(1_400);
    assertThat(Fragmentation.typicalOf(times(1, otherModel)).of(worker())).isEqualTo(1_400);
  }

  @Test
  void of_demandWithoutGpu_countsAllFree() {
    Demand cpuOnly = new Demand(1_000, GpuRequest.NONE);

    assertThat(Fragmentation.typicalOf(times(1, cpuOnly)).of(worker())).isEqualTo(1_400);
  }

  @Test
  void of_mix_weighsByFrequency() {
    List<Demand> sample = new ArrayList<>(times(3, SHARE));
    sample.addAll(times(1, new Demand(1_000, GpuRequest.whole(2))));

    // 3/4 * 400 + 1/4 * 1400 = 650.
    assertThat(Fragmentation.typicalOf(sample).of(worker())).isCloseTo(650, within(1e-9));
  }

  @Test
  void typicalOf_rareDemands_areLeftOut() {
    List<Demand> sample = new ArrayList<>(times(95, SHARE));
    sample.addAll(times(5, new Demand(1_000, GpuRequest.whole(2))));

    Fragmentation fragmentation = Fragmentation.typicalOf(sample);

    // 95 of 100 are covered by the first, whose weight becomes 1.
    assertThat(fragmentation.typicalCount()).isEqualTo(1);
    assertThat(fragmentation.of(worker())).isEqualTo(400);
  }

  @Test
  void of_workerWithoutGpus_isZero() {
    WorkerBooks plain = new WorkerBooks(Worker.builder("w").cpuMillis(1_000).build());

    assertThat(Fragmentation.typicalOf(times(1, SHARE)).of(plain)).isZero();
  }
}
