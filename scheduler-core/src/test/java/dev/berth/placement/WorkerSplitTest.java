package dev.berth.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.GpuSplit;
import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerSplitTest {
  private static final int NONE = WorkerSplit.NO_RACK;

  private static int[] plan(int count, int gpusPerWorker, int[] most, int[] rack) {
    int[] take = new int[most.length];
    Arrays.fill(take, 99);
    boolean fits = WorkerSplit.plan(count, gpusPerWorker, most, rack, take);
    assertThat(Arrays.stream(take).sum()).isEqualTo(fits ? count : 0);
    return take;
  }

  private static int[] ints(int... values) {
    return values;
  }

  @Test
  void plan_any_fewestWorkersFirst() {
    // Two of rack 1 and 2 rather than three of rack 0.
    assertThat(plan(16, GpuSplit.ANY, ints(6, 6, 6, 8, 8), ints(0, 0, 0, 1, 2)))
        .containsExactly(0, 0, 0, 8, 8);
  }

  @Test
  void plan_any_thenFewestRacks() {
    assertThat(plan(12, GpuSplit.ANY, ints(8, 8, 4, 4), ints(0, 1, 2, 1)))
        .containsExactly(0, 8, 0, 4);
  }

  @Test
  void plan_any_thenEarliest() {
    assertThat(plan(12, GpuSplit.ANY, ints(4, 8, 8, 8, 8), ints(0, 1, 0, 0, 1)))
        .containsExactly(4, 0, 8, 0, 0);
  }

  @Test
  void plan_any_theLastHasWhatIsLeft() {
    assertThat(plan(10, GpuSplit.ANY, ints(8, 8, 8), ints(NONE, NONE, NONE)))
        .containsExactly(8, 2, 0);
  }

  @Test
  void plan_noRack_isARackOfItsOwn() {
    assertThat(plan(16, GpuSplit.ANY, ints(8, 8, 8, 8), ints(NONE, NONE, 3, 3)))
        .containsExactly(0, 0, 8, 8);
  }

  @Test
  void plan_exactly_soManyOfEach() {
    assertThat(plan(8, 4, ints(8, 8, 3, 4), ints(0, 1, 0, 0))).containsExactly(4, 0, 0, 4);
    assertThat(plan(8, 4, ints(8, 3, 3, 3), ints(0, 0, 0, 0))).containsOnly(0);
  }

  @Test
  void plan_oneWorker_allOfOne() {
    assertThat(plan(4, GpuSplit.ONE_WORKER, ints(3, 3, 4), ints(0, 0, 0))).containsExactly(0, 0, 4);
    assertThat(plan(4, GpuSplit.ONE_WORKER, ints(3, 3), ints(0, 0))).containsOnly(0);
  }

  @Test
  void plan_tooFewInAll_doesNotFit() {
    assertThat(plan(9, GpuSplit.ANY, ints(4, 4), ints(0, 0))).containsOnly(0);
    assertThat(plan(1, GpuSplit.ANY, ints(), ints())).isEmpty();
  }

  @Test
  void plan_badInput_isNamed() {
    int[] one = {1};
    assertThatThrownBy(() -> WorkerSplit.plan(0, GpuSplit.ANY, one, one, one))
        .hasMessage("count (0) of a split must be 1 or more");
    assertThatThrownBy(() -> WorkerSplit.plan(9, 4, one, one, one))
        .hasMessage(
            "gpusPerWorker (4) of a split must divide its count 9\nMaybe GpuSplit.ANY is meant.");
    assertThatThrownBy(() -> WorkerSplit.plan(9, -2, one, one, one))
        .hasMessageStartingWith("gpusPerWorker (-2) of a split must");
    assertThatThrownBy(() -> WorkerSplit.plan(9, 3, one, ints(), ints(1, 2)))
        .hasMessage(
            "rack and take (0 and 2 entries) of a split must have one for each of its 1 workers");
  }

  @ParameterizedTest
  @CsvSource({"7, 4, 4000", "11, 8, 300"})
  void plan_anyWorkers_isTheBestOfAllSets(int mostWorkers, int mostGpus, int rounds) {
    Seed seed = Seed.orElse(93);
    SplittableRandom random = seed.random();
    for (int round = 0; round < rounds; round++) {
      int workers = random.nextInt(1, mostWorkers + 1);
      int racks = random.nextInt(1, 5);
      int[] most = random.ints(workers, 0, mostGpus + 1).toArray();
      int[] rack = random.ints(workers, -1, racks).toArray();
      int gpusPerWorker = random.nextInt(-1, 4);
      int parts = random.nextInt(1, workers + 1);
      int count = gpusPerWorker > 0 ? parts * gpusPerWorker : random.nextInt(1, 4 * parts + 1);

      assertThat(plan(count, gpusPerWorker, most, rack))
          .as(
              "%d, %d a worker, of %s in racks %s; %s",
              count, gpusPerWorker, Arrays.toString(most), Arrays.toString(rack), seed)
          .isEqualTo(naive(count, gpusPerWorker, most, rack));
    }
  }

  /** Tries every set of workers. */
  private static int[] naive(int count, int gpusPerWorker, int[] most, int[] rack) {
    int n = most.length;
    int part = gpusPerWorker == GpuSplit.ONE_WORKER ? count : gpusPerWorker;
    int[] give =
        Arrays.stream(most)
            .map(gpus -> part == GpuSplit.ANY ? gpus : gpus < part ? 0 : part)
            .toArray();
    List<List<Integer>> sets =
        IntStream.range(1, 1 << n)
            .mapToObj(
                set -> IntStream.range(0, n).filter(i -> (set >> i & 1) != 0).boxed().toList())
            .filter(set -> set.stream().allMatch(worker -> give[worker] > 0))
            .filter(set -> set.stream().mapToInt(worker -> give[worker]).sum() >= count)
            .toList();
    int fewest = sets.stream().mapToInt(List::size).min().orElse(0);
    sets = sets.stream().filter(set -> set.size() == fewest).toList();
    // A rack is known by its first worker that is of any such set.
    Set<Integer> eligible = sets.stream().flatMap(List::stream).collect(Collectors.toSet());
    Map<Integer, Integer> firstOf = new HashMap<>();
    int[] rackOrder = new int[n];
    for (int worker = 0; worker < n; worker++) {
      int own = worker;
      if (eligible.contains(worker)) {
        rackOrder[worker] =
            rack[worker] == NONE ? own : firstOf.computeIfAbsent(rack[worker], number -> own);
      }
    }
    record Choice(List<Integer> workers, List<Integer> racks) {}
    Optional<Choice> best =
        sets.stream()
            .map(
                set ->
                    new Choice(
                        set, set.stream().map(w -> rackOrder[w]).distinct().sorted().toList()))
            .min(
                Comparator.<Choice>comparingInt(choice -> choice.racks.size())
                    .thenComparing(Choice::racks, WorkerSplitTest::compare)
                    .thenComparing(Choice::workers, WorkerSplitTest::compare));
    int[] take = new int[n];
    int left = count;
    for (int worker : best.map(Choice::workers).orElse(new ArrayList<>())) {
      take[worker] = Math.min(left, give[worker]);
      left -= take[worker];
    }
    return take;
  }

  private static int compare(List<Integer> one, List<Integer> other) {
    for (int i = 0; i < one.size(); i++) {
      int order = Integer.compare(one.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Test
  void plan_hardSearch_endsAndFits() {
    Seed seed = Seed.orElse(94);
    SplittableRandom random = seed.random();
    int[] most = random.ints(4_000, 1, 60).toArray();
    int[] rack = random.ints(4_000, 0, 400).toArray();
    int[] take = plan(1024, GpuSplit.ANY, most, rack);

    assertThat(Arrays.stream(take).filter(gpus -> gpus > 0)).as("%s", seed).hasSize(18);
    assertThat(IntStream.range(0, take.length).allMatch(i -> take[i] <= most[i])).isTrue();
  }
}
