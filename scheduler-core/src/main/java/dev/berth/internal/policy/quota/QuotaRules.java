package dev.berth.internal.policy.quota;

import dev.berth.model.Job;
import dev.berth.model.Limits;
import dev.berth.model.Quota;
import dev.berth.model.QuotaShortfall;
import dev.berth.model.QuotaShortfall.Cause;
import dev.berth.model.Resources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The quotas there are: which apply to a job, and the most each could ever give.
 *
 * <p><b>Thread-safety:</b> one writer, the engine; reads from any thread, of a state that may be a
 * change old. <b>Cost:</b> four look-ups for a job; O(members of the cohort) for a change.
 */
public final class QuotaRules {

  /** Whom a quota is for; null for anybody or anywhere. */
  private record Subject(@Nullable String tenant, @Nullable String queue) {}

  /** The quotas that share, by name, and what they lend of each resource together. */
  private record Sharing(Map<String, Quota> members, Map<String, Long> lentTogether) {
    static Sharing of(Map<String, Quota> members) {
      Map<String, Long> together = new TreeMap<>();
      for (Quota quota : members.values()) {
        for (String resource : quota.limits().keySet()) {
          together.merge(resource, lendable(quota, resource), Long::sum);
        }
      }
      return new Sharing(members, together);
    }
  }

  private final Map<String, Quota> quotas = new ConcurrentHashMap<>();
  private final Map<Subject, List<Quota>> bySubject = new ConcurrentHashMap<>();
  private final Map<String, Sharing> cohorts = new ConcurrentHashMap<>();

  /** Rules of these quotas; throws as {@link #put}. */
  public static QuotaRules of(Iterable<Quota> quotas) {
    QuotaRules rules = new QuotaRules();
    quotas.forEach(rules::put);
    return rules;
  }

  public @Nullable Quota get(String name) {
    return quotas.get(name);
  }

  /** All quotas, by name. */
  public List<Quota> all() {
    return List.copyOf(new TreeMap<>(quotas).values());
  }

  /** Those that count a job: the narrowest first, so that few wait where many pass. */
  List<Quota> matching(Job job) {
    if (quotas.isEmpty()) {
      return List.of();
    }
    List<Quota> found = new ArrayList<>(2);
    collect(new Subject(job.tenant(), job.queue()), job, found);
    collect(new Subject(job.tenant(), null), job, found);
    collect(new Subject(null, job.queue()), job, found);
    collect(new Subject(null, null), job, found);
    return found;
  }

  private void collect(Subject subject, Job job, List<Quota> found) {
    for (Quota quota : bySubject.getOrDefault(subject, List.of())) {
      if (quota.appliesTo(job)) {
        found.add(quota);
      }
    }
  }

  /**
   * Adds a quota, or replaces the one of its name.
   *
   * @throws IllegalArgumentException if another counts the same jobs, if another of its cohort
   *     counts some of them, or if its cohort's limits add up to too much
   */
  public void put(Quota quota) {
    check(quota);
    remove(quota.name());
    quotas.put(quota.name(), quota);
    bySubject.merge(subject(quota), List.of(quota), QuotaRules::joined);
    String cohort = quota.cohort();
    if (cohort != null) {
      Map<String, Quota> members = new TreeMap<>(members(cohort));
      members.put(quota.name(), quota);
      cohorts.put(cohort, Sharing.of(members));
    }
  }

  /** Takes a quota away; null when there was none of that name. */
  @Nullable Quota remove(String name) {
    Quota old = quotas.remove(name);
    if (old == null) {
      return null;
    }
    bySubject.compute(
        subject(old),
        (subject, list) -> {
          List<Quota> rest = new ArrayList<>(list == null ? List.of() : list);
          rest.remove(old);
          return rest.isEmpty() ? null : List.copyOf(rest);
        });
    String cohort = old.cohort();
    if (cohort != null) {
      Map<String, Quota> members = new TreeMap<>(members(cohort));
      members.remove(name);
      if (members.isEmpty()) {
        cohorts.remove(cohort);
      } else {
        cohorts.put(cohort, Sharing.of(members));
      }
    }
    return old;
  }

