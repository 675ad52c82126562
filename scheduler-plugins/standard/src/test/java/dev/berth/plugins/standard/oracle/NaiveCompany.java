package dev.berth.plugins.standard.oracle;

import dev.berth.model.JobAffinity;
import dev.berth.model.JobAffinityTerm;
import dev.berth.model.LabelSelector;
import dev.berth.model.PreferredJobAffinityTerm;
import dev.berth.model.TopologySpread;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What docs/PLUGINS.md promises of {@code topologySpread} and {@code jobAffinity}, found out for
 * one job by going through every placed job and every worker.
 */
final class NaiveCompany {
  private static final int RANGE = 1_000_000;

  private final NaiveJob job;
  private final Collection<NaiveWorker> workers;
  private final Predicate<NaiveWorker> reachable;
  private final Map<JobAffinityTerm, Map<String, Integer>> counts = new HashMap<>();
  private final List<Predicate<NaiveWorker>> spreadDemands = new ArrayList<>();
  private final List<Predicate<NaiveWorker>> affinityDemands = new ArrayList<>();
  private final List<ToIntFunction<NaiveWorker>> spreadGrades = new ArrayList<>();
  private final List<ToIntFunction<NaiveWorker>> affinityGrades = new ArrayList<>();

  /**
   * Looks around.
   *
   * @param reachable whether the job could go to a worker by its labels
   */
  NaiveCompany(NaiveJob job, Collection<NaiveWorker> workers, Predicate<NaiveWorker> reachable) {
    this.job = job;
    this.workers = workers;
    this.reachable = reachable;
    job.requirements().spreads().forEach(this::spread);
    JobAffinity affinity = job.requirements().jobAffinity();
    affinity.required().forEach(this::near);
    affinity.requiredAnti().forEach(this::apart);
    wishes(affinity);
    othersDemands();
    othersWishes();
  }

  boolean spreadAllows(NaiveWorker worker) {
    return spreadDemands.stream().allMatch(demand -> demand.test(worker));
  }

  boolean affinityAllows(NaiveWorker worker) {
    return affinityDemands.stream().allMatch(demand -> demand.test(worker));
  }

  int spreadGrade(NaiveWorker worker) {
    return spreadGrades.stream().mapToInt(grade -> grade.applyAsInt(worker)).sum();
  }

  int affinityGrade(NaiveWorker worker) {
    return affinityGrades.stream().mapToInt(grade -> grade.applyAsInt(worker)).sum();
  }

  // ---- spread

  private void spread(TopologySpread spread) {
    String key = spread.topologyKey();
    Set<String> domains = new HashSet<>();
    for (NaiveWorker worker : workers) {
      String value = worker.label(key);
      if (value != null && reachable.test(worker)) {
        domains.add(value);
      }
    }
    int least = Integer.MAX_VALUE;
    for (String domain : domains) {
      least = Math.min(least, inDomain(key, domain, spread.selector()));
    }
    if (domains.size() < spread.minDomains()) {
      least = 0;
    }
    int emptiest = least;
    if (spread.hard()) {
      int self = spread.selector().matches(job.labels()) ? 1 : 0;
      spreadDemands.add(
          byDomain(
              key,
              value ->
                  value != null
                      && inDomain(key, value, spread.selector()) + self - emptiest
                          <= spread.maxSkew()));
    } else {
      long softs = job.requirements().spreads().stream().filter(other -> !other.hard()).count();
      int share = (int) (RANGE / softs);
      spreadGrades.add(
          byDomainGraded(
              key,
              value -> {
                if (value == null) {
                  return 0;
                }
                int excess = inDomain(key, value, spread.selector()) - emptiest;
                return excess <= 0 ? share : share * spread.maxSkew() / (spread.maxSkew() + excess);
              }));
    }
  }

  // ---- affinity

  private void near(JobAffinityTerm term) {
    boolean anywhere = false;
    for (NaiveWorker worker : workers) {
      anywhere |= worker.jobs.stream().anyMatch(placed -> means(term, placed));
    }
    boolean first = !anywhere && means(term, job);
    affinityDemands.add(
        byDomain(
            term.topologyKey(), value -> value != null && (first || neighbours(term, value) > 0)));
  }

  private void apart(JobAffinityTerm term) {
    affinityDemands.add(byDomain(term.topologyKey(), value -> neighbours(term, value) == 0));
  }

