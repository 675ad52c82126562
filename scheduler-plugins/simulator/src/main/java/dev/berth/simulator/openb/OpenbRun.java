package dev.berth.simulator.openb;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.simulator.replay.Progress;
import dev.berth.simulator.trace.OpenbTrace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** One replay of an openb run: the policy, and what came of it. */
public record OpenbRun(OpenbTrace trace, OpenbPolicy policy, OpenbReplay.Outcome outcome) {

  /** The demand at which the published results are read, in percent of all GPUs. */
  private static final int PUBLISHED_AT = 130;

  private static final double HUNDREDTHS = 100;

  /** Replays; the seed matters to {@link OpenbPolicy#RANDOM} only. */
  public static OpenbRun of(OpenbTrace trace, OpenbPolicy policy, long seed, Progress progress) {
    return new OpenbRun(trace, policy, OpenbReplay.run(trace, policy, seed, progress));
  }

  /** How many pods of a size came, and how many of them went nowhere. */
  public record Count(int arrived, int dropped) {
    private Count and(boolean placed) {
      return new Count(arrived + 1, dropped + (placed ? 0 : 1));
    }
  }

  /** By what the pods asked for, as "none", "a share", "1" and so on, the smallest first. */
  public Map<String, Count> bySize() {
    TreeMap<Integer, Count> counts = new TreeMap<>();
    for (int i = 0; i < trace.arrivals().size(); i++) {
      int size = size(trace.arrivals().get(i).gpus());
      Count before = counts.getOrDefault(size, new Count(0, 0));
      counts.put(size, before.and(outcome.placements().get(i) != null));
    }
    Map<String, Count> named = new LinkedHashMap<>();
    counts.forEach((size, count) -> named.put(sizeName(size), count));
    return named;
  }

  /** Sorts none, then a share, then one whole GPU and more. */
  private static int size(GpuRequest gpus) {
    boolean share = gpus.count() == 1 && gpus.milliPerGpu() < GpuDevice.MILLIS;
    return share ? 1 : gpus.count() == 0 ? 0 : gpus.count() + 1;
  }

  private static String sizeName(int size) {
    return switch (size) {
      case 0 -> "none";
      case 1 -> "a share";
      default -> Integer.toString(size - 1);
    };
  }

  /** Allocated GPUs at the end, in percent. */
  public double allocatedPercent() {
    return outcome.curve().allocatedPercent(outcome.curve().size() - 1);
  }

  /** Fragmented GPUs at the end, in percent. */
  public double fragmentedPercent() {
    return outcome.curve().fragmentedPercent(outcome.curve().size() - 1);
  }

  /**
   * Allocated GPUs as the published tables have them: the mean, of values rounded to hundredths,
   * over the arrivals at which the demand rounds to 130 %; NaN if it never does.
   */
  public double publishedPercent() {
    OpenbCurve curve = outcome.curve();
    double sum = 0;
    int count = 0;
    for (int i = 0; i < curve.size(); i++) {
      if (Math.rint(curve.arrivedPercent(i)) == PUBLISHED_AT) {
        sum += Math.rint(curve.allocatedPercent(i) * HUNDREDTHS) / HUNDREDTHS;
        count++;
      }
    }
    return sum / count;
  }
}
