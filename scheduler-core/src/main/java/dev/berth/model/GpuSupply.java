package dev.berth.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the workers that have GPUs have, whether or not it is free: kinds of workers, and how many
 * there are of each. The other side of {@link GpuDemand}.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Units:</b> cpu in millicores, GPUs in thousandths.
 */
public final class GpuSupply {

  /** No worker with GPUs. */
  public static final GpuSupply NONE = new GpuSupply(List.of());

  private static final String OWNER = "GPU supply";

  /**
   * What one kind of worker has.
   *
   * @param cpuMillis millicores
   * @param memoryBytes memory
   * @param models the model of each of its GPUs, in alphabetical order
   */
  public record Kind(long cpuMillis, long memoryBytes, List<String> models) {

    public Kind {
      Check.amount("cpuMillis", cpuMillis, "kind of worker");
      Check.amount("memoryBytes", memoryBytes, "kind of worker");
      models = models.stream().sorted().toList();
      Check.size("models", models.size(), 1, Limits.GPUS, "kind of worker");
    }

    /**
     * Whether a job of a shape would fit, were the worker empty; of its memory nothing is known.
     */
    public boolean couldRun(GpuDemand.Shape shape) {
      return cpuMillis >= shape.cpuMillis()
          && models.stream().filter(shape::allows).count() >= shape.gpuCount();
    }
  }

  /** A kind, and how many workers are of it: at least 1. */
  public record Count(Kind kind, long workers) {

    public Count {
      if (workers < 1) {
        throw Check.refused("workers", workers, OWNER, "be at least 1");
      }
    }

    private long gpuMillis() {
      return workers * kind.models().size() * GpuDevice.MILLIS;
    }
  }

  private static final Comparator<Count> ORDER =
      Comparator.<Count>comparingLong(count -> count.kind().cpuMillis())
          .thenComparingLong(count -> count.kind().memoryBytes())
          .thenComparing(count -> String.join("|", count.kind().models()));

  private final List<Count> counts;

  private GpuSupply(List<Count> counts) {
    this.counts = counts;
  }

  /** What these workers have; those without GPUs are left out. */
  public static GpuSupply of(Iterable<Worker> workers) {
    Map<Kind, Long> byKind = new HashMap<>();
    for (Worker worker : workers) {
      if (!worker.gpus().isEmpty()) {
        List<String> models = worker.gpus().stream().map(GpuDevice::model).toList();
        Kind kind =
            new Kind(worker.capacity().cpuMillis(), worker.capacity().memoryBytes(), models);
        byKind.merge(kind, 1L, Long::sum);
      }
    }
    List<Count> counts = new ArrayList<>(byKind.size());
    byKind.forEach((kind, count) -> counts.add(new Count(kind, count)));
    counts.sort(ORDER);
    return counts.isEmpty() ? NONE : new GpuSupply(List.copyOf(counts));
  }

  /** Every kind with its count, the least cpu first. */
  public List<Count> counts() {
    return counts;
  }

  /** Whether there is no GPU. */
  public boolean isEmpty() {
    return counts.isEmpty();
  }

  /** Thousandths of all GPUs. */
  public long gpuMillis() {
    return counts.stream().mapToLong(Count::gpuMillis).sum();
  }

  /** Millicores of the workers that have GPUs, for each of their GPUs; 0 without any. */
  public long cpuMillisPerGpu() {
    return perGpu(Kind::cpuMillis);
  }

  /** Memory of the workers that have GPUs, for each of their GPUs; 0 without any. */
  public long memoryBytesPerGpu() {
    return perGpu(Kind::memoryBytes);
  }

  private long perGpu(ToLongFunction<Kind> amount) {
    double sum = 0;
    for (Count count : counts) {
      sum += (double) count.workers() * amount.applyAsLong(count.kind());
    }
    return isEmpty() ? 0 : (long) (sum * GpuDevice.MILLIS / gpuMillis());
  }

  /** Thousandths of the GPUs of workers that could run a job of a shape, were they empty. */
  public long hostMillis(GpuDemand.Shape shape) {
    return counts.stream()
        .filter(count -> count.kind().couldRun(shape))
        .mapToLong(Count::gpuMillis)
        .sum();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GpuSupply supply && counts.equals(supply.counts);
  }

  @Override
  public int hashCode() {
    return counts.hashCode();
  }

  @Override
  public String toString() {
    return "GPU supply of "
        + gpuMillis() / GpuDevice.MILLIS
        + " GPUs in "
        + counts.size()
        + " kinds of workers";
  }
}
