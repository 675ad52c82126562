package dev.berth.plugins.standard.oracle;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuLink;
import dev.berth.model.GpuRequest;
import dev.berth.model.Locality;
import dev.berth.model.NumaNode;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What jobs leave of a worker's GPUs and NUMA nodes, and which GPUs the documented rules give a job
 * of that: every set is tried.
 */
final class NaiveGpus {
  /** Of more devices that differ in nothing the lowest are taken without trying every set. */
  private static final int FEW = 12;

  private final Worker worker;
  private final List<NaiveJob> jobs;
  private final Resources requested;
  private final int[] leftMillis;
  private final long[] leftMemory;
  private final int[] holders;

  /** For a state that stays: after every change another is made. */
  NaiveGpus(Worker worker, List<NaiveJob> jobs, Resources requested) {
    this.worker = worker;
    this.jobs = jobs;
    this.requested = requested;
    leftMillis = worker.gpus().stream().mapToInt(gpu -> GpuDevice.MILLIS).toArray();
    leftMemory = worker.gpus().stream().mapToLong(GpuDevice::memoryBytes).toArray();
    holders = new int[count()];
    for (NaiveJob job : jobs) {
      for (int gpu : job.gpus()) {
        leftMillis[gpu] -= job.requirements().gpus().milliPerGpu();
        leftMemory[gpu] -= job.requirements().gpus().memoryBytes();
        holders[gpu]++;
      }
    }
  }

  /** What a job gets: its GPUs, the node it is bound to, and how good that is. */
  record Choice(List<Integer> gpus, int numaNode, int quality) {}

  int count() {
    return worker.gpus().size();
  }

  // ---- devices

  boolean hasFailed(int gpu) {
    return worker.failedGpus().contains(gpu);
  }

  boolean isIdle(int gpu) {
    return holders[gpu] == 0 && !hasFailed(gpu);
  }

  int freeMillis(int gpu) {
    return hasFailed(gpu) ? 0 : leftMillis[gpu];
  }

  long freeMemory(int gpu) {
    return hasFailed(gpu) ? 0 : leftMemory[gpu];
  }

  private boolean mayTake(int gpu, GpuRequest asked) {
    if (!asked.allows(worker.gpus().get(gpu))) {
      return false;
    }
    return asked.isWhole()
        ? isIdle(gpu)
        : freeMillis(gpu) >= Math.max(1, asked.milliPerGpu())
            && freeMemory(gpu) >= asked.memoryBytes();
  }

  private List<Integer> able(GpuRequest asked) {
    List<Integer> able = new ArrayList<>();
    for (int gpu = 0; gpu < count(); gpu++) {
      if (mayTake(gpu, asked)) {
        able.add(gpu);
      }
    }
    return able;
  }

  // ---- NUMA nodes

  /** Those it names, or one that is all of it. */
  private static List<NumaNode> nodes(Worker worker) {
    Resources all = worker.capacity();
    List<NumaNode> named = worker.topology().numaNodes();
    return named.isEmpty() ? List.of(new NumaNode(0, all.cpuMillis(), all.memoryBytes())) : named;
  }

  /** What the jobs that are bound to a node have of it. */
  Resources bound(int node) {
    Resources sum = Resources.ZERO;
    for (NaiveJob job : jobs) {
      sum = job.numaNode() == node ? sum.plus(job.requirements().resources()) : sum;
    }
    return sum;
  }

  private boolean hasRoom(NumaNode node, Resources asked) {
    Resources with = bound(node.index()).plus(asked);
    return with.cpuMillis() <= node.cpuMillis()
        && with.memoryBytes() <= node.memoryBytes()
        && requested.cpuMillis() + asked.cpuMillis() <= worker.capacity().cpuMillis()
        && requested.memoryBytes() + asked.memoryBytes() <= worker.capacity().memoryBytes();
  }

