package dev.berth.internal.policy;

import dev.berth.internal.cluster.WorkerRows;
import dev.berth.model.Resources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all workers have together, for shares of it.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(workers) after workers came,
 * went or changed, else O(1).
 */
public final class FleetCapacity {

  private final WorkerRows rows;
  private long version = -1;
  private @Nullable Resources total;

  /** Of that fleet. */
  public FleetCapacity(WorkerRows rows) {
    this.rows = rows;
  }

  /** The sum over all workers, as much as fits a long. */
  public Resources total() {
    Resources known = total;
    if (known == null || version != rows.capacityVersion()) {
      version = rows.capacityVersion();
      known = sum();
      total = known;
    }
    return known;
  }

  private Resources sum() {
    long cpu = 0;
    long memory = 0;
    long gpu = 0;
    long storage = 0;
    Map<String, Long> extras = new TreeMap<>();
    for (int row = 0; row < rows.limit(); row++) {
      if (rows.isPresent(row)) {
        Resources one = rows.worker(row).capacity();
        cpu = plus(cpu, one.cpuMillis());
        memory = plus(memory, one.memoryBytes());
        gpu = plus(gpu, one.gpuMillis());
        storage = plus(storage, one.storageBytes());
        one.extras().forEach((name, amount) -> extras.merge(name, amount, FleetCapacity::plus));
      }
    }
    return new Resources(cpu, memory, gpu, storage, extras);
  }

  private static long plus(long sum, long amount) {
    return sum > Long.MAX_VALUE - amount ? Long.MAX_VALUE : sum + amount;
  }

  /** Counts changes of the total. */
  public long version() {
    return rows.capacityVersion();
  }

  /** The largest share that amounts have of the total of any resource: 0 to 1 if they fit. */
  public double dominantShare(Resources amounts) {
    Resources whole = total();
    double share = share(amounts.cpuMillis(), whole.cpuMillis());
    share = Math.max(share, share(amounts.memoryBytes(), whole.memoryBytes()));
    share = Math.max(share, share(amounts.gpuMillis(), whole.gpuMillis()));
    share = Math.max(share, share(amounts.storageBytes(), whole.storageBytes()));
    List<Map.Entry<String, Long>> extras = amounts.extraList();
    for (int i = 0; i < extras.size(); i++) {
      Map.Entry<String, Long> extra = extras.get(i);
      share = Math.max(share, share(extra.getValue(), whole.get(extra.getKey())));
    }
    return share;
  }

  private static double share(long amount, long whole) {
    return amount == 0 ? 0 : whole == 0 ? 1 : (double) amount / whole;
  }
}
