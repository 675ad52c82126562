package dev.berth.simulator.openb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.simulator.TraceData;
import dev.berth.simulator.replay.Progress;
import dev.berth.simulator.trace.OpenbReader;
import dev.berth.simulator.trace.OpenbTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * How well the score berthGpu fills the openb cluster, beside FGD in the same run. Three of the ten
 * arrival orders; all of them with {@code -Dberth.deep=true}.
 */
final class BerthGpuTargetsTest {
  private static final int FIRST = 42;
  private static final int LAST = Boolean.getBoolean("berth.deep") ? 51 : 44;

  private static List<OpenbRun> runs(OpenbPolicy policy) {
    List<OpenbRun> runs = new ArrayList<>();
    for (int seed = FIRST; seed <= LAST; seed++) {
      OpenbTrace trace =
          OpenbReader.read(
              TraceData.file("openb/openb_node_list_gpu_node.csv"),
              TraceData.file("openb/openb_pod_list_default.csv"),
              TraceData.file("openb/arrivals/default.s" + seed + ".arrivals.csv.gz"),
              TraceData.file("openb/arrivals/default.s" + seed + ".noderank.csv.gz"));
      runs.add(OpenbRun.of(trace, policy, 0, Progress.NONE));
    }
    return runs;
  }

  private static double mean(List<OpenbRun> runs, ToDoubleFunction<OpenbRun> measure) {
    return runs.stream().mapToDouble(measure).average().orElseThrow();
  }

  private static double dropped(List<OpenbRun> runs, String size) {
    return mean(runs, run -> Objects.requireNonNull(run.bySize().get(size)).dropped());
  }

  @Test
  void berth_placesMoreThanFgd_andStarvesNobody() {
    List<OpenbRun> fgd = runs(OpenbPolicy.FGD);
    List<OpenbRun> berth = runs(OpenbPolicy.BERTH);
    List<OpenbRun> learned = runs(OpenbPolicy.BERTH_LEARNED);
    List<OpenbRun> window = runs(OpenbPolicy.window(64));
    List<OpenbRun> migrating = runs(OpenbPolicy.migrating(1));

    assertThat(mean(berth, OpenbRun::allocatedPercent)).isGreaterThan(96.3);
    assertThat(mean(berth, OpenbRun::fragmentedPercent)).isLessThan(3.8);
    assertThat(mean(learned, OpenbRun::allocatedPercent)).isGreaterThan(96.1);
    assertThat(mean(window, OpenbRun::allocatedPercent)).isGreaterThan(96.5);
    assertThat(mean(migrating, OpenbRun::allocatedPercent)).isGreaterThan(96.4);
    for (List<OpenbRun> runs : List.of(berth, learned, window, migrating)) {
      for (int i = 0; i < runs.size(); i++) {
        assertThat(runs.get(i).allocatedPercent()).isGreaterThan(fgd.get(i).allocatedPercent());
        assertThat(runs.get(i).outcome().unplaced())
            .isLessThanOrEqualTo(fgd.get(i).outcome().unplaced());
      }
      assertThat(dropped(runs, "8")).isLessThanOrEqualTo(dropped(fgd, "8") + 2);
      assertThat(dropped(runs, "none")).isLessThanOrEqualTo(dropped(fgd, "none") + 100);
    }
  }
}
