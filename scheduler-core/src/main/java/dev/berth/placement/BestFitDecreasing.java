package dev.berth.placement;

import dev.berth.model.GpuRequest;
import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.Locality;
import dev.berth.model.Placement;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places a list of jobs together, the biggest first, each where it fits best: a plan for a fleet,
 * without a scheduler.
 *
 * <pre>{@code
 * var fleet = new BestFitDecreasing(Location.RACK);
 * workers.forEach(fleet::add);
 * running.forEach((ask, placement) -> fleet.occupy(ask, placement));
 * List<Placement> placed = fleet.place(waiting);
 * }</pre>
 *
 * <p><b>Order:</b> thousandths of GPUs, then cpu, then memory, each the most first; then as given.
 *
 * <p><b>Worker:</b> one, if one will do. The best is the one where
 *
 * <ol>
 *   <li>a preferred NUMA node, then preferred links, can be had;
 *   <li>whole GPUs leave the fewest idle devices; a share leaves the fewest thousandths of its
 *       device, then the fewest idle devices; a job without GPUs finds the fewest idle devices,
 *       then leaves the least cpu;
 *   <li>the {@linkplain GpuChoice#quality quality} is highest;
 *   <li>the worker was added first.
 * </ol>
 *
 * <p>Where none will do and the job allows it, several, as {@link WorkerSplit} has it, of quality
 * {@value Placement#SPLIT}. A job is placed whole or not at all. Cpu and memory of the parts are
 * rounded up.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(jobs × workers) choices. <b>Guarantee:</b> in one
 * dimension best fit decreasing needs at most 11/9 of the fewest workers and a constant; for GPUs,
 * cpu and memory together it is a heuristic.
 */
public final class BestFitDecreasing {

  private final String rackLabel;
  private final Map<String, FreeWorker> workers = new LinkedHashMap<>();
  private final Map<GpuTopology, Integer> kinds = new HashMap<>();
  private final List<GpuLayout> layouts = new ArrayList<>();
  private final Map<String, Integer> racks = new HashMap<>();
  private final GpuState state = new GpuState();

  /** A fleet without workers; workers with one value of the label are in one rack. */
  public BestFitDecreasing(String rackLabel) {
    this.rackLabel = rackLabel;
  }

  /** What one job asks for. */
  public record Ask(String jobId, long cpuMillis, long memoryBytes, GpuRequest gpus) {

    /** What a job asks for; labels, taints and other amounts are left out. */
    public static Ask of(Job job) {
      Resources resources = job.requirements().resources();
      return new Ask(
          job.id(), resources.cpuMillis(), resources.memoryBytes(), job.requirements().gpus());
    }

    /** The part that goes with so many of the GPUs, rounded up. */
    private Part part(FreeWorker worker, int part, long chosen, int numaNode) {
      int count = Math.max(1, gpus.count());
      int of = gpus.count() == 0 ? 1 : part;
      return new Part(
          worker,
          part,
          chosen,
          numaNode,
          WorkerSplit.part(cpuMillis, of, count),
          WorkerSplit.part(memoryBytes, of, count));
    }
  }

  /** Adds a worker that has everything left but failed devices. */
  public void add(Worker worker) {
    if (workers.containsKey(worker.id())) {
      throw new IllegalArgumentException(
          "worker " + worker.id() + " must be added once\nMaybe two workers have the same id.");
    }
    Integer kind = kinds.get(worker.topology());
    if (kind == null) {
      kind = layouts.size();
      kinds.put(worker.topology(), kind);
      layouts.add(GpuLayout.of(worker.topology()));
    }
    String label = worker.labels().get(rackLabel);
    int rack =
        label == null ? WorkerSplit.NO_RACK : racks.computeIfAbsent(label, l -> racks.size());
    workers.put(worker.id(), new FreeWorker(worker, rack, layouts.get(kind), kind));
  }

  /**
   * Takes what a job has that is placed already.
   *
   * @throws IllegalArgumentException if a worker is unknown or has not got it; nothing is taken
   */
  public void occupy(Ask ask, Placement placement) {
    List<Placement> places = placement.parts();
    int gpus = places.stream().mapToInt(place -> place.gpus().size()).sum();
    if (gpus != ask.gpus().count()) {
      throw refused(ask, "have its %d GPUs, and has %d".formatted(ask.gpus().count(), gpus));
    }
    List<Part> parts = new ArrayList<>();
    for (Placement place : places) {
      FreeWorker worker = workers.get(place.workerId());
      if (worker == null) {
        throw refused(ask, "name workers that were added, and names " + place.workerId());
      }
      parts.add(ask.part(worker, place.gpus().size(), mask(place), place.numaNode()));
    }
    for (Part part : parts) {
      if (!part.hasLeft(ask.gpus)) {
        throw refused(ask, "take what is free, and worker " + part.worker.id + " has not got it");
      }
    }
    parts.forEach(part -> part.take(ask.gpus));
  }

  private static IllegalArgumentException refused(Ask ask, String must) {
    return new IllegalArgumentException("placement of job " + ask.jobId + " must " + must);
  }

  private static long mask(Placement place) {
    long mask = 0;
    for (int gpu : place.gpus()) {
      mask |= 1L << gpu;
    }
    return mask;
  }

  /**
   * Places all it can and takes what they get.
   *
   * @return a placement for each job that has one, in the order in which they were made
   */
  public List<Placement> place(List<Ask> asks) {
    List<Ask> biggestFirst = new ArrayList<>(asks);
    biggestFirst.sort(
        Comparator.comparingLong((Ask ask) -> ask.gpus.totalMillis())
            .thenComparingLong(Ask::cpuMillis)
            .thenComparingLong(Ask::memoryBytes)
            .reversed());
    List<Placement> placed = new ArrayList<>();
    for (Ask ask : biggestFirst) {
      long[] allowed = layouts.stream().mapToLong(layout -> layout.allowed(ask.gpus)).toArray();
      Placement placement = placeOnOne(ask, allowed);
      if (placement == null) {
        placement = placeOnSeveral(ask, allowed);
      }
      if (placement != null) {
        placed.add(placement);
      }
    }
    return placed;
  }

  private @Nullable Placement placeOnOne(Ask ask, long[] allowed) {
    GpuRequest gpus = ask.gpus;
    int each = gpus.split().gpusPerWorker();
    if (each > 0 && each != gpus.count()) {
      return null;
    }
    Fit best = null;
    for (FreeWorker worker : workers.values()) {
      Fit fit = fit(ask, worker, allowed[worker.kind]);
      if (fit != null && (best == null || fit.isBetterThan(best))) {
        best = fit;
      }
    }
    if (best == null) {
      return null;
    }
    best.part.take(gpus);
    return best.part.placement(ask.jobId, best.quality, List.of());
  }

  private @Nullable Fit fit(Ask ask, FreeWorker worker, long allowed) {
    GpuRequest gpus = ask.gpus;
    if (!worker.hasRoom(ask.cpuMillis, ask.memoryBytes)) {
      return null;
    }
    worker.show(state);
    long chosen = GpuChoice.choose(gpus, ask.cpuMillis, ask.memoryBytes, state, allowed);
    if (chosen == GpuChoice.NONE && gpus.count() > 0) {
      return null;
    }
    int node = GpuChoice.numaNode(gpus, ask.cpuMillis, ask.memoryBytes, state, chosen);
    boolean isFar = gpus.numa() == Locality.PREFER && node == Placement.ANY_NODE;
    boolean isUnlinked = gpus.links() == Locality.PREFER && worker.layout.linkSpan(chosen) > 1;
    long idle = worker.idleWithout(chosen);
    boolean isShare = gpus.count() > 0 && !gpus.isWhole();
    return new Fit(
        new Part(worker, gpus.count(), chosen, node, ask.cpuMillis, ask.memoryBytes),
        (isFar ? 2 : 0) + (isUnlinked ? 1 : 0),
        isShare ? worker.freeMillis(chosen) - gpus.milliPerGpu() : idle,
        isShare ? idle : gpus.count() == 0 ? worker.freeCpu() - ask.cpuMillis : 0,
        GpuChoice.quality(gpus, state, chosen, node));
  }

  /**
   * A worker that would do.
   *
   * @param unmet what is preferred and not had, the weightier the more
   * @param left what counts first of what it leaves
   * @param alsoLeft what counts then
   */
  private record Fit(Part part, int unmet, long left, long alsoLeft, int quality) {
    boolean isBetterThan(Fit other) {
      if (unmet != other.unmet) {
        return unmet < other.unmet;
      }
      if (left != other.left) {
        return left < other.left;
      }
      return alsoLeft != other.alsoLeft ? alsoLeft < other.alsoLeft : quality > other.quality;
    }
  }

  private @Nullable Placement placeOnSeveral(Ask ask, long[] allowed) {
    GpuRequest gpus = ask.gpus;
    if (!gpus.split().isAllowed() || !gpus.isWhole()) {
      return null;
    }
    List<FreeWorker> all = List.copyOf(workers.values());
    int[] most = new int[all.size()];
    int[] rack = new int[most.length];
    int[] take = new int[most.length];
    for (int i = 0; i < most.length; i++) {
      FreeWorker worker = all.get(i);
      rack[i] = worker.rack;
      most[i] =
          GpuChoice.most(
              gpus, ask.cpuMillis, ask.memoryBytes, worker.show(state), allowed[worker.kind]);
    }
    if (!WorkerSplit.plan(gpus.count(), gpus.split().gpusPerWorker(), most, rack, take)) {
      return null;
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < take.length; i++) {
      if (take[i] > 0) {
        parts.add(choose(ask, ask.part(all.get(i), take[i], 0, Placement.ANY_NODE), allowed));
      }
    }
    return place(ask, parts);
  }

  private Part choose(Ask ask, Part part, long[] allowed) {
    FreeWorker worker = part.worker;
    long chosen =
        GpuChoice.chooseWhole(
            part.gpus,
            ask.gpus,
            part.cpuMillis,
            part.memoryBytes,
            worker.show(state),
            allowed[worker.kind]);
    int node = GpuChoice.numaNode(ask.gpus, part.cpuMillis, part.memoryBytes, state, chosen);
    return part.of(chosen, node);
  }

  private static Placement place(Ask ask, List<Part> parts) {
    List<Placement> places = new ArrayList<>();
    for (Part part : parts) {
      part.take(ask.gpus);
      places.add(part.placement(ask.jobId, Placement.SPLIT, List.of()));
    }
    return parts.get(0).placement(ask.jobId, Placement.SPLIT, places.subList(1, places.size()));
  }

  /** What a job gets, or is to get, of one worker. */
  private record Part(
      FreeWorker worker, int gpus, long chosen, int numaNode, long cpuMillis, long memoryBytes) {

    Part of(long chosen, int numaNode) {
      return new Part(worker, gpus, chosen, numaNode, cpuMillis, memoryBytes);
    }

    boolean hasLeft(GpuRequest request) {
      return worker.hasLeft(request, chosen, numaNode, cpuMillis, memoryBytes);
    }

    void take(GpuRequest request) {
      worker.take(request, chosen, numaNode, cpuMillis, memoryBytes);
    }

    Placement placement(String jobId, int quality, List<Placement> others) {
      List<Integer> indexes = new ArrayList<>();
      for (long left = chosen; left != 0; left &= left - 1) {
        indexes.add(Long.numberOfTrailingZeros(left));
      }
      return new Placement(jobId, worker.id, indexes, numaNode, quality, others);
    }
  }
}
