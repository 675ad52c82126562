package dev.berth.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.Plugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import dev.berth.testing.TestFilter;
import dev.berth.testing.TestScore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which plugins there are, whatever the order they are found in, and what is refused. */
class PluginRegistryTest {

  private record OtherFilter(String name) implements FilterPlugin {
    @Override
    public Set<WorkerFacet> reads() {
      return Set.of();
    }

    @Override
    public boolean accepts(JobView job, WorkerView worker) {
      return true;
    }

    @Override
    public List<Rejection> explain(JobView job, WorkerView worker) {
      return List.of();
    }
  }

  private record Neither(String name) implements Plugin {
    @Override
    public Set<WorkerFacet> reads() {
      return Set.of();
    }
  }

  private static TestFilter filter(String name) {
    return TestFilter.of(name, (job, worker) -> true);
  }

  private static TestScore score(String name) {
    return TestScore.of(name, (job, worker) -> 0);
  }

  private static List<String> names(List<? extends PluginSlot<?>> slots) {
    return slots.stream().map(slot -> slot.plugin().name()).toList();
  }

  @Test
  void assemble_anyOrderOfDiscovery_givesTheSamePipeline() {
    List<Plugin> plugins =
        new ArrayList<>(
            List.of(filter("b"), score("y"), filter("a"), score("x"), filter("c"), score("z")));
    for (int i = 0; i < plugins.size(); i++) {
      Collections.rotate(plugins, 1);
      Pipeline pipeline =
          Pipeline.assemble("p", PluginRegistry.of(plugins), List.of("c", "a", "b", "a"), null);

      assertThat(names(pipeline.filters())).containsExactly("a", "b", "c");
      assertThat(names(pipeline.scores())).containsExactly("x", "y", "z");
    }
  }

  @Test
  void assemble_noNames_takesEveryFilterAndEachScoreAtItsOwnWeight() {
    Pipeline pipeline =
        Pipeline.assemble(
            "p", PluginRegistry.of(List.of(filter("b"), filter("a"), score("s"))), List.of(), null);

    assertThat(names(pipeline.filters())).containsExactly("a", "b");
    assertThat(pipeline.scores().get(0).weight()).isEqualTo(1);
  }

  @Test
  void assemble_filtersWithIndexes_areAskedFirst() {
    Pipeline pipeline =
        Pipeline.assemble(
            "default",
            PluginRegistry.of(
                List.of(
                    TestFilter.of("a", (job, w) -> true, WorkerFacet.RESOURCES, WorkerFacet.STATE),
                    TestFilter.of("b", (job, w) -> true, WorkerFacet.USAGE),
                    TestFilter.of("c", (job, w) -> true, WorkerFacet.LABELS, WorkerFacet.TAINTS),
                    TestFilter.of("d", (job, w) -> true, WorkerFacet.STATE))),
            List.of(),
            null);

    assertThat(pipeline.filters())
        .extracting(slot -> slot.plugin().name())
        .containsExactly("c", "d", "a", "b");
  }

  @Test
  void assemble_scores_areAskedFromIndexesFirstThenTheHeaviestAndOfUsageLast() {
    Pipeline pipeline =
        Pipeline.assemble(
            "default",
            PluginRegistry.of(
                List.of(
                    filter("f"),
                    TestScore.reading(WorkerFacet.RESOURCES, "a"),
                    TestScore.reading(WorkerFacet.USAGE, "b"),
                    TestScore.reading(WorkerFacet.GPUS, "c"),
                    TestScore.reading(WorkerFacet.JOBS, "d"),
                    TestScore.reading(WorkerFacet.LABELS, "e"))),
            List.of(),
            Map.of("a", 20, "b", 40, "c", 30, "d", 30, "e", 1));

    assertThat(names(pipeline.scores())).containsExactly("e", "c", "d", "a", "b");
  }

  @Test
  void assemble_weightZero_leavesTheScoreOut() {
    Pipeline pipeline =
        Pipeline.assemble(
            "p",
            PluginRegistry.of(List.of(filter("a"), score("s"), score("t"))),
            List.of(),
            Map.of("s", 0, "t", 7));

    assertThat(names(pipeline.scores())).containsExactly("t");
  }

  @Test
  void of_twoClassesWithOneName_namesBoth() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginRegistry.of(List.of(filter("same"), new OtherFilter("same"))))
        .withMessageContaining("two filter plugins are named 'same'")
        .withMessageContaining(TestFilter.class.getName())
        .withMessageContaining(OtherFilter.class.getName());
  }

  @Test
  void of_oneClassTwice_saysThatItIsThereTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginRegistry.of(List.of(filter("same"), filter("same"))))
        .withMessageContaining("filter plugin 'same' is there twice: " + TestFilter.class.getName())
        .withMessageContaining("Maybe");
  }

  @Test
  void of_filterAndScoreWithOneName_isFine() {
    PluginRegistry registry = PluginRegistry.of(List.of(filter("same"), score("same")));

    assertThat(registry.filters()).hasSize(1);
    assertThat(registry.scores()).hasSize(1);
  }

  @Test
  void of_blankName_namesTheClass() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginRegistry.of(List.of(filter(" "))))
        .withMessage(TestFilter.class.getName() + " has a blank name");
  }

  @Test
  void of_neitherFilterNorScoreNorDomain_namesTheClass() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PluginRegistry.of(List.of(new Neither("n"))))
        .withMessage(Neither.class.getName() + " is no FilterPlugin, ScorePlugin or DomainPlugin");
  }

  @Test
  void assemble_unknownNames_listWhatWasFound() {
    PluginRegistry registry =
        PluginRegistry.of(List.of(filter("b"), filter("a"), score("t"), score("s")));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pipeline.assemble("gpu", registry, List.of("a", "x"), null))
        .withMessage(
            "profile 'gpu' names the filter plugin 'x', which is not among those found: [a, b]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pipeline.assemble("gpu", registry, List.of(), Map.of("x", 1)))
        .withMessage(
            "profile 'gpu' names the score plugin 'x', which is not among those found: [s, t]");
  }

  @Test
  void assemble_noFilter_isRefusedWithAHint() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Pipeline.assemble("p", PluginRegistry.of(List.of(score("s"))), List.of(), null))
        .withMessageContaining("profile 'p' has no filter plugin")
        .withMessageContaining(
            "Maybe scheduler-standard-plugins is not on the class or module path");
  }

  @Test
  void assemble_weightOutOfRange_namesItPluginAndProfile() {
    PluginRegistry registry = PluginRegistry.of(List.of(filter("a"), score("s")));
    for (int weight : new int[] {-1, 1_000_001}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Pipeline.assemble("p", registry, List.of(), Map.of("s", weight)))
          .withMessage(
              "weight (" + weight + ") of score plugin 's' in profile 'p' must be 0 to 1000000");
    }
  }
}