  /** The node that all of these are of and that has room for the job, or none. */
  private int nodeWithRoom(List<Integer> gpus, Resources asked) {
    Set<Integer> nodes = new TreeSet<>();
    gpus.forEach(gpu -> nodes.add(worker.gpus().get(gpu).numaNode()));
    int node = nodes.iterator().next();
    return nodes.size() == 1 && hasRoom(nodes(worker).get(node), asked) ? node : Placement.ANY_NODE;
  }

  // ---- links

  private static boolean areOneGroup(List<Integer> gpus, Map<Integer, String> groups) {
    return span(gpus, groups) == 1;
  }

  private static int span(List<Integer> gpus, Map<Integer, String> groups) {
    return (int) gpus.stream().map(groups::get).distinct().count();
  }

  private Map<Integer, String> linked(Predicate<GpuLink> kind) {
    Map<Integer, String> groups = new HashMap<>();
    worker.gpus().forEach(gpu -> groups.put(gpu.index(), "alone " + gpu.index()));
    worker.topology().links().stream()
        .filter(kind)
        .forEach(link -> link.gpus().forEach(gpu -> groups.put(gpu, "with " + link.gpus())));
    return groups;
  }

  private Map<Integer, String> fast() {
    return linked(link -> link.kind().isFast());
  }

  /** By node, by fast links, by switch. */
  private List<Map<Integer, String>> divisions() {
    Map<Integer, String> byNode = new HashMap<>();
    worker.gpus().forEach(gpu -> byNode.put(gpu.index(), "node " + gpu.numaNode()));
    return List.of(byNode, fast(), linked(link -> !link.kind().isFast()));
  }

  // ---- choosing

  /** Whether a request finds GPUs, wherever cpu and memory are. */
  boolean fits(GpuRequest asked) {
    if (asked.count() == 0) {
      return true;
    }
    List<Integer> able = able(asked);
    if (asked.count() < 2 || asked.links() != Locality.REQUIRE) {
      return able.size() >= asked.count();
    }
    return worker.topology().links().stream()
        .filter(link -> link.kind().isFast())
        .anyMatch(link -> able.stream().filter(link.gpus()::contains).count() >= asked.count());
  }

  /** What a job gets, or null if nothing suits. */
  @Nullable Choice choose(Requirements requirements) {
    GpuRequest asked = requirements.gpus();
    if (asked.count() == 0) {
      return new Choice(List.of(), Placement.ANY_NODE, Placement.WHOLE);
    }
    List<List<Integer>> sets = new ArrayList<>();
    List<Integer> able = able(asked);
    if (asked.isWhole() && count() > FEW) {
      checkPlain();
      if (able.size() >= asked.count()) {
        sets.add(able.subList(0, asked.count()));
      }
    } else {
      subsets(asked.count(), able, new ArrayList<>(), 0, sets);
    }
    Resources amounts = requirements.resources();
    Map<Integer, String> fast = fast();
    if (asked.links() == Locality.REQUIRE) {
      sets.removeIf(set -> !areOneGroup(set, fast));
    }
    if (asked.numa() == Locality.REQUIRE) {
      sets.removeIf(set -> nodeWithRoom(set, amounts) == Placement.ANY_NODE);
    }
    List<Map<Integer, String>> divisions = divisions();
    return sets.stream()
        .min(Comparator.comparing(set -> cost(set, requirements, divisions), NaiveGpus::compare))
        .map(set -> judged(set, requirements, fast))
        .orElse(null);
  }

  private void checkPlain() {
    if (!worker.topology().links().isEmpty() || worker.topology().numaNodes().size() > 1) {
      throw new AssertionError("too many sets of GPUs to try: " + worker);
    }
  }

  private static void subsets(
      int size, List<Integer> of, List<Integer> chosen, int from, List<List<Integer>> sets) {
    if (chosen.size() == size) {
      sets.add(List.copyOf(chosen));
      return;
    }
    for (int i = from; i < of.size(); i++) {
      chosen.add(of.get(i));
      subsets(size, of, chosen, i + 1, sets);
      chosen.subList(chosen.size() - 1, chosen.size()).clear();
    }
  }

