package dev.berth.internal.cluster;

import dev.berth.spi.DomainTally;
import dev.berth.spi.JobView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of the placed jobs, for zones, racks and hosts.
 *
 * <pre>
 *   class of jobs ──▶ the tallies it counts in, found out once
 *                                │
 *   a job of it is placed on a row, or leaves ──▶ the count of the row's domain moves
 * </pre>
 *
 * <p><b>Thread-safety:</b> owned by the engine. <b>Cost:</b> a job that comes or goes costs
 * O(tallies that its class counts in), none for most; a new tally looks at every placed job once; a
 * class looks once at each tally.
 */
public final class Tallies {

  /** The jobs that are placed. */
  @FunctionalInterface
  public interface PlacedJobs {
    /** Goes through them. */
    void forEach(Visitor visitor);

    /** Is shown a placed job. */
    @FunctionalInterface
    interface Visitor {
      /** One placed job, its class and its worker. */
      void visit(int jobClass, JobView job, int row);
    }
  }

  /** What a class of jobs counts in. */
  private static final class Contribution {
    int known;
    final List<Tally> tallies = new ArrayList<>(0);
    int[] amounts = new int[0];

    void add(Tally tally, int amount) {
      amounts = Arrays.copyOf(amounts, tallies.size() + 1);
      amounts[tallies.size()] = amount;
      tallies.add(tally);
    }
  }

  private final WorkerRows rows;
  private final PlacedJobs placed;
  private final Map<DomainTally, Tally> tallies = new LinkedHashMap<>();
  private final List<Tally> inOrder = new ArrayList<>();
  private final Map<String, Set<DomainTally>> imposed = new LinkedHashMap<>();
  private @Nullable Contribution[] byClass = new @Nullable Contribution[64];
  private long version;
  private long imposedVersion;

  /** No tallies yet. */
  public Tallies(WorkerRows rows, PlacedJobs placed) {
    this.rows = rows;
    this.placed = placed;
  }

  /** Counts the changes of all tallies. */
  public long version() {
    return version;
  }

  // ---- what jobs impose

  /** What placed jobs may impose by a plugin, in order of their first appearance. */
  public Set<DomainTally> imposed(String plugin) {
    Set<DomainTally> known = imposed.get(plugin);
    return known == null ? Set.of() : Collections.unmodifiableSet(known);
  }

  /** Counts the changes of {@link #imposed}. */
  public long imposedVersion() {
    return imposedVersion;
  }

  /** A job that may be placed imposes these. */
  public void impose(String plugin, List<DomainTally> more) {
    if (!more.isEmpty()
        && imposed.computeIfAbsent(plugin, name -> new LinkedHashSet<>()).addAll(more)) {
      imposedVersion++;
    }
  }

  // ---- what nobody needs any more

  /** What is still needed, collected from all who need anything. */
  public static final class Needed {
    private final Set<DomainTally> counted = new HashSet<>();
    private final Map<String, Set<DomainTally>> imposed = new HashMap<>();

    /** A tally is looked at. */
    public void count(DomainTally tally) {
      counted.add(tally);
    }

    /** A class of jobs imposes these. */
    public void impose(String plugin, List<DomainTally> tallies) {
      imposed.computeIfAbsent(plugin, name -> new HashSet<>()).addAll(tallies);
    }
  }

  /** How many tallies are kept, or imposed. */
  public int size() {
    return inOrder.size() + imposed.values().stream().mapToInt(Set::size).sum();
  }

  /**
   * Forgets all but what is needed, so that selectors which only jobs of the past named take no
   * memory and no time. O(tallies + classes).
   */
  public void retain(Needed needed) {
    imposed.forEach(
        (plugin, tallies) -> {
          if (tallies.retainAll(needed.imposed.getOrDefault(plugin, Set.of()))) {
            imposedVersion++;
          }
        });
    if (inOrder.removeIf(tally -> !needed.counted.contains(tally.counted()))) {
      tallies.keySet().retainAll(needed.counted);
      Arrays.fill(byClass, null); // what a class counts in is found out anew
    }
  }

  // ---- counting

  /** The counts of a tally, which are kept up to date from now on. */
  public Tally of(DomainTally counted) {
    Tally known = tallies.get(counted);
    if (known != null) {
      return known;
    }
    Tally tally = new Tally(counted, rows.domains(counted.topologyKey()));
    tallies.put(counted, tally);
    inOrder.add(tally);
    placed.forEach(
        (jobClass, job, row) -> {
          int amount = amount(counted, job);
          if (amount != 0) {
            tally.move(tally.map().of(row), amount, 1);
          }
        });
    version++;
    return tally;
  }

  /** A job was placed. */
  public void placed(int jobClass, JobView job, int row) {
    move(jobClass, job, row, 1);
  }

  /** A job leaves the worker it was placed on. */
  public void left(int jobClass, JobView job, int row) {
    move(jobClass, job, row, -1);
  }

  private void move(int jobClass, JobView job, int row, int sign) {
    if (inOrder.isEmpty()) {
      return;
    }
    Contribution contribution = contribution(jobClass, job);
    for (int i = 0; i < contribution.tallies.size(); i++) {
      Tally tally = contribution.tallies.get(i);
      int domain = tally.map().of(row);
      tally.move(domain, contribution.amounts[i], sign);
      version++;
      if (domain != DomainMap.NONE && tally.map().isFine()) {
        rows.companyChanged(tally.map(), domain);
      }
    }
  }

  private Contribution contribution(int jobClass, JobView job) {
    if (jobClass >= byClass.length) {
      byClass = Arrays.copyOf(byClass, Math.max(jobClass + 1, 2 * byClass.length));
    }
    Contribution contribution = byClass[jobClass];
    if (contribution == null) {
      contribution = new Contribution();
      byClass[jobClass] = contribution;
    }
    for (; contribution.known < inOrder.size(); contribution.known++) {
      Tally tally = inOrder.get(contribution.known);
      int amount = amount(tally.counted(), job);
      if (amount != 0) {
        contribution.add(tally, amount);
      }
    }
    return contribution;
  }

  /** A tally that throws counts nothing: the job it was asked about is placed, and stays so. */
  private static int amount(DomainTally counted, JobView job) {
    try {
      return counted.count(job);
    } catch (Throwable ignored) { // a plugin may throw anything
      return 0;
    }
  }

  /** A class of jobs is gone: its number may be given to another. */
  public void forget(int jobClass) {
    if (jobClass < byClass.length) {
      byClass[jobClass] = null;
    }
  }
}
