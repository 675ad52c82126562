package dev.berth.internal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.internal.cluster.RowBlock;
import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginRegistry;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.spi.Plugin;
import dev.berth.spi.WorkerView;
import dev.berth.testing.TestFilter;
import dev.berth.testing.TestScore;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fleet of several stretches: what happens in one must hold for all. */
class RangeScanTest {

  private static final int STRETCH = RangeScan.STRETCH * RowBlock.MAX_SIZE;
  private static final int WORKERS = 3 * STRETCH - 100;
  private static final int IN_FIRST = 5;
  private static final int IN_SECOND = STRETCH + 5;
  private static final int IN_LAST = WORKERS - 1;

  private static final TestFilter ALL = TestFilter.of("all", (job, worker) -> true);
  private static final TestScore BROKEN =
      TestScore.of("broken", (job, worker) -> fail(worker, IN_FIRST) ? 0 : 1_000_000);

  private final WorkerRows rows = new WorkerRows();
  private final RandomFleet.ClassJob job =
      new RandomFleet.ClassJob(0, Job.builder("j").build().requirements());

  RangeScanTest() {
    for (int i = 0; i < WORKERS; i++) {
      rows.add(Worker.builder("w-" + i).build());
    }
  }

  @Test
  void bestWorker_isFoundInEachStretch() {
    for (int best : List.of(IN_FIRST, IN_SECOND, IN_LAST)) {
      Decider decider = decider(ALL, preferring(best));

      assertThat(decider.decide(job, Decider.NO_CLASS, 0)).isEqualTo(best);
      assertThat(decider.feasible()).isEqualTo(WORKERS);
    }
  }

  @Test
  void workerKeptFrom_isNotTakenAndDoesNotCount() {
    for (int best : List.of(IN_FIRST, IN_SECOND, IN_LAST)) {
      Decider decider = decider(ALL, preferring(best));
      BitSet keptFrom = new BitSet();
      keptFrom.set(best);
      keptFrom.set(WORKERS + 1_000); // no worker
      assertThat(decider.decide(job, Decider.NO_CLASS, 0)).isEqualTo(best);

      assertThat(decider.decide(job, Decider.NO_CLASS, keptFrom, 0)).isNotEqualTo(best);
      assertThat(decider.feasible()).isEqualTo(WORKERS - 1);
    }
  }

  @Test
  void scoreThatThrows_isLeftOutAndLaterStretchesAreFilteredAllTheSame() {
    Decider decider = decider(rejecting(IN_LAST), BROKEN, preferring(IN_SECOND));

    assertThat(decider.decide(job, Decider.NO_CLASS, 0)).isEqualTo(IN_SECOND);
    assertThat(decider.feasible()).isEqualTo(WORKERS - 1);
    assertThat(faulty(decider)).containsExactly("broken");
    assertThat(decider.failed()).isFalse();
  }

  @Test
  void filterThatThrows_failsTheDecisionWhateverScoresDid() {
    for (int at : List.of(IN_FIRST, IN_SECOND, IN_LAST)) {
      Decider decider = decider(TestFilter.of("all", (job, worker) -> !fail(worker, at)), BROKEN);

      assertThat(decider.decide(job, Decider.NO_CLASS, 0)).isEqualTo(Decider.NO_ROW);
      assertThat(decider.failed()).isTrue();
      assertThat(faulty(decider)).containsExactly("all");
    }
  }

  private static List<String> faulty(Decider decider) {
    return decider.faults().stream().map(fault -> fault.slot().plugin().name()).toList();
  }

  private static TestFilter rejecting(int number) {
    return TestFilter.of("all", (job, worker) -> !worker.id().equals("w-" + number));
  }

  private static TestScore preferring(int number) {
    return TestScore.of("best", (job, worker) -> worker.id().equals("w-" + number) ? 1 : 0);
  }

  /** Throws at one worker. */
  private static boolean fail(WorkerView worker, int at) {
    if (worker.id().equals("w-" + at)) {
      throw new IllegalStateException("at " + worker.id());
    }
    return false;
  }

  private Decider decider(Plugin... plugins) {
    return new Decider(
        rows,
        Pipeline.assemble("test", PluginRegistry.of(List.of(plugins)), List.of(), null),
        new Tallies(rows, visitor -> {}),
        TieOrder.SEEDED,
        1,
        () -> 0,
        1,
        new RankingOptions(RankingForm.SCAN, 0));
  }
}
