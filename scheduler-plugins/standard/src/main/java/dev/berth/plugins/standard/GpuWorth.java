package dev.berth.plugins.standard;

import dev.berth.model.GpuDemand;
import dev.berth.model.GpuDemand.Shape;
import dev.berth.model.GpuDevice;
import dev.berth.model.GpuSupply;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What it is worth to have so much free on a worker, given what jobs ask for: the tables behind
 * {@link BerthGpuScore}, which has the rule in words.
 *
 * <p>All depends on three things of a worker: the free thousandths g of each device, of which only
 * the level matters beside g itself (how many of the sizes asked are no more); the free cpu, of
 * which only the bucket matters (how many of the cpu amounts that GPU jobs ask are no more) and
 * what of it is usable; and the model, if some job names models. Everything is a {@code long} in
 * billionths of a thousandth of a GPU, so that sums do not depend on the order of adding and equal
 * states are worth the same.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Cost:</b> a look-up or two a device; made in O(models ×
 * buckets × shapes), and the {@linkplain GpuPrices prices}. Of more than {@value #MOST_SHAPES}
 * shapes the most frequent count, of more than {@value #MOST_SIZES} sizes those most asked for have
 * prices.
 */
final class GpuWorth {

  /** One thousandth of a GPU. */
  static final long UNIT = 1_000_000_000L;

  private static final int MOST_SHAPES = 256;
  private static final int MOST_SIZES = 48;
  private static final int GPU = GpuDevice.MILLIS;
  private static final int MOST_GPUS = 64;
  private static final int MOST_SUMS = 256;

  /** How much a thousandth counts that is lost to shares and single GPUs. */
  private static final double FIT = 0.05;

  /** How much more a device that shares left open is worth where they can be moved: the same. */
  private static final double HOLD = FIT;

  /** How much one counts that is lost to jobs of several GPUs. */
  private static final double SETS = 0.2;

  /** The power of how rare those are that could host a job of several GPUs. */
  private static final double RARITY = 4.0 / 3;

  /** What is lost on devices of one model. */
  static final class Losses {
    /** By bucket and level: what each free thousandth loses. */
    private final long[][] ofDevice;

    /** By bucket and number of idle GPUs: what each idle thousandth saves. */
    private final long[][] ofSets;

    Losses(int buckets, int levels) {
      ofDevice = new long[buckets][levels + 1];
      ofSets = new long[buckets][MOST_GPUS + 1];
    }
  }

  /** The thousandths of a GPU that GPU jobs ask for with a unit of cpu, or memory; 0 if none. */
  private final double milliPerCpu;

  private final double milliPerMemory;

  /** The amounts of cpu that GPU jobs ask, and what several of them ask together. */
  private final CpuAmounts cpus;

  private final CpuAmounts cpuSums;
  private final int[] levelsUpTo = new int[GPU + 1];
  private final long[] fill = new long[GPU + 1];
  private final long ofAllSets;
  private final Map<String, Losses> byModel = new HashMap<>();
  private final Losses ofOthers;

  GpuWorth(GpuDemand demand, GpuSupply supply, boolean spreadsShares) {
    List<GpuDemand.Count> counts =
        demand.counts().stream()
            .limit(MOST_SHAPES)
            .filter(count -> count.shape().totalMillis() > 0)
            .toList();
    double cpu = 0;
    double memory = 0;
    double gpu = 0;
    for (GpuDemand.Count count : counts) {
      memory += count.memoryBytes();
      cpu += (double) count.jobs() * count.shape().cpuMillis();
      gpu += (double) count.jobs() * count.shape().totalMillis();
    }
    milliPerCpu = cpu == 0 ? 0 : gpu / cpu;
    milliPerMemory = memory == 0 ? 0 : gpu / memory;
    cpus =
        new CpuAmounts(
            counts.stream()
                .mapToLong(count -> count.shape().cpuMillis())
                .sorted()
                .distinct()
                .toArray());
    cpuSums = cpus.sums(MOST_SUMS);
    int[] sizes =
        counts.stream()
            .mapToInt(count -> count.shape().milliPerGpu())
            .sorted()
            .distinct()
            .toArray();
    for (int free = 0, upTo = 0; free <= GPU; free++) {
      while (upTo < sizes.length && sizes[upTo] <= free) {
        upTo++;
      }
      levelsUpTo[free] = upTo;
    }
    fill(counts, sizes, spreadsShares ? HOLD : 0);
    double[] shares = shares(counts, gpu, supply);
    double sets = 0;
    Set<String> models = new HashSet<>();
    for (int t = 0; t < shares.length; t++) {
      sets += counts.get(t).shape().gpuCount() > 1 ? shares[t] : 0;
      models.addAll(counts.get(t).shape().models());
    }
    ofAllSets = Math.round(UNIT * SETS * sets);
    ofOthers = losses(counts, shares, sizes, shape -> shape.models().isEmpty());
    for (String model : models) {
      byModel.put(model, losses(counts, shares, sizes, shape -> shape.allows(model)));
    }
  }

  /**
   * The most that each amount free on a device can be filled for, at the prices of the demand; and
   * so much more for being open.
   */
  private void fill(List<GpuDemand.Count> counts, int[] sizes, double hold) {
    double[] asked = new double[sizes.length];
    for (GpuDemand.Count count : counts) {
      int size = Arrays.binarySearch(sizes, count.shape().milliPerGpu());
      asked[size] += (double) count.jobs() * count.shape().gpuCount();
    }
    int[] priced =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer size) -> -asked[size]))
            .limit(MOST_SIZES)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    int[] pricedSizes = IntStream.of(priced).map(size -> sizes[size]).toArray();
    double[] prices =
        GpuPrices.of(pricedSizes, IntStream.of(priced).mapToDouble(size -> asked[size]).toArray());
    double[] value = new double[GPU + 1];
    for (int free = 1; free <= GPU; free++) {
      value[free] = value[free - 1];
      for (int i = 0; i < pricedSizes.length && pricedSizes[i] <= free; i++) {
        value[free] = Math.max(value[free], value[free - pricedSizes[i]] + GPU * prices[i]);
      }
      double open = Math.min(value[free], GPU - value[free]);
      fill[free] = Math.round(UNIT * (value[free] + hold * open));
    }
  }

  /**
   * Each shape's share of the GPUs asked for; of several GPUs, times how rare the GPUs are which
   * are on workers that could run it, to the power of {@link #RARITY}, at most 1: what few can host
   * is not to be lost. {@link StrictMath}, so that all machines agree.
   */
  private static double[] shares(List<GpuDemand.Count> counts, double gpu, GpuSupply supply) {
    double[] shares = new double[counts.size()];
    for (int t = 0; t < shares.length; t++) {
      Shape shape = counts.get(t).shape();
      double share = (double) counts.get(t).jobs() * shape.totalMillis() / gpu;
      long host = shape.gpuCount() > 1 ? supply.hostMillis(shape) : 0;
      double rare = host == 0 ? 1 : (double) supply.gpuMillis() / host;
      shares[t] = host == 0 ? share : Math.min(1, share * StrictMath.pow(rare, RARITY));
    }
    return shares;
  }

  private Losses losses(
      List<GpuDemand.Count> counts, double[] shares, int[] sizes, Predicate<Shape> allowed) {
    Losses losses = new Losses(cpus.size() + 1, sizes.length);
    for (int bucket = 0; bucket <= cpus.size(); bucket++) {
      double nowhere = 0;
      double[] ofSize = new double[sizes.length];
      double[] ofSets = new double[MOST_GPUS + 1];
      for (int t = 0; t < shares.length; t++) {
        Shape shape = counts.get(t).shape();
        boolean runs =
            bucket > 0 && shape.cpuMillis() <= cpus.get(bucket - 1) && allowed.test(shape);
        if (shape.gpuCount() > 1) {
          if (runs && shape.gpuCount() <= MOST_GPUS) {
            ofSets[shape.gpuCount()] += shares[t];
          }
        } else if (runs) {
          ofSize[Arrays.binarySearch(sizes, shape.milliPerGpu())] += shares[t];
        } else {
          nowhere += shares[t];
        }
      }
      double lost = nowhere;
      for (int level = sizes.length; level >= 0; level--) {
        lost += level < sizes.length ? ofSize[level] : 0;
        losses.ofDevice[bucket][level] = Math.round(UNIT * FIT * lost);
      }
      double useful = 0;
      for (int idle = 0; idle <= MOST_GPUS; idle++) {
        useful += ofSets[idle];
        losses.ofSets[bucket][idle] = Math.round(UNIT * SETS * useful);
      }
    }
    return losses;
  }

  /** The losses of devices of a model that no job names. */
  Losses ofOthers() {
    return ofOthers;
  }

  /** The losses of devices of a model. */
  Losses of(String model) {
    return byModel.getOrDefault(model, ofOthers);
  }

  /** Whether some job names models. */
  boolean mindsModels() {
    return !byModel.isEmpty();
  }

  /** How many of the cpu amounts that GPU jobs ask are no more than what is free. */
  int bucket(long freeCpu) {
    return cpus.upTo(freeCpu);
  }

  /** What GPU jobs together could ask of the free cpu: no more than the largest of their sums. */
  long usable(long freeCpu) {
    return cpuSums.atMost(freeCpu);
  }

  /** What one device with so much free is worth. */
  long ofDevice(Losses losses, int bucket, int free) {
    return fill[free] - free * losses.ofDevice[bucket][levelsUpTo[free]];
  }

  /** What a worker as a whole is worth less than its devices one by one, as a negative number. */
  long ofWorker(Losses losses, int bucket, long usableCpu, long freeMemory, int freeGpu, int idle) {
    long sets = ofAllSets * freeGpu - (long) GPU * idle * losses.ofSets[bucket][idle];
    double fed = freeGpu;
    if (milliPerCpu > 0) {
      fed = Math.min(fed, usableCpu * milliPerCpu);
    }
    if (milliPerMemory > 0) {
      fed = Math.min(fed, freeMemory * milliPerMemory);
    }
    return -sets - Math.round(UNIT * (freeGpu - fed));
  }
}
