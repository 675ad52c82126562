package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.model.GpuDemand.Shape;
import dev.berth.model.GpuSupply.Count;
import dev.berth.model.GpuSupply.Kind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GpuSupplyTest {
  private static final GpuSupply SUPPLY =
      GpuSupply.of(
          List.of(
              worker("a", 64_000).gpus(4, "T4").build(),
              worker("b", 64_000).gpus(4, "T4").build(),
              worker("c", 32_000).gpu("T4").gpu("A100").build(),
              worker("d", 8_000).build()));

  private static Worker.Builder worker(String id, long cpuMillis) {
    return Worker.builder(id).cpuMillis(cpuMillis).memoryBytes(64);
  }

  private static Shape shape(long cpu, int count, int milli, String... models) {
    return new Shape(cpu, count, milli, Set.of(models));
  }

  @Test
  void of_countsEqualWorkers_withGpus() {
    assertThat(SUPPLY.counts())
        .containsExactly(
            new Count(new Kind(32_000, 64, List.of("A100", "T4")), 1),
            new Count(new Kind(64_000, 64, List.of("T4", "T4", "T4", "T4")), 2));
    assertThat(SUPPLY).hasToString("GPU supply of 10 GPUs in 2 kinds of workers");
    assertThat(SUPPLY.gpuMillis()).isEqualTo(10_000);
    // (2 * 64000 + 32000) / 10.
    assertThat(SUPPLY.cpuMillisPerGpu()).isEqualTo(16_000);
    // 3 * 64 / 10 = 19.2.
    assertThat(SUPPLY.memoryBytesPerGpu()).isEqualTo(19);
  }

  @Test
  void hostMillis_countsWorkersThatCouldRunIt() {
    assertThat(SUPPLY.hostMillis(shape(1_000, 1, 500))).isEqualTo(10_000);
    assertThat(SUPPLY.hostMillis(shape(33_000, 1, 500))).isEqualTo(8_000);
    assertThat(SUPPLY.hostMillis(shape(1_000, 3, 1_000))).isEqualTo(8_000);
    assertThat(SUPPLY.hostMillis(shape(1_000, 1, 500, "A100"))).isEqualTo(2_000);
    assertThat(SUPPLY.hostMillis(shape(1_000, 2, 1_000, "A100"))).isZero();
  }

  @Test
  void nothing_isEmpty() {
    assertThat(GpuSupply.of(List.of(worker("d", 1).build()))).isSameAs(GpuSupply.NONE);
    assertThat(GpuSupply.NONE.cpuMillisPerGpu()).isZero();
  }

  @Test
  void badValues_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Kind(-1, 1, List.of("T4")))
        .withMessageStartingWith("cpuMillis (-1) of kind of worker must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Kind(1, 1, List.of()))
        .withMessage("models (0 entries) of kind of worker must have 1 to 64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Count(new Kind(1, 1, List.of("T4")), 0))
        .withMessage("workers (0) of GPU supply must be at least 1");
  }
}