  /** Throws when {@link #put} would. */
  public void check(Quota quota) {
    if (quotas.size() >= Limits.QUOTAS && !quotas.containsKey(quota.name())) {
      throw new IllegalArgumentException(
          "quota '%s' would be one more than %,d".formatted(quota.name(), Limits.QUOTAS));
    }
    for (Quota other : bySubject.getOrDefault(subject(quota), List.of())) {
      if (!other.name().equals(quota.name())
          && other.priorityClasses().equals(quota.priorityClasses())) {
        throw new IllegalArgumentException(
            "quota '%s' counts the same jobs as quota '%s': those of %s\nMaybe one of the two is enough, or the name is meant to be the same."
                .formatted(quota.name(), other.name(), quota.subject()));
      }
    }
    if (quota.cohort() != null) {
      checkCohort(quota, quota.cohort());
    }
  }

  private void checkCohort(Quota quota, String cohort) {
    Map<String, Quota> present = members(cohort);
    if (present.size() >= Limits.COHORT_MEMBERS && !present.containsKey(quota.name())) {
      throw new IllegalArgumentException(
          "quota '%s' would be one more than %,d in cohort '%s'"
              .formatted(quota.name(), Limits.COHORT_MEMBERS, cohort));
    }
    for (Quota other : present.values()) {
      if (!other.name().equals(quota.name()) && other.overlaps(quota)) {
        throw new IllegalArgumentException(
            "quotas '%s' (%s) and '%s' (%s) of cohort '%s' count some jobs both; a job may use a cohort only once"
                .formatted(quota.name(), quota.subject(), other.name(), other.subject(), cohort));
      }
    }
    quota
        .limits()
        .forEach(
            (resource, limit) -> {
              long sum = limit;
              for (Quota other : present.values()) {
                if (!other.name().equals(quota.name())) {
                  sum += other.limits().getOrDefault(resource, 0L);
                }
              }
              if (sum > Limits.COHORT_AMOUNT) {
                throw new IllegalArgumentException(
                    "limit of %s (%d) of quota %s must leave the sum in cohort %s at most %d"
                        .formatted(resource, limit, quota.name(), cohort, Limits.COHORT_AMOUNT));
              }
            });
  }

  /** Why a job can never be admitted as quotas are; null when it can. */
  @Nullable QuotaShortfall impossible(Job job) {
    Resources asked = job.requirements().resources();
    for (Quota quota : matching(job)) {
      if (quota.maxJobs() == 0) {
        return impossible(quota, QuotaShortfall.JOBS, 1, 0);
      }
      if (quota.maxConcurrentJobs() == 0) {
        return impossible(quota, QuotaShortfall.CONCURRENT_JOBS, 1, 0);
      }
      for (Map.Entry<String, Long> limit : quota.limits().entrySet()) {
        long amount = asked.get(limit.getKey());
        long ceiling = ceiling(quota, limit.getKey(), limit.getValue());
        if (amount > ceiling) {
          return impossible(quota, limit.getKey(), amount, ceiling);
        }
      }
    }
    return null;
  }

  static QuotaShortfall impossible(Quota quota, String resource, long asked, long ceiling) {
    long limit = quota.limits().getOrDefault(resource, 0L);
    return new QuotaShortfall(
        quota.name(), Cause.IMPOSSIBLE, resource, asked, 0, limit, ceiling, List.of(), null);
  }

  private long ceiling(Quota quota, String resource, long nominal) {
    Sharing sharing = quota.cohort() == null ? null : cohorts.get(quota.cohort());
    if (sharing == null) {
      return nominal;
    }
    long others = sharing.lentTogether.getOrDefault(resource, 0L) - lendable(quota, resource);
    return nominal + Math.min(borrowable(quota, resource), Math.max(0, others));
  }

  /** How much of a resource it lends at most. */
  static long lendable(Quota quota, String resource) {
    long nominal = quota.limits().getOrDefault(resource, 0L);
    return quota.cohort() == null
        ? 0
        : Math.min(nominal, quota.lendingLimits().getOrDefault(resource, Long.MAX_VALUE));
  }

  /** How much of a resource it borrows at most. */
  static long borrowable(Quota quota, String resource) {
    return quota.cohort() == null
        ? 0
        : quota.borrowingLimits().getOrDefault(resource, Long.MAX_VALUE);
  }

  private Map<String, Quota> members(String cohort) {
    Sharing sharing = cohorts.get(cohort);
    return sharing == null ? Collections.emptyMap() : sharing.members;
  }

  private static Subject subject(Quota quota) {
    return new Subject(quota.tenant(), quota.queue());
  }

  private static List<Quota> joined(List<Quota> first, List<Quota> second) {
    List<Quota> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }
}
