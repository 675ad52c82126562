package dev.berth.plugins.standard;

import dev.berth.model.GpuDemand;
import dev.berth.model.GpuDevice;
import dev.berth.model.Limits;
import dev.berth.spi.WorkerView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of a worker's free GPU is of no use to a typical job.
 *
 * <p>F(worker) = the sum over typical shapes t of weight(t) × x, where x is the free thousandths on
 * devices with less free than t asks of each, if t could run on the worker now, and otherwise all
 * free thousandths of the worker (so also for a t without GPUs). Whether t could run looks at cpu
 * and GPUs.
 *
 * <p>Of a worker's devices all that matters is how many have room for each amount that shapes ask
 * of one, and how much is free on the others. A {@link Gauge} keeps the two for each such amount,
 * the <em>levels</em>, so that a device that changes costs O(levels) and F costs O(shapes).
 *
 * <p><b>Thread-safety:</b> immutable; each thread has a gauge of its own. <b>Units:</b> thousandths
 * of a GPU. <b>Source:</b> Weng et al., "Beware of Fragmentation", USENIX ATC 2023. Sums are kept
 * for each kind of lack and added in the authors' order, so that results are equal to the last bit.
 */
final class Fragmentation {

  private final int shapes;
  private final long[] cpu;
  private final int[] count;
  private final double[] weight;
  private final int[] milli;

  /** For each shape the position of its thousandths among the levels. */
  private final int[] level;

  private final int levels;

  /** For each amount free, how many levels are no more than it. */
  private final int[] levelsUpTo = new int[GpuDevice.MILLIS + 1];

  /**
   * For each model that some shape names, whether each shape may have it; empty if none names any.
   */
  private final Map<String, boolean[]> allowedByModel = new HashMap<>();

  private final boolean[] allowedOfOthers;
  private final ThreadLocal<Gauge> gauges = ThreadLocal.withInitial(Gauge::new);

  Fragmentation(GpuDemand typical) {
    List<GpuDemand.Count> counts = typical.counts();
    shapes = counts.size();
    cpu = new long[shapes];
    count = new int[shapes];
    weight = new double[shapes];
    milli = new int[shapes];
    level = new int[shapes];
    allowedOfOthers = new boolean[shapes];
    for (int t = 0; t < shapes; t++) {
      GpuDemand.Shape shape = counts.get(t).shape();
      cpu[t] = shape.cpuMillis();
      count[t] = shape.gpuCount();
      milli[t] = shape.milliPerGpu();
      weight[t] = typical.weight(t);
      allowedOfOthers[t] = shape.models().isEmpty();
    }
    int[] distinct =
        counts.stream().mapToInt(each -> each.shape().milliPerGpu()).sorted().distinct().toArray();
    levels = distinct.length;
    for (int t = 0; t < shapes; t++) {
      level[t] = Arrays.binarySearch(distinct, milli[t]);
    }
    for (int free = 0, upTo = 0; free <= GpuDevice.MILLIS; free++) {
      while (upTo < levels && distinct[upTo] <= free) {
        upTo++;
      }
      levelsUpTo[free] = upTo;
    }
    for (GpuDemand.Count each : counts) {
      each.shape()
          .models()
          .forEach(model -> allowedByModel.computeIfAbsent(model, name -> allowing(counts, name)));
    }
  }

  private static boolean[] allowing(List<GpuDemand.Count> counts, String model) {
    boolean[] allowing = new boolean[counts.size()];
    for (int t = 0; t < allowing.length; t++) {
      allowing[t] = counts.get(t).shape().allows(model);
    }
    return allowing;
  }

  /** The calling thread's gauge, put on a worker. */
  Gauge gauge(WorkerView worker) {
    Gauge gauge = gauges.get();
    gauge.read(worker);
    return gauge;
  }

  /** What is free of one worker, in thought: it can be taken and given back. */
  final class Gauge {

    private final int[] free = new int[Limits.GPUS];
    private final boolean[][] allowed = new boolean[Limits.GPUS][];
    private final int[] fitting = new int[levels];
    private final int[] tooSmall = new int[levels];
    private int gpus;
    private int total;
    private long freeCpu;
    private boolean mixed;

