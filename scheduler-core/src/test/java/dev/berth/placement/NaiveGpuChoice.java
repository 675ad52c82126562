package dev.berth.placement;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuLink;
import dev.berth.model.GpuTopology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** The choice of whole GPUs by trying every set and comparing what the rules say, word by word. */
final class NaiveGpuChoice {

  private final GpuTopology topology;

  NaiveGpuChoice(GpuTopology topology) {
    this.topology = topology;
  }

  /** The groups of one kind: each device's, named by its lowest member or by itself. */
  private Map<Integer, String> groups(Predicate<GpuLink> kind) {
    Map<Integer, String> groups = new HashMap<>();
    topology.gpus().forEach(gpu -> groups.put(gpu.index(), "alone " + gpu.index()));
    topology.links().stream()
        .filter(kind)
        .forEach(link -> link.gpus().forEach(gpu -> groups.put(gpu, "with " + link.gpus().get(0))));
    return groups;
  }

  private Map<Integer, String> numa() {
    Map<Integer, String> groups = new HashMap<>();
    topology.gpus().forEach(gpu -> groups.put(gpu.index(), "node " + gpu.numaNode()));
    return groups;
  }

  private Map<Integer, String> fast() {
    return groups(link -> link.kind().isFast());
  }

  private Map<Integer, String> switches() {
    return groups(link -> !link.kind().isFast());
  }

  int numaSpan(Set<Integer> gpus) {
    return span(numa(), gpus);
  }

  int linkSpan(Set<Integer> gpus) {
    return span(fast(), gpus);
  }

  int switchSpan(Set<Integer> gpus) {
    return span(switches(), gpus);
  }

  private static int span(Map<Integer, String> groups, Set<Integer> gpus) {
    return (int) gpus.stream().map(groups::get).distinct().count();
  }

  /** The best set of what is free, or none. */
  Optional<Set<Integer>> choose(int count, Set<Integer> free, boolean linked) {
    return choose(count, free, free, set -> !linked || linkSpan(set) == 1, set -> 0);
  }

  /**
   * The best set, or none.
   *
   * @param idle of which the rest is judged
   * @param will which sets will do
   * @param rank what counts before everything else, the lowest first
   */
  Optional<Set<Integer>> choose(
      int count,
      Set<Integer> takeable,
      Set<Integer> idle,
      Predicate<Set<Integer>> will,
      ToIntFunction<Set<Integer>> rank) {
    List<Set<Integer>> sets = new ArrayList<>();
    subsets(count, new ArrayList<>(new TreeSet<>(takeable)), 0, new TreeSet<>(), sets);
    List<Map<Integer, String>> divisions = List.of(numa(), fast(), switches());
    record Graded(Set<Integer> set, List<Integer> cost) {}
    return sets.stream()
        .filter(will)
        .map(set -> new Graded(set, cost(rank.applyAsInt(set), set, idle, divisions)))
        .min(Comparator.comparing(Graded::cost, NaiveGpuChoice::compare))
        .map(Graded::set);
  }

  private static void subsets(
      int count, List<Integer> of, int from, Set<Integer> chosen, List<Set<Integer>> sets) {
    if (chosen.size() == count) {
      sets.add(new TreeSet<>(chosen));
      return;
    }
    for (int i = from; i <= of.size() - (count - chosen.size()); i++) {
      chosen.add(of.get(i));
      subsets(count, of, i + 1, chosen, sets);
      chosen.remove(of.get(i));
    }
  }

  /** Everything that counts, most important first; the indexes of the set at the end. */
  private static List<Integer> cost(
      int rank, Set<Integer> set, Set<Integer> idle, List<Map<Integer, String>> divisions) {
    List<Integer> cost = new ArrayList<>(List.of(rank));
    divisions.forEach(groups -> cost.add(span(groups, set)));
    int worth = 0;
    for (Map<Integer, String> groups : divisions) {
      Map<String, Integer> rest = new HashMap<>();
      for (int gpu : idle) {
        if (!set.contains(gpu)) {
          rest.merge(groups.get(gpu), 1, Integer::sum);
        }
      }
      worth += rest.values().stream().mapToInt(NaiveGpuChoice::worth).sum();
    }
    cost.add(-worth);
    cost.addAll(set);
    return cost;
  }

  private static int worth(int idle) {
    return idle * idle;
  }

  private static int compare(List<Integer> one, List<Integer> other) {
    for (int i = 0; i < one.size(); i++) {
      int order = Integer.compare(one.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** A set as a mask. */
  static long mask(Set<Integer> gpus) {
    return gpus.stream().mapToLong(gpu -> 1L << gpu).sum();
  }

  /** A mask as a set. */
  Set<Integer> set(long mask) {
    Set<Integer> set = new TreeSet<>();
    for (GpuDevice gpu : topology.gpus()) {
      if ((mask >>> gpu.index() & 1) != 0) {
        set.add(gpu.index());
      }
    }
    return set;
  }
}
