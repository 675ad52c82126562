package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.model.GpuDemand.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GpuDemandTest {

  private static Shape shape(long cpu, int count, int milli, String... models) {
    return new Shape(cpu, count, milli, Set.of(models));
  }

  private static List<Shape> shapes(GpuDemand demand) {
    return demand.counts().stream().map(GpuDemand.Count::shape).toList();
  }

  @Test
  void shapes_comeMostFrequentFirst_thenTheLargerOnes() {
    Shape often = shape(1, 0, 0);
    Shape cpu = shape(9_000, 1, 500);
    Shape milli = shape(8_000, 1, 1000);
    Shape count = shape(8_000, 2, 1000);
    Shape model = shape(8_000, 2, 1000, "T4");

    GpuDemand demand = GpuDemand.of(Map.of(milli, 2L, model, 2L, cpu, 2L, often, 3L, count, 2L));

    assertThat(shapes(demand)).containsExactly(often, cpu, model, count, milli);
    assertThat(demand.total()).isEqualTo(11);
    assertThat(demand.weight(0)).isEqualTo(3.0 / 11);
  }

  @Test
  void typical_stopsOnceEnoughIsCovered_andWeighsWhatIsLeft() {
    // 60, 30 and 10 of 100 jobs: 0.9 is covered by the first two, of which 60 are two thirds.
    GpuDemand demand =
        GpuDemand.of(Map.of(shape(1, 0, 0), 60L, shape(2, 0, 0), 30L, shape(3, 0, 0), 10L));

    GpuDemand typical = demand.typical(0.9);

    assertThat(shapes(typical)).containsExactly(shape(1, 0, 0), shape(2, 0, 0));
    assertThat(typical.weight(0)).isEqualTo(60.0 / 100 / (90.0 / 100));
    assertThat(demand.typical(0.91).counts()).hasSize(3);
    assertThat(demand.typical(1)).isEqualTo(demand);
    assertThat(demand.typical(0).isEmpty()).isTrue();
  }

  @Test
  void ofJobs_countsEqualShapes_whateverElseTheyAskFor() {
    GpuDemand demand =
        GpuDemand.ofJobs(
            List.of(
                Job.builder("a").cpuMillis(4).gpuShare(250).build().requirements(),
                Job.builder("b").cpuMillis(4).gpuShare(250).memoryBytes(9).build().requirements(),
                Job.builder("c").gpus(2).gpuModels("T4").build().requirements()));

    assertThat(demand)
        .isEqualTo(
            GpuDemand.of(
                List.of(
                    new GpuDemand.Count(shape(4, 1, 250), 2, 9),
                    new GpuDemand.Count(shape(0, 2, 1000, "T4"), 1, 0))))
        .hasToString("GPU demand of 3 jobs in 2 shapes");
    assertThat(demand.counts().get(1).shape().totalMillis()).isEqualTo(2_000);
    assertThat(demand.counts().get(1).shape().allows("A100")).isFalse();
  }

  @Test
  void shareOfMemoryAlone_isAShapeToo() {
    Requirements memory = Job.builder("m").cpuMillis(1).gpuMemory(1 << 30).build().requirements();

    assertThat(Shape.of(memory)).isEqualTo(shape(1, 1, 0));
  }

  @Test
  void of_shapeTwice_isAddedUp_andMemoryStaysInRange() {
    GpuDemand.Count much = new GpuDemand.Count(shape(1, 1, 250), 2, Long.MAX_VALUE - 1);

    assertThat(GpuDemand.of(List.of(much, much)).counts())
        .containsExactly(new GpuDemand.Count(shape(1, 1, 250), 4, Long.MAX_VALUE));
  }

  @Test
  void nothing_isEmpty() {
    assertThat(GpuDemand.ofJobs(List.of())).isSameAs(GpuDemand.NONE);
    assertThat(GpuDemand.NONE.typical(0.95).isEmpty()).isTrue();
  }

  @Test
  void badValues_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shape(-1, 0, 0))
        .withMessageStartingWith("cpuMillis (-1) of shape of a job must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shape(1, 2, 500))
        .withMessage("milliPerGpu (500) of shape of a job must be 1000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shape(1, 0, 500))
        .withMessageStartingWith("milliPerGpu (500)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GpuDemand.of(Map.of(shape(1, 0, 0), 0L)))
        .withMessage("jobs (0) of GPU demand must be at least 1");
    for (double coverage : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> GpuDemand.NONE.typical(coverage))
          .withMessageStartingWith("coverage (" + coverage + ") of GPU demand must be 0 to 1");
    }
  }
}
