package dev.berth.internal.engine;

import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.decide.Fault;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.model.GpuDemand;
import dev.berth.model.GpuDemand.Count;
import dev.berth.model.GpuDemand.Shape;
import dev.berth.model.GpuDevice;
import dev.berth.model.GpuSupply;
import dev.berth.model.Requirements;
import dev.berth.model.Worker;
import dev.berth.spi.DemandAware;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells {@link DemandAware} plugins what jobs usually ask for, as it was given or as it counts, and
 * what workers have.
 *
 * <p>Of more than {@value #MOST_SHAPES} shapes or {@value #MOST_JOBS} jobs all counts are halved,
 * and shapes of one job dropped.
 *
 * <p><b>Thread-safety:</b> none; the engine's. <b>Cost:</b> a map look-up a job where a plugin asks
 * for it, nothing otherwise; a step O(shapes + workers) and what the plugins make of it.
 */
final class DemandBook {

  private static final int MOST_SHAPES = 4_096;
  private static final int MOST_JOBS = 131_072;

  /** A step is due when something has changed by one part in so many. */
  private static final int STEP = 10;

  /** One plugin in one profile. */
  private record Aware(PluginSlot<?> slot, DemandAware plugin, Profile profile) {}

  private final WorkerRows rows;
  private final @Nullable GpuDemand given;
  private final List<Aware> aware = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private Map<Shape, Count> jobs = new HashMap<>();
  private long counted;
  private long nextStep = 1;
  private int workersTold;

  /**
   * Tells what was given.
   *
   * @param given null to learn it
   */
  DemandBook(WorkerRows rows, Collection<Profile> profiles, @Nullable GpuDemand given) {
    this.rows = rows;
    this.given = given;
    for (Profile profile : profiles) {
      for (PluginSlot<?> slot : profile.decider().pipeline().slots()) {
        if (slot.plugin() instanceof DemandAware plugin) {
          aware.add(new Aware(slot, plugin, profile));
        }
      }
    }
    if (given != null) {
      Set<DemandAware> plugins = distinct();
      aware.forEach(each -> plugins.add(each.plugin()));
      plugins.forEach(plugin -> plugin.demand(given, GpuSupply.NONE));
    }
  }

  private static Set<DemandAware> distinct() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  /** Counts a job; returns what went wrong in telling, which is reused. */
  List<Fault> submitted(Requirements requirements) {
    faults.clear();
    if (!aware.isEmpty()) {
      if (given == null) {
        count(requirements);
      }
      int moved = Math.abs(rows.size() - workersTold);
      if ((given == null && counted >= nextStep) || (long) moved * STEP > workersTold) {
        tell();
      }
    }
    return faults;
  }

  private void count(Requirements requirements) {
    long memory = requirements.resources().memoryBytes();
    Count one = new Count(Shape.of(requirements), 1, memory);
    jobs.merge(one.shape(), one, (before, more) -> before.plus(1, memory));
    counted++;
    while (jobs.size() > MOST_SHAPES || counted > MOST_JOBS) {
      halve();
    }
  }

  private void halve() {
    Map<Shape, Count> halved = new HashMap<>();
    jobs.forEach(
        (shape, count) -> {
          if (count.jobs() > 1) {
            halved.put(shape, new Count(shape, count.jobs() / 2, count.memoryBytes() / 2));
          }
        });
    jobs = halved;
    counted = halved.values().stream().mapToLong(Count::jobs).sum();
    nextStep = Math.min(nextStep, next());
  }

  private long next() {
    return counted + Math.max(1, counted / STEP);
  }

  private void tell() {
    workersTold = rows.size();
    nextStep = next();
    GpuSupply supply = supply();
    GpuDemand demand = given == null ? learned(supply) : given;
    Set<DemandAware> told = distinct();
    for (Aware each : aware) {
      if (told.add(each.plugin())) {
        try {
          each.plugin().demand(demand, supply);
        } catch (Throwable thrown) { // a plugin may throw anything
          faults.add(Fault.thrown(each.slot(), thrown));
        }
      }
    }
    aware.forEach(each -> each.profile().decider().forgetRankings());
  }

  private GpuSupply supply() {
    List<Worker> workers = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.limit(); row++) {
      if (rows.isPresent(row)) {
        workers.add(rows.worker(row));
      }
    }
    return GpuSupply.of(workers);
  }

  /** With one imaginary job, which matters as long as hardly any are known. */
  private GpuDemand learned(GpuSupply supply) {
    List<Count> all = new ArrayList<>(jobs.values());
    if (!supply.isEmpty()) {
      Shape imaginary = new Shape(supply.cpuMillisPerGpu(), 1, GpuDevice.MILLIS, Set.of());
      all.add(new Count(imaginary, 1, supply.memoryBytesPerGpu()));
    }
    return GpuDemand.of(all);
  }
}
