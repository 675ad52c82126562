package dev.berth.internal.policy.quota;

import dev.berth.model.Quota;
import dev.berth.model.QuotaOrder;
import dev.berth.model.Resources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Quotas by the book of rules and nothing else: every question is a look at all jobs.
 *
 * <p>What is used it adds up from the jobs the test was told of as admitted. Of the book it asks
 * only in whose line a job waits, and who is noted as waiting for what it lent.
 */
final class NaiveQuotas {
  private final QuotaRules rules;
  private final List<BookedJob> jobs;

  /** Sums of one question, so that the test ends today. */
  private final Map<String, Long> sums = new HashMap<>();

  NaiveQuotas(QuotaRules rules, List<BookedJob> jobs) {
    this.rules = rules;
    this.jobs = jobs;
  }

  /** Why a job may not be admitted; null when it may. */
  @Nullable String objectionTo(BookedJob job) {
    sums.clear();
    for (Quota quota : rules.all()) {
      String objection = quota.appliesTo(job.job()) ? objection(quota, job) : null;
      if (objection != null) {
        return objection;
      }
    }
    return null;
  }

  boolean isOneTooMany(BookedJob newcomer) {
    for (Quota quota : rules.all()) {
      if (quota.appliesTo(newcomer.job())) {
        long present = jobs.stream().filter(job -> quota.appliesTo(job.job())).count();
        if (present >= quota.maxJobs()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Throws when a job waits for a quota that would let it in. */
  void checkWaiting() {
    sums.clear();
    for (BookedJob job : jobs) {
      QuotaAccount account = line(job);
      boolean shouldWait = !job.admitted && !job.suspended;
      if ((account != null) != shouldWait) {
        throw new AssertionError(job + " waits: " + !shouldWait);
      }
      if (account != null && objection(quota(account), job) == null) {
        throw new AssertionError(job + " waits for " + quota(account) + " in vain");
      }
      if (account != null && account.reclaims != null) {
        checkReclaim(account, account.reclaims.resource);
      }
    }
  }

  private void checkReclaim(QuotaAccount account, String resource) {
    Quota quota = quota(account);
    BookedJob first = null;
    for (BookedJob job : jobs) {
      if (line(job) == account
          && !isImpossible(quota, job)
          && (first == null || goes(job, first))) {
        first = job;
      }
    }
    if (first == null) {
      throw new AssertionError("nobody waits for what " + quota + " lent");
    }
    long asked = asked(first, resource);
    if (asked + used(quota, resource) > nominal(quota, resource)
        || asked <= room(quota, resource)) {
      throw new AssertionError(first + " does not wait for its own, lent by " + quota);
    }
  }

  private @Nullable String objection(Quota quota, BookedJob job) {
    if (isImpossible(quota, job)) {
      return "asks more than there is of " + quota;
    }
    BookedJob before = before(quota, job);
    if (before != null) {
      return "goes after " + before + " at " + quota;
    }
    if (concurrent(quota) >= quota.maxConcurrentJobs()) {
      return "one too many for " + quota;
    }
    for (String resource : quota.limits().keySet()) {
      long asked = asked(job, resource);
      if (asked > 0 && asked > room(quota, resource)) {
        return "no " + resource + " left of " + quota;
      }
      if (asked > 0
          && used(quota, resource) + asked > nominal(quota, resource)
          && isReclaimed(quota, resource)) {
        return "borrows " + resource + " that others of the cohort of " + quota + " wait for";
      }
    }
    return null;
  }

  private @Nullable BookedJob before(Quota quota, BookedJob job) {
    Resources kind = job.job().requirements().resources();
    for (BookedJob other : jobs) {
      QuotaAccount line = line(other);
      boolean sameFile =
          quota.order() == QuotaOrder.STRICT || kind.equals(other.job().requirements().resources());
      if (other != job
          && line != null
          && line.name().equals(quota.name())
          && !isImpossible(quota, other)
          && sameFile
          && goes(other, job)) {
        return other;
      }
    }
    return null;
  }

  private static boolean goes(BookedJob one, BookedJob other) {
    int first = one.job().priority().value();
    int second = other.job().priority().value();
    return first == second ? one.sequence() < other.sequence() : first > second;
  }

  private boolean isReclaimed(Quota borrower, String resource) {
    for (BookedJob job : jobs) {
      QuotaAccount line = line(job);
      if (line != null
          && line.reclaims != null
          && line.reclaims.resource.equals(resource)
          && !line.name().equals(borrower.name())
          && Objects.equals(quota(line).cohort(), borrower.cohort())) {
        return true;
      }
    }
    return false;
  }

  private boolean isImpossible(Quota quota, BookedJob job) {
    if (quota.maxConcurrentJobs() == 0) {
      return true;
    }
    for (String resource : quota.limits().keySet()) {
      long others = 0;
      for (Quota other : rules.all()) {
        if (isLender(other, quota, resource) && !other.name().equals(quota.name())) {
          others += lendable(other, resource);
        }
      }
      long most =
          nominal(quota, resource)
              + Math.min(others, quota.borrowingLimits().getOrDefault(resource, 1L << 60));
      if (asked(job, resource) > most) {
        return true;
      }
    }
    return false;
  }

  private long room(Quota quota, String resource) {
    long used = used(quota, resource);
    long nominal = nominal(quota, resource);
    if (quota.cohort() == null) {
      return nominal - used;
    }
    long pool = 0;
    for (Quota other : rules.all()) {
      if (isLender(other, quota, resource)) {
        long kept = nominal(other, resource) - lendable(other, resource);
        pool += lendable(other, resource) - Math.max(0, used(other, resource) - kept);
      }
    }
    long kept = Math.max(0, nominal - lendable(quota, resource) - used);
    long borrowing = quota.borrowingLimits().getOrDefault(resource, 1L << 60);
    return Math.min(kept + Math.max(0, pool), nominal + borrowing - used);
  }

  private static boolean isLender(Quota other, Quota quota, String resource) {
    return quota.cohort() != null
        && quota.cohort().equals(other.cohort())
        && other.limits().containsKey(resource);
  }

  private static long nominal(Quota quota, String resource) {
    return quota.limits().getOrDefault(resource, 0L);
  }

  private static long lendable(Quota quota, String resource) {
    return Math.min(
        nominal(quota, resource), quota.lendingLimits().getOrDefault(resource, 1L << 60));
  }

  private long used(Quota quota, String resource) {
    return sums.computeIfAbsent(quota.name() + '/' + resource, key -> sum(quota, resource));
  }

  private long sum(Quota quota, String resource) {
    return jobs.stream()
        .filter(job -> job.admitted && quota.appliesTo(job.job()))
        .mapToLong(job -> asked(job, resource))
        .sum();
  }

  private long concurrent(Quota quota) {
    return jobs.stream().filter(job -> job.admitted && quota.appliesTo(job.job())).count();
  }

  private static long asked(BookedJob job, String resource) {
    return job.job().requirements().resources().get(resource);
  }

  private static @Nullable QuotaAccount line(BookedJob job) {
    QuotaClaim claim = job.quotaClaim();
    return claim == null ? null : claim.waitsAt;
  }

  private static Quota quota(QuotaAccount account) {
    return account.quota;
  }
}
