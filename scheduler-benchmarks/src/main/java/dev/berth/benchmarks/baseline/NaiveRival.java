package dev.berth.benchmarks.baseline;

import dev.berth.benchmarks.state.Cluster;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Location;
import dev.berth.model.NodeSelectorTerm;
import dev.berth.model.Placement;
import dev.berth.model.PreferredTerm;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Taint;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import dev.berth.model.Usage;
import dev.berth.placement.TieOrder;
import dev.berth.spi.JobView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decision as most schedulers make it: a list of worker objects, a list of filters and a map of
 * scores; ask every filter about every worker, grade those that are left, take the best.
 *
 * <p>Written to be obviously right and not to be slow: plain loops over the model's own values, no
 * streams, no logging, nothing computed that is not needed, the cheapest filters first.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(workers × plugins), and some garbage a worker.
 */
final class NaiveRival implements Rival {

  private interface Filter {
    boolean accepts(Requirements asked, WorkerObject worker);
  }

  private interface Score {
    int grade(Requirements asked, WorkerObject worker);
  }

  private record WeightedScore(int weight, Score score) {}

  private static final int BEST = 1_000_000;
  private static final int HIGHEST_LEVEL = 31;

  private final List<WorkerObject> workers = new ArrayList<>();
  private final List<Filter> filters =
      List.of(
          (asked, worker) -> !worker.draining,
          NaiveRival::hasResources,
          NaiveRival::hasGpus,
          NaiveRival::hasLabels,
          NaiveRival::toleratesTaints);
  private final List<WeightedScore> scores = new ArrayList<>();

  NaiveRival(Iterable<Member> fleet, Map<String, Integer> weights) {
    fleet.forEach(member -> workers.add(new WorkerObject(member)));
    weights.forEach(
        (name, weight) -> {
          if (weight > 0) {
            scores.add(new WeightedScore(weight, score(name)));
          }
        });
  }

  private static Score score(String name) {
    return switch (name) {
      case "resourceBalance" -> NaiveRival::balance;
      case "load" -> NaiveRival::load;
      case "affinityPreference" -> NaiveRival::preference;
      case "networkProximity" -> NaiveRival::proximity;
      case "gpuQuality" -> NaiveRival::gpuQuality;
      case "mostFree" -> NaiveRival::mostFree;
      default -> throw new IllegalArgumentException("score '" + name + "' is not known here");
    };
  }

  @Override
  public int decide(JobView job, int jobClass) {
    Requirements asked = job.requirements();
    int best = NONE;
    long bestTotal = -1;
    for (int i = 0; i < workers.size(); i++) {
      WorkerObject worker = workers.get(i);
      if (isFeasible(asked, worker)) {
        long total = total(asked, worker);
        if (total > bestTotal || (total == bestTotal && goesBefore(i, best))) {
          best = i;
          bestTotal = total;
        }
      }
    }
    return best;
  }

  private boolean isFeasible(Requirements asked, WorkerObject worker) {
    for (Filter filter : filters) {
      if (!filter.accepts(asked, worker)) {
        return false;
      }
    }
    return true;
  }

  private long total(Requirements asked, WorkerObject worker) {
    long total = 0;
    for (WeightedScore weighted : scores) {
      total += (long) weighted.weight * weighted.score.grade(asked, worker);
    }
    return total;
  }

  private static boolean goesBefore(int worker, int other) {
    return Integer.compareUnsigned(rank(worker), rank(other)) < 0;
  }

  private static int rank(int worker) {
    return TieOrder.SEEDED.rank(worker, Long.hashCode(Cluster.SEED), 0);
  }

  @Override
  public boolean hasRoom(int worker, Requirements asked) {
    return hasResources(asked, workers.get(worker)) && hasGpus(asked, workers.get(worker));
  }

  @Override
  public boolean setUsage(int worker, Usage usage) {
    workers.get(worker).usage = usage; // levels have no memory here: not for comparing answers
    return true;
  }

  @Override
  public long reserve(int worker, Requirements asked) {
    return workers.get(worker).reserve(asked);
  }

  @Override
  public void release(int worker, Requirements asked, long gpus) {
    workers.get(worker).release(asked, gpus);
  }

  // ---- filters

  private static boolean hasResources(Requirements asked, WorkerObject worker) {
    return asked.resources().fitsIn(worker.free());
  }

  private static boolean hasGpus(Requirements asked, WorkerObject worker) {
    return asked.gpus().count() == 0 || worker.chooseGpus(asked.gpus()) != 0;
  }

  private static boolean hasLabels(Requirements asked, WorkerObject worker) {
    Map<String, String> labels = worker.worker.labels();
    for (Map.Entry<String, String> pair : asked.nodeSelector().entrySet()) {
      if (!pair.getValue().equals(labels.get(pair.getKey()))) {
        return false;
      }
    }
    for (NodeSelectorTerm term : asked.nodeAffinity().required()) {
      if (matches(term, labels)) {
        return true;
      }
    }
    return asked.nodeAffinity().required().isEmpty();
  }

