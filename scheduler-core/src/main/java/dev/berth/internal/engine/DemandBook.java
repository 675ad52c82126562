package dev.berth.internal.engine;

import dev.berth.internal.decide.Fault;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.model.GpuDemand;
import dev.berth.model.GpuDemand.Shape;
import dev.berth.model.Requirements;
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
 * Tells {@link DemandAware} plugins what jobs usually ask for: what was given, or what it counts.
 *
 * <p>A step is due at the first job, then when the jobs seen have grown by a tenth and by {@value
 * #LEAST_STEP}. Of more than {@value #MOST_SHAPES} shapes the rare ones go: all counts are halved,
 * those of 1 are dropped.
 *
 * <p><b>Thread-safety:</b> none; the engine's. <b>Cost:</b> a map look-up a job where a plugin asks
 * for it, nothing otherwise; a step O(shapes) and what the plugins make of it.
 */
final class DemandBook {

  private static final int LEAST_STEP = 64;
  private static final int MOST_SHAPES = 4_096;
  private static final int TENTH = 10;

  /** One plugin in one profile. */
  private record Aware(PluginSlot<?> slot, DemandAware plugin, Profile profile) {}

  private final List<Aware> aware = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final boolean learns;
  private Map<Shape, Long> jobs = new HashMap<>();
  private long seen;
  private long nextStep = 1;

  /**
   * Tells what was given.
   *
   * @param given null to learn it
   */
  DemandBook(Collection<Profile> profiles, @Nullable GpuDemand given) {
    for (Profile profile : profiles) {
      profile.decider().pipeline().slots().forEach(slot -> add(slot, profile));
    }
    learns = given == null && !aware.isEmpty();
    if (given != null) {
      asked().forEach(plugin -> plugin.demand(given));
    }
  }

  private void add(PluginSlot<?> slot, Profile profile) {
    if (slot.plugin() instanceof DemandAware plugin) {
      aware.add(new Aware(slot, plugin, profile));
    }
  }

  private Set<DemandAware> asked() {
    Set<DemandAware> plugins = Collections.newSetFromMap(new IdentityHashMap<>());
    aware.forEach(each -> plugins.add(each.plugin()));
    return plugins;
  }

  /** Counts a job; returns what went wrong in telling, which is reused. */
  List<Fault> submitted(Requirements requirements) {
    faults.clear();
    if (learns) {
      jobs.merge(Shape.of(requirements), 1L, Long::sum);
      seen++;
      while (jobs.size() > MOST_SHAPES) {
        halve();
      }
      if (seen == nextStep) {
        nextStep = seen + Math.max(LEAST_STEP, seen / TENTH);
        tell(GpuDemand.of(jobs));
      }
    }
    return faults;
  }

  private void halve() {
    Map<Shape, Long> halved = new HashMap<>();
    jobs.forEach(
        (shape, count) -> {
          if (count > 1) {
            halved.put(shape, count / 2);
          }
        });
    jobs = halved;
  }

  private void tell(GpuDemand demand) {
    Set<DemandAware> told = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Aware each : aware) {
      if (told.add(each.plugin())) {
        try {
          each.plugin().demand(demand);
        } catch (Throwable thrown) { // a plugin may throw anything
          faults.add(Fault.thrown(each.slot(), thrown));
        }
      }
    }
    aware.forEach(each -> each.profile().decider().forgetRankings());
  }
}
