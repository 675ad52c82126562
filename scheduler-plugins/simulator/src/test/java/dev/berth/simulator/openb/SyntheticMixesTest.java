package dev.berth.simulator.openb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuRequest;
import dev.berth.simulator.replay.Progress;
import dev.berth.simulator.trace.OpenbNode;
import dev.berth.simulator.trace.OpenbPod;
import dev.berth.simulator.trace.OpenbTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A family of mixes that the weights of berthGpu were not made for: shares, single GPUs and sets of
 * GPUs in other parts, and more or less cpu beside them. Against FGD, each the mean of some orders.
 * docs/GPUS.md has the table, which {@code -Dberth.table=true} prints.
 */
final class SyntheticMixesTest {
  private static final int ORDERS = 3;
  private static final int NODES = 200;
  private static final int PODS = 2_000;
  private static final int[] SHARES = {100, 200, 250, 300, 400, 500, 600, 700, 800};
  private static final int[] SETS = {2, 2, 4, 4, 8};
  private static final long CPU_PER_GPU = 12_000;
  private static final long MIB_PER_GPU = 65_536;

  /** In percent: pods that ask a share, and several GPUs; cpu beside GPUs, of what nodes have. */
  private record Mix(int shares, int sets, int cpu) {

    OpenbTrace trace(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      List<OpenbNode> nodes = new ArrayList<>();
      int gpus = 0;
      for (int i = 0; i < NODES; i++) {
        int count = List.of(2, 4, 8, 8).get(random.nextInt(4));
        gpus += count;
        nodes.add(new OpenbNode("n" + i, count * CPU_PER_GPU, count * MIB_PER_GPU, count, "T4"));
      }
      List<OpenbPod> pods = new ArrayList<>();
      for (int i = 0; i < PODS; i++) {
        pods.add(pod("p" + i, random));
      }
      List<OpenbPod> arrivals = new ArrayList<>();
      for (long asked = 0; asked < 1_300L * gpus; ) {
        OpenbPod next = pods.get(random.nextInt(PODS));
        arrivals.add(next);
        asked += next.gpus().totalMillis();
      }
      return new OpenbTrace(nodes, pods, arrivals);
    }

    private OpenbPod pod(String name, SplittableRandom random) {
      int kind = random.nextInt(100);
      GpuRequest asked;
      if (random.nextInt(10) == 0) {
        asked = GpuRequest.NONE;
      } else if (kind < shares) {
        asked = GpuRequest.share(SHARES[random.nextInt(SHARES.length)]);
      } else if (kind < shares + sets) {
        asked = GpuRequest.whole(SETS[random.nextInt(SETS.length)]);
      } else {
        asked = GpuRequest.whole(1);
      }
      // From half to one and a half times the part that is meant, in steps.
      long part = Math.max(500, asked.totalMillis()) * cpu * random.nextInt(2, 7) / 4;
      long cpuMillis = CPU_PER_GPU * part / 100_000;
      return new OpenbPod(name, cpuMillis, MIB_PER_GPU * part / 200_000, asked);
    }
  }

  private static double allocated(Mix mix, OpenbPolicy policy) {
    double sum = 0;
    for (int order = 0; order < ORDERS; order++) {
      OpenbTrace trace = mix.trace(1_000 + order);
      sum += OpenbRun.of(trace, policy, 0, Progress.NONE).allocatedPercent();
    }
    return sum / ORDERS;
  }

  @ParameterizedTest
  @CsvSource({
    "20, 10, 60", "20, 10, 90", "20, 30, 60", "20, 30, 90",
    "50, 10, 60", "50, 10, 90", "50, 30, 60", "50, 30, 90",
    "80, 0, 60", "80, 0, 90", "80, 10, 60", "80, 10, 90",
  })
  void berth_isAtOrAboveFgd(int shares, int sets, int cpu) {
    Mix mix = new Mix(shares, sets, cpu);

    double fgd = allocated(mix, OpenbPolicy.FGD);
    double berth = allocated(mix, OpenbPolicy.BERTH);
    double learned = allocated(mix, OpenbPolicy.BERTH_LEARNED);

    if (Boolean.getBoolean("berth.table")) {
      System.out.printf(
          "| %d %% | %d %% | %d %% | %.2f | %.2f | %.2f |%n",
          shares, sets, cpu, fgd, berth, learned);
    }
    assertThat(berth).isGreaterThanOrEqualTo(fgd);
    assertThat(learned).isGreaterThanOrEqualTo(fgd);
  }
}
