package dev.berth.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What jobs usually ask for, as far as GPUs and the cpu beside them go: shapes of jobs, and how
 * many jobs were of each. Scores that value what a placement leaves over are told one.
 *
 * <p>Shapes come most frequent first; among equally frequent ones the larger cpu, then thousandths
 * of each GPU, then number of GPUs, then models, first. So equal counts are equal demands, in
 * whatever order they were added.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Units:</b> cpu in millicores, GPUs in thousandths.
 * <b>Source:</b> the typical pods of Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing
 * Workloads with Fragmentation Gradient Descent", USENIX ATC 2023; so is the order.
 */
public final class GpuDemand {

  /** Nothing is known. */
  public static final GpuDemand NONE = new GpuDemand(List.of(), 0);

  private static final String OWNER = "GPU demand";
  private static final String SHAPE = "shape of a job";

  /**
   * What one kind of job asks for.
   *
   * @param cpuMillis millicores
   * @param gpuCount devices, 0 for a job without GPUs
   * @param milliPerGpu thousandths of each: less than {@link GpuDevice#MILLIS} only of a single
   *     one, 0 where only memory of it is asked
   * @param models the models that will do; empty means any
   */
  public record Shape(long cpuMillis, int gpuCount, int milliPerGpu, Set<String> models) {

    public Shape {
      Check.amount("cpuMillis", cpuMillis, SHAPE);
      Check.range("gpuCount", gpuCount, 0, Limits.GPUS_OF_JOB, SHAPE);
      int least = gpuCount > 1 ? GpuDevice.MILLIS : 0;
      int most = gpuCount > 0 ? GpuDevice.MILLIS : 0;
      Check.range("milliPerGpu", milliPerGpu, least, most, SHAPE);
      models = Check.gpuModels("models", models, SHAPE);
    }

    /** The shape of a job that asks for this. */
    public static Shape of(Requirements requirements) {
      return of(requirements.resources().cpuMillis(), requirements.gpus());
    }

    /** The shape of a job that asks for so much cpu and these GPUs. */
    public static Shape of(long cpuMillis, GpuRequest gpus) {
      return new Shape(cpuMillis, gpus.count(), gpus.milliPerGpu(), gpus.models());
    }

    /** Thousandths over all devices. */
    public int totalMillis() {
      return gpuCount * milliPerGpu;
    }

    /** Whether a device of this model will do. */
    public boolean allows(String model) {
      return models.isEmpty() || models.contains(model);
    }

    private String joinedModels() {
      return String.join("|", models);
    }
  }

  /**
   * A shape, and the jobs that were of it.
   *
   * @param jobs how many, at least 1
   * @param memoryBytes what they asked for together
   */
  public record Count(Shape shape, long jobs, long memoryBytes) {

    public Count {
      if (jobs < 1) {
        throw Check.refused("jobs", jobs, OWNER, "be at least 1");
      }
      Check.notNegative("memoryBytes", memoryBytes, OWNER);
    }

    /** These and others of the same shape. */
    public Count plus(long moreJobs, long moreMemoryBytes) {
      long memory = memoryBytes + moreMemoryBytes;
      return new Count(shape, Math.addExact(jobs, moreJobs), memory < 0 ? Long.MAX_VALUE : memory);
    }
  }

  private static final Comparator<Count> ORDER =
      Comparator.comparingLong(Count::jobs)
          .thenComparingLong(count -> count.shape().cpuMillis())
          .thenComparingInt(count -> count.shape().milliPerGpu())
          .thenComparingInt(count -> count.shape().gpuCount())
          .thenComparing(count -> count.shape().joinedModels())
          .reversed();

  private final List<Count> counts;
  private final long total;
  private final long sampled;

  private GpuDemand(List<Count> counts, long sampled) {
    this.counts = counts;
    total = sum(counts);
    this.sampled = sampled;
  }

  private static long sum(List<Count> counts) {
    long sum = 0;
    for (Count count : counts) {
      sum = Math.addExact(sum, count.jobs());
    }
    return sum;
  }

  /** So many jobs of each shape, of whose memory nothing is known. */
  public static GpuDemand of(Map<Shape, Long> jobsByShape) {
    List<Count> counts = new ArrayList<>(jobsByShape.size());
    jobsByShape.forEach((shape, jobs) -> counts.add(new Count(shape, jobs, 0)));
    return of(counts);
  }

  /** These counts; a shape that comes twice is added up. */
  public static GpuDemand of(Collection<Count> counts) {
    Map<Shape, Count> byShape = new HashMap<>();
    for (Count count : counts) {
      byShape.merge(
          count.shape(), count, (before, more) -> before.plus(more.jobs(), more.memoryBytes()));
    }
    List<Count> ordered = new ArrayList<>(byShape.values());
    ordered.sort(ORDER);
    return ordered.isEmpty() ? NONE : new GpuDemand(List.copyOf(ordered), sum(ordered));
  }

  /** What these jobs ask for. */
  public static GpuDemand ofJobs(Iterable<Requirements> jobs) {
    List<Count> counts = new ArrayList<>();
    for (Requirements job : jobs) {
      counts.add(new Count(Shape.of(job), 1, job.resources().memoryBytes()));
    }
    return of(counts);
  }

  /** Every shape with its count, most frequent first. */
  public List<Count> counts() {
    return counts;
  }

  /** How many jobs were counted. */
  public long total() {
    return total;
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /**
   * The share of the jobs that were of a shape, by its position: above 0 to 1. Of {@linkplain
   * #typical typical} shapes it is the share in all jobs by that of all typical ones, which differs
   * in the last bit from one division; the published results hang on it.
   */
  public double weight(int index) {
    double share = (double) counts.get(index).jobs() / sampled;
    return share / ((double) total / sampled);
  }

  /**
   * The most frequent shapes, until they cover this share of the jobs; the rest is left out, so
   * that weights are shares of the jobs that are left.
   *
   * @param coverage 0 to 1
   */
  public GpuDemand typical(double coverage) {
    if (!(coverage >= 0 && coverage <= 1)) {
      throw Check.refused("coverage", coverage, OWNER, "be 0 to 1");
    }
    long covered = 0;
    int kept = 0;
    while (kept < counts.size() && covered < coverage * total) {
      covered += counts.get(kept++).jobs();
    }
    return kept == counts.size()
        ? this
        : new GpuDemand(List.copyOf(counts.subList(0, kept)), sampled);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GpuDemand demand
        && counts.equals(demand.counts)
        && sampled == demand.sampled;
  }

  @Override
  public int hashCode() {
    return counts.hashCode();
  }

  @Override
  public String toString() {
    return "GPU demand of " + total + " jobs in " + counts.size() + " shapes";
  }
}
