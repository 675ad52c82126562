package dev.berth.testing;

import dev.berth.SteppedScheduler;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import dev.berth.model.Job;
import dev.berth.model.Loan;
import dev.berth.model.Quota;
import dev.berth.model.QuotaUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows jobs by their events and holds what quotas say against it, after every step of a
 * simulation: what is used is what queued and placed jobs ask for, no quota gives more than it has
 * and may borrow, and debts add up.
 *
 * <pre>{@code
 * var checker = new QuotaChecker();
 * var scheduler = Scheduler.builder().listener(checker).quota(…).buildStepped();
 * checker.watch(scheduler);
 * …
 * scheduler.step();
 * checker.check();
 * }</pre>
 *
 * <p>A quota may be over its limit, since that was lowered, but never by more than a step before;
 * two changes of one quota need a check in between, and jobs it counts should stay the same. With
 * rate limits a held job may use quota; then this does not apply.
 *
 * <p><b>Cost:</b> O(quotas) for a step, O(quotas that count it) for a job's event, and a look at
 * every job when quotas have changed.
 */
public final class QuotaChecker implements SchedulerListener {

  private static final class Totals {
    int jobs;
    int concurrent;
    final Map<String, Long> used = new HashMap<>();
  }

  private final Map<String, Job> live = new HashMap<>();
  private final Set<String> admitted = new HashSet<>();
  private final Map<String, Quota> quotas = new HashMap<>();
  private final Map<String, Totals> totals = new HashMap<>();
  private Map<String, QuotaUsage> before = new HashMap<>();
  private @Nullable SteppedScheduler scheduler;
  private long checks;
  private long loans;
  private long mostWaiting;

  /** Says which scheduler it hears; before the first step. */
  public void watch(SteppedScheduler watched) {
    scheduler = watched;
  }

  @Override
  public void onEvent(SchedulerEvent event) {
    if (event instanceof JobEvent.Queued queued) {
      admit(known(queued.jobId()), true);
    } else if (event instanceof JobEvent.Held held) {
      admit(known(held.jobId()), false);
    } else if (event instanceof JobEvent.Completed completed) {
      forget(completed.jobId());
    } else if (event instanceof JobEvent.Cancelled cancelled) {
      forget(cancelled.jobId());
    } else if (event instanceof JobEvent.Failed failed && !failed.willRetry()) {
      forget(failed.jobId());
    }
  }

  private Job known(String id) {
    Job job = live.get(id);
    if (job == null) {
      job = Objects.requireNonNull(scheduler).job(id).orElseThrow().job();
      live.put(id, job);
      for (Quota quota : quotas.values()) {
        if (quota.appliesTo(job)) {
          total(quota).jobs++;
        }
      }
    }
    return job;
  }

  private void admit(Job job, boolean admit) {
    if (admit ? admitted.add(job.id()) : admitted.remove(job.id())) {
      for (Quota quota : quotas.values()) {
        if (quota.appliesTo(job)) {
          use(quota, total(quota), job, admit ? 1 : -1);
        }
      }
    }
  }

  private Totals total(Quota quota) {
    return Objects.requireNonNull(totals.get(quota.name()));
  }

  private static void use(Quota quota, Totals total, Job job, int sign) {
    total.concurrent += sign;
    for (String resource : quota.limits().keySet()) {
      long amount = job.requirements().resources().get(resource);
      total.used.merge(resource, sign * amount, Long::sum);
    }
  }

  private void forget(String id) {
    Job job = live.get(id);
    if (job != null) {
      admit(job, false);
      live.remove(id);
      for (Quota quota : quotas.values()) {
        if (quota.appliesTo(job)) {
          total(quota).jobs--;
        }
      }
    }
  }

  /** Throws when a quota is not what its jobs make it. After every step. */
  public void check() {
    List<QuotaUsage> usages = Objects.requireNonNull(scheduler).quotaUsages();
    takeUp(usages);
    Map<String, QuotaUsage> now = new HashMap<>();
    Map<String, List<QuotaUsage>> cohorts = new HashMap<>();
    int waiting = 0;
    for (QuotaUsage usage : usages) {
      Quota quota = usage.quota();
      now.put(quota.name(), usage);
      waiting += usage.waitingJobs();
      checkCounts(usage);
      quota.limits().keySet().forEach(resource -> checkLimit(usage, resource));
      if (quota.cohort() != null) {
        cohorts.computeIfAbsent(quota.cohort(), absent -> new ArrayList<>()).add(usage);
      }
    }
    cohorts.values().forEach(members -> checkLoans(members, now));
    before = now;
    mostWaiting = Math.max(mostWaiting, waiting);
    checks++;
  }

  /** Counts anew when quotas are others than before. */
  private void takeUp(List<QuotaUsage> usages) {
    boolean same = usages.size() == quotas.size();
    for (QuotaUsage usage : usages) {
      same &= usage.quota().equals(quotas.get(usage.quota().name()));
    }
    if (same) {
      return;
    }
    quotas.clear();
    totals.clear();
    for (QuotaUsage usage : usages) {
      Quota quota = usage.quota();
      Totals total = new Totals();
      quotas.put(quota.name(), quota);
      totals.put(quota.name(), total);
      for (Job job : live.values()) {
        if (quota.appliesTo(job)) {
          total.jobs++;
          if (admitted.contains(job.id())) {
            use(quota, total, job, 1);
          }
        }
      }
    }
  }

