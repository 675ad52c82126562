package dev.berth.plugins.standard.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.decide.Decider;
import dev.berth.internal.decide.RankingOptions;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginRegistry;
import dev.berth.model.WorkerState;
import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.time.Ticker;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several threads that share a large fleet choose what one thread chooses. */
class ParallelScanTest {

  private static final RankingOptions SCAN = new RankingOptions(RankingForm.SCAN, 0);
  private static final long SEED = Long.getLong("berth.seed", 20_260_101);

  /** Enough for three threads: each needs 16 blocks of 512. */
  private static final int WORKERS = 3 * 16 * 512 + 777;

  private static final int THREADS = 3;
  private static final int JOBS = 25;
  private static final int MOST_JOBS = 1_000;

  @ParameterizedTest
  @EnumSource
  void decide_severalThreads_chooseWhatOneChooses(TieOrder tieOrder) {
    SplittableRandom random = new SplittableRandom(SEED);
    RandomFleet fleet = new RandomFleet(random);
    fleet.profiles();
    WorkerRows rows = new WorkerRows();
    for (int i = 0; i < WORKERS; i++) {
      int row = rows.add(fleet.worker("w-" + i));
      rows.setUsage(row, fleet.usage(rows.worker(row)));
      if (fleet.chance(20)) {
        rows.setState(row, WorkerState.DRAINING);
      }
    }
    for (int row = 0; row < WORKERS; row += 7) {
      rows.remove(row);
    }
    // All scores, then none: so that ties are between rows of all threads.
    compare(rows, fleet, tieOrder, null);
    compare(rows, fleet, tieOrder, Map.of());
  }

  private static void compare(
      WorkerRows rows,
      RandomFleet fleet,
      TieOrder tieOrder,
      @Nullable Map<String, Integer> weights) {
    try (Decider one = decider(rows, tieOrder, weights, 1);
        Decider several = decider(rows, tieOrder, weights, THREADS)) {
      int placed = 0;
      // Whole families of random jobs fit nowhere, so it goes on until enough did.
      for (int i = 0; i < JOBS || (placed <= JOBS / 2 && i < MOST_JOBS); i++) {
        NaiveJob job = new NaiveJob(fleet.job("j-" + i), i);
        int row = one.decide(job, Decider.NO_CLASS, 0);
        assertThat(several.decide(job, Decider.NO_CLASS, 0))
            .as("%s; -Dberth.seed=%d", job, SEED)
            .isEqualTo(row);

        assertThat(several.refusedBy()).isEqualTo(one.refusedBy());
        assertThat(several.feasible()).isEqualTo(one.feasible());
        if (row != Decider.NO_ROW) {
          rows.reserve(row, job.requirements());
          placed++;
        }
      }
      assertThat(placed).isGreaterThan(JOBS / 2);
    }
  }

  private static Decider decider(
      WorkerRows rows, TieOrder tieOrder, @Nullable Map<String, Integer> weights, int threads) {
    PluginRegistry plugins = PluginRegistry.discover(List.of(new TenantGate(), new ScatterScore()));
    Pipeline pipeline = Pipeline.assemble("default", plugins, List.of(), weights);
    return new Decider(
        rows,
        pipeline,
        new Tallies(rows, visitor -> {}),
        tieOrder,
        SEED,
        Ticker.system(),
        threads,
        SCAN);
  }
}