  private void wishes(JobAffinity affinity) {
    int all = 0;
    for (PreferredJobAffinityTerm wish : affinity.preferred()) {
      all += wish.weight();
    }
    for (PreferredJobAffinityTerm wish : affinity.preferredAnti()) {
      all += wish.weight();
    }
    for (PreferredJobAffinityTerm wish : affinity.preferred()) {
      int share = RANGE / 2 * wish.weight() / all;
      affinityGrades.add(
          byDomainGraded(
              wish.term().topologyKey(),
              value -> {
                int neighbours = neighbours(wish.term(), value);
                return share * neighbours / (1 + neighbours);
              }));
    }
    for (PreferredJobAffinityTerm wish : affinity.preferredAnti()) {
      int share = RANGE / 2 * wish.weight() / all;
      affinityGrades.add(
          byDomainGraded(
              wish.term().topologyKey(), value -> share / (1 + neighbours(wish.term(), value))));
    }
  }

  private void othersDemands() {
    Map<JobAffinityTerm, Set<String>> forbidden = new HashMap<>();
    forEachPlaced(
        (placed, worker) -> {
          for (JobAffinityTerm term : placed.requirements().jobAffinity().requiredAnti()) {
            String value = worker.label(term.topologyKey());
            if (value != null) {
              forbidden.computeIfAbsent(term, key -> new HashSet<>()).add(value);
            }
          }
        });
    forbidden.forEach(
        (term, values) -> {
          if (means(term, job)) {
            affinityDemands.add(
                byDomain(term.topologyKey(), value -> value == null || !values.contains(value)));
          }
        });
  }

  /** Of at most four distinct terms: each may have an eighth of the range. */
  private void othersWishes() {
    Map<JobAffinityTerm, Map<String, Integer>> sums = new HashMap<>();
    forEachPlaced(
        (placed, worker) -> {
          JobAffinity affinity = placed.requirements().jobAffinity();
          affinity.preferred().forEach(wish -> addUp(sums, worker, wish.term(), wish.weight()));
          affinity
              .preferredAnti()
              .forEach(wish -> addUp(sums, worker, wish.term(), -wish.weight()));
        });
    if (sums.size() > 4) {
      throw new AssertionError("more wishes than their parts are fixed for: " + sums.keySet());
    }
    sums.forEach(
        (term, byValue) ->
            affinityGrades.add(
                byDomainGraded(
                    term.topologyKey(),
                    value -> {
                      int sum = value == null ? 0 : byValue.getOrDefault(value, 0);
                      int half = RANGE / 16;
                      return half + half * sum / (100 + Math.abs(sum));
                    })));
  }

  private void addUp(
      Map<JobAffinityTerm, Map<String, Integer>> sums,
      NaiveWorker worker,
      JobAffinityTerm term,
      int weight) {
    String value = worker.label(term.topologyKey());
    if (value != null && means(term, job)) {
      sums.computeIfAbsent(term, key -> new HashMap<>()).merge(value, weight, Integer::sum);
    }
  }

  // ---- looking around

  private static boolean means(JobAffinityTerm term, NaiveJob other) {
    return term.selector().matches(other.labels());
  }

  private int neighbours(JobAffinityTerm term, @Nullable String value) {
    return value == null ? 0 : inDomain(term.topologyKey(), value, term.selector());
  }

  private int inDomain(String key, String value, LabelSelector selector) {
    return counts
        .computeIfAbsent(new JobAffinityTerm(key, selector), this::count)
        .getOrDefault(value, 0);
  }

  private Map<String, Integer> count(JobAffinityTerm term) {
    Map<String, Integer> count = new HashMap<>();
    for (NaiveWorker worker : workers) {
      String value = worker.label(term.topologyKey());
      if (value != null) {
        for (NaiveJob placed : worker.jobs) {
          count.merge(value, means(term, placed) ? 1 : 0, Integer::sum);
        }
      }
    }
    return count;
  }

  private interface OnPlaced {
    void look(NaiveJob placed, NaiveWorker worker);
  }

  private void forEachPlaced(OnPlaced action) {
    for (NaiveWorker worker : workers) {
      worker.jobs.forEach(placed -> action.look(placed, worker));
    }
  }

  private interface DomainGrade {
    int of(@Nullable String value);
  }

  private interface DomainDemand {
    boolean of(@Nullable String value);
  }

  /** Asks once for each domain, as there is no end of workers. */
  private static Predicate<NaiveWorker> byDomain(String key, DomainDemand demand) {
    Map<@Nullable String, Boolean> known = new HashMap<>();
    return worker -> known.computeIfAbsent(worker.label(key), demand::of);
  }

  private static ToIntFunction<NaiveWorker> byDomainGraded(String key, DomainGrade grade) {
    Map<@Nullable String, Integer> known = new HashMap<>();
    return worker -> known.computeIfAbsent(worker.label(key), grade::of);
  }
}
