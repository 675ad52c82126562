package dev.berth.plugins.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuDemand;
import dev.berth.model.GpuDemand.Shape;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FragmentationTest {
  private static final String[] MODELS = {"T4", "A100", "V100"};

  private static double of(GpuDemand demand, FakeWorker worker) {
    return new Fragmentation(demand).gauge(worker).fragmented();
  }

  @Test
  void fragmented_isWorkedByHand() {
    // Half of the jobs ask 2000 cpu and half a GPU, the other half 1000 cpu and nothing else.
    GpuDemand demand =
        GpuDemand.of(
            Map.of(new Shape(2_000, 1, 500, Set.of()), 10L, new Shape(1_000, 0, 0, Set.of()), 10L));
    FakeWorker worker =
        FakeWorker.of(Worker.builder("w").cpuMillis(4_000).gpus(3, "T4")).gpuUsed(600, 1_000);

    // The first can run, 400 of GPU 0 are too little for it; for the second all 1400 are lost.
    assertThat(of(demand, worker)).isEqualTo(0.5 * 400 + 0.5 * 1_400);

    // With 1500 cpu left the first cannot run either.
    worker.requested(Resources.builder().cpuMillis(2_500).build());
    assertThat(of(demand, worker)).isEqualTo(1_400);
  }

  @Test
  void fragmented_nothingKnownOrNothingFree_isZero() {
    FakeWorker worker = FakeWorker.of(Worker.builder("w").gpus(1, "T4"));
    GpuDemand demand = GpuDemand.of(Map.of(new Shape(1, 1, 1_000, Set.of()), 1L));

    assertThat(of(GpuDemand.NONE, worker)).isZero();
    assertThat(of(demand, worker.gpuUsed(1_000))).isZero();
    assertThat(of(demand, FakeWorker.of(Worker.builder("w")))).isZero();
  }

  @Test
  void gauge_takenAndGivenBack_equalsTheNaiveSum() {
    long seed = Long.getLong("berth.seed", 5);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      String reproduce = "-Dberth.seed=" + seed + ", round " + round;
      boolean models = random.nextBoolean();
      GpuDemand demand = demand(random, models);
      boolean mixed = random.nextInt(3) == 0;
      Worker.Builder builder = Worker.builder("w").cpuMillis(random.nextInt(8_000));
      int gpus = random.nextInt(9);
      String model = MODELS[random.nextInt(3)];
      int[] used = new int[gpus];
      for (int gpu = 0; gpu < gpus; gpu++) {
        builder.gpu(mixed ? MODELS[random.nextInt(3)] : model);
        used[gpu] = random.nextInt(21) * 50;
      }
      FakeWorker worker = FakeWorker.of(builder).gpuUsed(used);
      Fragmentation.Gauge gauge = new Fragmentation(demand).gauge(worker);
      assertThat(gauge.fragmented()).as(reproduce).isEqualTo(naive(demand, worker));
      if (gpus > 0) {
        int gpu = random.nextInt(gpus);
        int taken = random.nextInt(gauge.free(gpu) + 1);
        gauge.take(gpu, taken);
        used[gpu] += taken;
        assertThat(gauge.fragmented())
            .as(reproduce)
            .isEqualTo(naive(demand, FakeWorker.of(builder).gpuUsed(used)));
        gauge.giveBack(gpu, taken);
        assertThat(gauge.fragmented()).as(reproduce).isEqualTo(naive(demand, worker));
      }
    }
  }

  private static GpuDemand demand(SplittableRandom random, boolean models) {
    Map<Shape, Long> counts = new HashMap<>();
    for (int i = random.nextInt(1, 8); i > 0; i--) {
      int count = random.nextInt(4);
      int milli = count == 0 ? 0 : count == 1 ? random.nextInt(20) * 50 : 1_000;
      Set<String> allowed =
          count > 0 && models && random.nextBoolean()
              ? Set.of(MODELS[random.nextInt(3)])
              : Set.of();
      long cpu = random.nextInt(8) * 1_000L;
      counts.put(new Shape(cpu, count, milli, allowed), (long) random.nextInt(1, 20));
    }
    return GpuDemand.of(counts);
  }

  /** The definition, device by device; sums by kind of lack, in the published order. */
  private static double naive(GpuDemand demand, FakeWorker worker) {
    double[] sums = new double[6];
    int free = worker.freeGpuMillis();
    for (int t = 0; t < demand.counts().size(); t++) {
      Shape shape = demand.counts().get(t).shape();
      boolean cpu = worker.freeCpuMillis() >= shape.cpuMillis();
      int allowed = 0;
      int fits = 0;
      int small = 0;
      for (int gpu = 0; gpu < worker.gpuCount(); gpu++) {
        if (shape.allows(worker.gpuModel(gpu))) {
          allowed++;
          boolean enough = worker.freeGpuMillis(gpu) >= shape.milliPerGpu();
          fits += enough ? 1 : 0;
          small += enough ? 0 : worker.freeGpuMillis(gpu);
        }
      }
      int kind;
      int lost = free;
      if (shape.gpuCount() == 0) {
        kind = cpu ? 3 : 4;
      } else if (allowed == 0) {
        kind = 5;
      } else if (fits >= shape.gpuCount()) {
        kind = cpu ? 1 : 2;
        lost = cpu ? small : free;
      } else {
        kind = cpu ? 1 : 0;
      }
      sums[kind] += demand.weight(t) * lost;
    }
    return sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5];
  }
}