  /** Everything that counts, most important first. */
  private List<Long> cost(
      List<Integer> set, Requirements requirements, List<Map<Integer, String>> divisions) {
    GpuRequest asked = requirements.gpus();
    List<Long> cost = new ArrayList<>();
    boolean isLocal = nodeWithRoom(set, requirements.resources()) != Placement.ANY_NODE;
    boolean isLinked = areOneGroup(set, divisions.get(1));
    cost.add(asked.numa() == Locality.NONE || isLocal ? 0L : 1L);
    cost.add(asked.links() == Locality.NONE || isLinked ? 0L : 1L);
    if (asked.isWhole()) {
      divisions.forEach(groups -> cost.add((long) span(set, groups)));
      cost.add(-worthOfRest(set, divisions));
    } else {
      int gpu = set.get(0);
      cost.add((long) freeMillis(gpu));
      cost.add(isIdle(gpu) ? 1L : 0L);
      cost.add(asked.memoryBytes() == 0 ? 0L : freeMemory(gpu));
    }
    set.forEach(gpu -> cost.add((long) gpu));
    return cost;
  }

  /** The squares of the numbers of idle devices that stay in each group, summed up. */
  private long worthOfRest(List<Integer> set, List<Map<Integer, String>> divisions) {
    long worth = 0;
    for (Map<Integer, String> groups : divisions) {
      Map<String, Long> rest = new HashMap<>();
      for (int gpu = 0; gpu < count(); gpu++) {
        if (isIdle(gpu) && !set.contains(gpu)) {
          rest.merge(String.valueOf(groups.get(gpu)), 1L, Long::sum);
        }
      }
      worth += rest.values().stream().mapToLong(idle -> idle * idle).sum();
    }
    return worth;
  }

  private static int compare(List<Long> one, List<Long> other) {
    for (int i = 0; i < one.size(); i++) {
      int order = Long.compare(one.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private Choice judged(List<Integer> set, Requirements requirements, Map<Integer, String> fast) {
    int node =
        requirements.gpus().numa() == Locality.NONE
            ? Placement.ANY_NODE
            : nodeWithRoom(set, requirements.resources());
    boolean leavesNone =
        IntStream.range(0, count()).noneMatch(gpu -> isIdle(gpu) && !set.contains(gpu));
    int quality = Placement.WHOLE;
    quality += node != Placement.ANY_NODE || nodes(worker).size() == 1 ? Placement.NUMA_LOCAL : 0;
    quality += areOneGroup(set, fast) || leavesNone ? Placement.LINK_LOCAL : 0;
    return new Choice(set, node, quality);
  }

  // ---- replacing

  /** Whether what jobs hold would still be there, as it is, in a replacement. */
  boolean wouldStay(Worker replacement) {
    for (int gpu = 0; gpu < count(); gpu++) {
      boolean isThere =
          gpu < replacement.gpus().size()
              && replacement.gpus().get(gpu).equals(worker.gpus().get(gpu));
      if (holders[gpu] > 0 && !isThere) {
        return false;
      }
    }
    List<NumaNode> after = nodes(replacement);
    return nodes(worker).stream()
        .filter(node -> !bound(node.index()).fitsIn(Resources.ZERO))
        .allMatch(
            node ->
                node.index() < after.size()
                    && bound(node.index()).cpuMillis() <= after.get(node.index()).cpuMillis()
                    && bound(node.index()).memoryBytes() <= after.get(node.index()).memoryBytes());
  }

  /** Throws when jobs have more of a device or a node than there is. */
  void check() {
    for (int gpu = 0; gpu < count(); gpu++) {
      if (leftMillis[gpu] < 0 || leftMemory[gpu] < 0) {
        throw new AssertionError("GPU " + gpu + " is over-committed: " + worker + jobs);
      }
    }
    for (NumaNode node : nodes(worker)) {
      Resources bound = bound(node.index());
      if (bound.cpuMillis() > node.cpuMillis() || bound.memoryBytes() > node.memoryBytes()) {
        throw new AssertionError(node + " is over-committed: " + worker + jobs);
      }
    }
  }
}
