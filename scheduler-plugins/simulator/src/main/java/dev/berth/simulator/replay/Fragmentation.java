package dev.berth.simulator.replay;

import dev.berth.model.GpuRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much free GPU is of no use to a typical job.
 *
 * <p>F(worker) = the sum over typical demands t of weight(t) * x, where x is the free thousandths
 * on devices with less free than t asks of each, if t could run on the worker now, and otherwise
 * all free thousandths of the worker (so also for a t without GPUs). Whether t could run looks at
 * cpu and GPUs.
 *
 * <p>Typical are the most frequent demands of a sample, until 95 % of it are covered; among equally
 * frequent ones the larger cpu, then thousandths, then count, then models first. Their weights are
 * their shares, scaled to a sum of 1.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Units:</b> thousandths of a GPU. <b>Cost:</b> O(typical *
 * GPUs). <b>Source:</b> Weng et al., "Beware of Fragmentation", USENIX ATC 2023. Sums are kept per
 * kind of lack and added in the authors' order, so that results are equal to the last bit.
 */
public final class Fragmentation {
  private static final double COVERED = 0.95;

  /** What a job asks for, as far as fragmentation looks at it. */
  public record Demand(long cpuMillis, GpuRequest gpus) {
    private String models() {
      return String.join("|", gpus.models());
    }
  }

  private record Typical(Demand demand, double weight) {}

  private static final Comparator<Demand> LARGER_FIRST =
      Comparator.comparingLong(Demand::cpuMillis)
          .thenComparingInt(demand -> demand.gpus().milliPerGpu())
          .thenComparingInt(demand -> demand.gpus().count())
          .thenComparing(Demand::models)
          .reversed();

  private enum Lack {
    BOTH,
    GPU,
    CPU,
    NO_GPU_ASKED_FITS,
    NO_GPU_ASKED_LACKS_CPU,
    MODEL
  }

  private final List<Typical> typical;

  private Fragmentation(List<Typical> typical) {
    this.typical = List.copyOf(typical);
  }

  /** Learns the typical demands from a sample of jobs. */
  public static Fragmentation typicalOf(Iterable<Demand> sample) {
    Map<Demand, Integer> counts = new TreeMap<>(LARGER_FIRST);
    int total = 0;
    for (Demand demand : sample) {
      counts.merge(demand, 1, Integer::sum);
      total++;
    }
    List<Map.Entry<Demand, Integer>> byFrequency = new ArrayList<>(counts.entrySet());
    byFrequency.sort(Map.Entry.<Demand, Integer>comparingByValue().reversed());
    int covered = 0;
    int kept = 0;
    while (covered < COVERED * total) {
      covered += byFrequency.get(kept++).getValue();
    }
    List<Typical> typical = new ArrayList<>(kept);
    for (Map.Entry<Demand, Integer> entry : byFrequency.subList(0, kept)) {
      typical.add(new Typical(entry.getKey(), (double) entry.getValue() / covered));
    }
    return new Fragmentation(typical);
  }

  /** How many demands count as typical. */
  public int typicalCount() {
    return typical.size();
  }

  /** F of one worker as it stands. */
  public double of(WorkerBooks worker) {
    double[] sums = new double[Lack.values().length];
    long free = worker.free().gpuMillis();
    for (Typical each : typical) {
      Demand demand = each.demand();
      GpuRequest gpus = demand.gpus();
      boolean cpuFits = worker.free().cpuMillis() >= demand.cpuMillis();
      if (gpus.count() == 0) {
        Lack lack = cpuFits ? Lack.NO_GPU_ASKED_FITS : Lack.NO_GPU_ASKED_LACKS_CPU;
        sums[lack.ordinal()] += each.weight() * free;
        continue;
      }
      int allowed = 0;
      int fitting = 0;
      long tooSmall = 0;
      for (int gpu = 0; gpu < worker.gpuCount(); gpu++) {
        if (!gpus.allows(worker.worker().gpus().get(gpu).model())) {
          continue;
        }
        allowed++;
        if (worker.freeGpuMillis(gpu) >= gpus.milliPerGpu()) {
          fitting++;
        } else {
          tooSmall += worker.freeGpuMillis(gpu);
        }
      }
      boolean gpuFits = fitting >= gpus.count();
      if (worker.gpuCount() > 0 && allowed == 0) {
        sums[Lack.MODEL.ordinal()] += each.weight() * free;
      } else if (gpuFits && cpuFits) {
        sums[Lack.GPU.ordinal()] += each.weight() * tooSmall;
      } else {
        Lack lack = gpuFits ? Lack.CPU : cpuFits ? Lack.GPU : Lack.BOTH;
        sums[lack.ordinal()] += each.weight() * free;
      }
    }
    double fragmented = 0;
    for (double sum : sums) {
      fragmented += sum;
    }
    return fragmented;
  }
}