  private void checkCounts(QuotaUsage usage) {
    Totals total = total(usage.quota());
    Quota quota = usage.quota();
    require(usage.jobs() == total.jobs, usage, "counts jobs, of which there are " + total.jobs);
    require(
        usage.concurrentJobs() == total.concurrent,
        usage,
        "counts concurrent jobs, of which there are " + total.concurrent);
    quota
        .limits()
        .keySet()
        .forEach(
            resource -> {
              long used = total.used.getOrDefault(resource, 0L);
              require(used(usage, resource) == used, usage, "has in use what is " + used);
            });
    QuotaUsage last = before.get(quota.name());
    if (last != null) {
      int most = Math.max(quota.maxConcurrentJobs(), last.quota().maxConcurrentJobs());
      require(
          usage.concurrentJobs() <= Math.max(most, last.concurrentJobs()),
          usage,
          "let in one too many");
      int mostJobs = Math.max(quota.maxJobs(), last.quota().maxJobs());
      require(usage.jobs() <= Math.max(mostJobs, last.jobs()), usage, "took one too many");
    }
  }

  private void checkLimit(QuotaUsage usage, String resource) {
    QuotaUsage last = before.get(usage.quota().name());
    if (last != null) {
      long most = Math.max(most(usage.quota(), resource), most(last.quota(), resource));
      require(
          used(usage, resource) <= Math.max(most, used(last, resource)),
          usage,
          "gives more than " + most + " of " + resource);
    }
  }

  private static long most(Quota quota, String resource) {
    long limit = quota.limits().getOrDefault(resource, Long.MAX_VALUE);
    return quota.cohort() == null || limit == Long.MAX_VALUE
        ? limit
        : limit + quota.borrowingLimits().getOrDefault(resource, Long.MAX_VALUE - limit);
  }

  private void checkLoans(List<QuotaUsage> members, Map<String, QuotaUsage> all) {
    Set<String> resources = new HashSet<>();
    members.forEach(member -> resources.addAll(member.quota().limits().keySet()));
    for (String resource : resources) {
      long uncovered = 0;
      long spare = 0;
      boolean mayBeOver = false;
      for (QuotaUsage member : members) {
        Long nominal = member.quota().limits().get(resource);
        if (nominal == null) {
          continue;
        }
        long used = used(member, resource);
        long borrowed = sum(member.borrowed(), resource);
        long lent = sum(member.lent(), resource);
        long lends =
            Math.min(nominal, member.quota().lendingLimits().getOrDefault(resource, nominal));
        require(borrowed <= Math.max(0, used - nominal), member, "borrowed what it does not use");
        require(lent <= Math.min(lends, Math.max(0, nominal - used)), member, "lent what it uses");
        uncovered += Math.max(0, used - nominal) - borrowed;
        spare += Math.min(lends, Math.max(0, nominal - used)) - lent;
        QuotaUsage last = before.get(member.quota().name());
        mayBeOver |= last == null || !last.quota().equals(member.quota()) || isOver(last, resource);
        member.lent().forEach(loan -> require(isMutual(loan, all), member, "is owed by nobody"));
        loans += member.borrowed().size();
      }
      require(uncovered == 0 || spare == 0, members.get(0), "owes nobody though one could lend");
      require(uncovered == 0 || mayBeOver, members.get(0), "lets others use more than there is");
    }
  }

  private static boolean isOver(QuotaUsage usage, String resource) {
    long nominal = usage.quota().limits().getOrDefault(resource, Long.MAX_VALUE);
    return used(usage, resource) - nominal > sum(usage.borrowed(), resource);
  }

  private static boolean isMutual(Loan loan, Map<String, QuotaUsage> all) {
    QuotaUsage borrower = all.get(loan.borrower());
    return borrower != null && borrower.borrowed().contains(loan);
  }

  private static long used(QuotaUsage usage, String resource) {
    return usage.used().getOrDefault(resource, 0L);
  }

  private static long sum(List<Loan> loans, String resource) {
    return loans.stream()
        .filter(loan -> loan.resource().equals(resource))
        .mapToLong(Loan::amount)
        .sum();
  }

  private static void require(boolean holds, QuotaUsage usage, String what) {
    if (!holds) {
      throw new AssertionError("quota " + usage.quota().name() + " " + what + ": " + usage);
    }
  }

  /** How much there was to check. */
  @Override
  public String toString() {
    return "%,d steps checked, %,d loans seen, at most %,d jobs waited for quota"
        .formatted(checks, loans, mostWaiting);
  }

  /** How often it looked. */
  public long checks() {
    return checks;
  }

  /** How many loans it has seen, each as often as it looked. */
  public long loans() {
    return loans;
  }

  /** The most jobs that waited for quota at a time. */
  public long mostWaiting() {
    return mostWaiting;
  }
}