  private static boolean matches(NodeSelectorTerm term, Map<String, String> labels) {
    for (LabelRequirement requirement : term.requirements()) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  private static boolean toleratesTaints(Requirements asked, WorkerObject worker) {
    for (Taint taint : worker.worker.taints()) {
      if (taint.effect() != TaintEffect.PREFER_NO_SCHEDULE && !tolerates(asked, taint)) {
        return false;
      }
    }
    return true;
  }

  private static boolean tolerates(Requirements asked, Taint taint) {
    for (Toleration toleration : asked.tolerations()) {
      if (toleration.tolerates(taint)) {
        return true;
      }
    }
    return false;
  }

  // ---- scores

  private static int balance(Requirements asked, WorkerObject worker) {
    Resources capacity = worker.worker.capacity();
    Resources left = worker.free().minus(asked.resources());
    double cpu = (double) left.cpuMillis() / capacity.cpuMillis();
    double memory = (double) left.memoryBytes() / capacity.memoryBytes();
    double least = Math.min(cpu, memory);
    double most = Math.max(cpu, memory);
    double idleGpus = 0;
    if (capacity.gpuMillis() > 0) {
      double gpu = (double) left.gpuMillis() / capacity.gpuMillis();
      least = Math.min(least, gpu);
      most = Math.max(most, gpu);
      idleGpus = asked.gpus().count() == 0 ? gpu : 0;
    }
    return (int) (BEST * (1 - Math.max(most - least, idleGpus)) + 0.5);
  }

  /** Of workers that name no NUMA node and no link: one device is linked, and the last ones fit. */
  private static int gpuQuality(Requirements asked, WorkerObject worker) {
    int count = asked.gpus().count();
    if (count == 0) {
      return 0;
    }
    int quality = Placement.NUMA_LOCAL;
    if (count == 1 || worker.idleGpus() == count) {
      quality += Placement.LINK_LOCAL;
    }
    return quality * BEST / (Placement.NUMA_LOCAL + Placement.LINK_LOCAL);
  }

  private static int mostFree(Requirements asked, WorkerObject worker) {
    Resources capacity = worker.worker.capacity();
    Resources left = worker.free().minus(asked.resources());
    double cpu = (double) left.cpuMillis() / capacity.cpuMillis();
    double memory = (double) left.memoryBytes() / capacity.memoryBytes();
    return (int) (BEST * ((cpu + memory) / 2) + 0.5);
  }

  private static int load(Requirements asked, WorkerObject worker) {
    Usage usage = worker.usage;
    double memory = (double) usage.memoryBytes() / worker.worker.capacity().memoryBytes();
    double busiest =
        Math.max(
            level(usage.cpuPercent() / 100),
            Math.max(level(memory), level(usage.ioPercent() / 100)));
    return (int) (1_000 * (1_000 - Math.round(busiest * 1_000 / HIGHEST_LEVEL)));
  }

  /** An idle worker's first measurement: the nearest level, but none below the first. */
  private static long level(double share) {
    double exact = Math.round(Math.min(1, share) * 10_000) / 10_000.0 * HIGHEST_LEVEL;
    return exact < 1 ? 0 : Math.round(exact);
  }

  private static int preference(Requirements asked, WorkerObject worker) {
    long all = 0;
    long matched = 0;
    for (PreferredTerm preferred : asked.nodeAffinity().preferred()) {
      all += preferred.weight();
      matched += matches(preferred.term(), worker.worker.labels()) ? preferred.weight() : 0;
    }
    int grade = all == 0 ? BEST : (int) (BEST * matched / all);
    for (Taint taint : worker.worker.taints()) {
      if (taint.effect() == TaintEffect.PREFER_NO_SCHEDULE && !tolerates(asked, taint)) {
        return grade / 2;
      }
    }
    return grade;
  }

  private static int proximity(Requirements asked, WorkerObject worker) {
    Location near = asked.near();
    if (near == null) {
      return 0;
    }
    Map<String, String> labels = worker.worker.labels();
    @Nullable String[] wishes = {near.region(), near.zone(), near.rack(), near.host()};
    String[] keys = {Location.REGION, Location.ZONE, Location.RACK, Location.HOST};
    int grade = 0;
    for (int level = 0; level < keys.length; level++) {
      String wish = wishes[level];
      String actual = labels.get(keys[level]);
      if (wish != null && actual != null) {
        if (!actual.equals(wish)) {
          return grade;
        }
        grade = (level + 1) * (BEST / 4);
      }
    }
    return grade;
  }
}
