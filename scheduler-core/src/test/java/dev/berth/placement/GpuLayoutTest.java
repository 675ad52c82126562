package dev.berth.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuTopology;
import dev.berth.testing.Seed;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuLayoutTest {
  /** More have too many subsets to try. */
  private static final int MOST_IDLE = 12;

  @ParameterizedTest
  @CsvSource({"8, 3000, 20", "16, 150, 4", "64, 150, 4"})
  void choose_anyTopologyAndLoad_isTheBestOfAllSets(int mostGpus, int topologies, int loads) {
    Seed seed = Seed.orElse(20_240_517);
    SplittableRandom random = seed.random();
    for (int i = 0; i < topologies; i++) {
      GpuTopology topology = RandomTopology.next(random, mostGpus);
      GpuLayout layout = GpuLayout.of(topology);
      var naive = new NaiveGpuChoice(topology);
      for (int load = 0; load < loads; load++) {
        long free = random.nextLong() | (random.nextBoolean() ? random.nextLong() : 0);
        while (Long.bitCount(free & (-1L >>> -topology.gpus().size())) > MOST_IDLE) {
          free &= random.nextLong();
        }
        Set<Integer> idle = naive.set(free);
        int count = random.nextInt(1, idle.size() + 2);
        for (boolean linked : new boolean[] {false, true}) {
          long expected = naive.choose(count, idle, linked).map(NaiveGpuChoice::mask).orElse(0L);
          String what =
              "%d %s of %s on %s; %s"
                  .formatted(count, linked ? "linked" : "any", idle, topology, seed);
          for (String time : new String[] {"worked out", "remembered"}) {
            long chosen = linked ? layout.chooseLinked(count, free) : layout.choose(count, free);
            assertThat(naive.set(chosen)).as("%s: %s", time, what).isEqualTo(naive.set(expected));
          }
        }
        assertThat(layout.numaSpan(free)).as("%s", seed).isEqualTo(naive.numaSpan(idle));
        assertThat(layout.linkSpan(free)).as("%s", seed).isEqualTo(naive.linkSpan(idle));
        assertThat(layout.switchSpan(free)).as("%s", seed).isEqualTo(naive.switchSpan(idle));
      }
    }
  }
}