    private void read(WorkerView worker) {
      gpus = worker.gpuCount();
      total = 0;
      freeCpu = worker.freeCpuMillis();
      for (int l = 0; l < levels; l++) {
        fitting[l] = 0;
        tooSmall[l] = 0;
      }
      for (int gpu = 0; gpu < gpus; gpu++) {
        int millis = worker.freeGpuMillis(gpu);
        free[gpu] = millis;
        total += millis;
        int fits = levelsUpTo[millis];
        for (int l = 0; l < fits; l++) {
          fitting[l]++;
        }
        for (int l = fits; l < levels; l++) {
          tooSmall[l] += millis;
        }
      }
      readModels(worker);
    }

    private void readModels(WorkerView worker) {
      mixed = false;
      for (int gpu = 0; gpu < gpus; gpu++) {
        allowed[gpu] =
            allowedByModel.isEmpty()
                ? allowedOfOthers
                : allowedByModel.getOrDefault(worker.gpuModel(gpu), allowedOfOthers);
        mixed |= allowed[gpu] != allowed[0];
      }
    }

    int gpus() {
      return gpus;
    }

    int free(int gpu) {
      return free[gpu];
    }

    /** Whether two devices are alike for every shape. */
    boolean alike(int gpu, int other) {
      return free[gpu] == free[other] && allowed[gpu] == allowed[other];
    }

    void takeCpu(long millis) {
      freeCpu -= millis;
    }

    void take(int gpu, int millis) {
      int before = free[gpu];
      int after = before - millis;
      int from = levelsUpTo[after];
      int to = levelsUpTo[before];
      for (int l = from; l < to; l++) {
        fitting[l]--;
        tooSmall[l] += after;
      }
      for (int l = to; l < levels; l++) {
        tooSmall[l] -= millis;
      }
      free[gpu] = after;
      total -= millis;
    }

    void giveBack(int gpu, int millis) {
      int before = free[gpu];
      int after = before + millis;
      int from = levelsUpTo[before];
      int to = levelsUpTo[after];
      for (int l = from; l < to; l++) {
        fitting[l]++;
        tooSmall[l] -= before;
      }
      for (int l = to; l < levels; l++) {
        tooSmall[l] += millis;
      }
      free[gpu] = after;
      total += millis;
    }

    /** F as it stands. */
    double fragmented() {
      if (total == 0) {
        return 0;
      }
      double lackBoth = 0;
      double lackGpu = 0;
      double lackCpu = 0;
      double noGpuFits = 0;
      double noGpuLacks = 0;
      double wrongModel = 0;
      for (int t = 0; t < shapes; t++) {
        boolean cpuFits = freeCpu >= cpu[t];
        if (count[t] == 0) {
          double lost = weight[t] * total;
          if (cpuFits) {
            noGpuFits += lost;
          } else {
            noGpuLacks += lost;
          }
          continue;
        }
        int fits = fitting[level[t]];
        int small = tooSmall[level[t]];
        if (mixed) {
          fits = fitting(t);
          small = tooSmall(t);
        }
        if (mixed ? nowhereAllowed(t) : !allowed[0][t]) {
          wrongModel += weight[t] * total;
        } else if (fits >= count[t]) {
          if (cpuFits) {
            lackGpu += weight[t] * small;
          } else {
            lackCpu += weight[t] * total;
          }
        } else if (cpuFits) {
          lackGpu += weight[t] * total;
        } else {
          lackBoth += weight[t] * total;
        }
      }
      return lackBoth + lackGpu + lackCpu + noGpuFits + noGpuLacks + wrongModel;
    }

    private int fitting(int t) {
      int able = 0;
      for (int gpu = 0; gpu < gpus; gpu++) {
        able += allowed[gpu][t] && free[gpu] >= milli[t] ? 1 : 0;
      }
      return able;
    }

    private int tooSmall(int t) {
      int small = 0;
      for (int gpu = 0; gpu < gpus; gpu++) {
        small += allowed[gpu][t] && free[gpu] < milli[t] ? free[gpu] : 0;
      }
      return small;
    }

    private boolean nowhereAllowed(int t) {
      for (int gpu = 0; gpu < gpus; gpu++) {
        if (allowed[gpu][t]) {
          return false;
        }
      }
      return true;
    }
  }
}
