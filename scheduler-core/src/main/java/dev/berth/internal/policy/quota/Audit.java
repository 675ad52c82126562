package dev.berth.internal.policy.quota;

import dev.berth.model.Resources;
import java.util.HashMap;
import java.util.Map;

/**
 * Goes through the books from the jobs' side: what they use and wait for must be what quotas say.
 *
 * <p>For tests: O(jobs).
 */
final class Audit {

  private final Map<String, QuotaAccount> accounts;
  private final Map<String, Cohort> cohorts;
  private final Map<QuotaAccount, Totals> totals = new HashMap<>();

  private static final class Totals {
    int jobs;
    int concurrent;
    int waiting;
    final Map<String, Long> used = new HashMap<>();
  }

  Audit(Map<String, QuotaAccount> accounts, Map<String, Cohort> cohorts) {
    this.accounts = accounts;
    this.cohorts = cohorts;
  }

  void check(Iterable<? extends QuotaJob> live) {
    accounts.values().forEach(account -> totals.put(account, new Totals()));
    live.forEach(this::add);
    accounts.values().forEach(this::check);
    cohorts.values().forEach(this::check);
  }

  private void add(QuotaJob job) {
    QuotaClaim claim = job.quotaClaim();
    for (QuotaAccount account : accounts.values()) {
      boolean counted = claim != null && claim.accounts.contains(account);
      if (counted != account.quota.appliesTo(job.job())) {
        throw new IllegalStateException(
            "job %s is %scounted by quota %s"
                .formatted(job.job().id(), counted ? "" : "not ", account.name()));
      }
    }
    if (claim == null) {
      return;
    }
    for (QuotaAccount account : claim.accounts) {
      Totals total = totals.get(account);
      if (total == null) {
        throw new IllegalStateException(
            "job %s is counted by quota %s, which is gone"
                .formatted(job.job().id(), account.name()));
      }
      add(claim, account, total);
    }
  }

  private static void add(QuotaClaim claim, QuotaAccount account, Totals total) {
    total.jobs++;
    if (claim.state == QuotaClaim.State.ADMITTED) {
      Resources asked = claim.asked();
      total.concurrent++;
      account.shares.forEach(
          share -> total.used.merge(share.resource, asked.get(share.resource), Long::sum));
    } else if (claim.waitsAt == account) {
      total.waiting++;
    }
  }

  private void check(QuotaAccount account) {
    Totals total = totals.getOrDefault(account, new Totals());
    check(account, "jobs", account.jobs, total.jobs);
    check(account, "concurrent jobs", account.concurrentJobs, total.concurrent);
    check(account, "waiting jobs", account.line.size(), total.waiting);
    for (Share share : account.shares) {
      check(account, share.resource, share.used, total.used.getOrDefault(share.resource, 0L));
      if ((share.ledger != null) != (account.cohort != null)) {
        throw new IllegalStateException("quota " + account.name() + " is half in its cohort");
      }
    }
    String cohort = account.quota.cohort();
    if (account.cohort != (cohort == null ? null : cohorts.get(cohort))) {
      throw new IllegalStateException("quota " + account.name() + " is in another cohort");
    }
    if (account.unsettled) {
      throw new IllegalStateException("quota " + account.name() + " has waiting jobs to try");
    }
    checkNobodyWaitsInVain(account);
  }

  private static void check(QuotaAccount account, String what, long booked, long actual) {
    if (booked != actual) {
      throw new IllegalStateException(
          "quota %s has %d %s in its books, and there are %d"
              .formatted(account.name(), booked, what, actual));
    }
  }

  private static void checkNobodyWaitsInVain(QuotaAccount account) {
    QuotaClaim claim = null;
    for (int i = 0; i < QuotaBook.LOOKAHEAD; i++) {
      claim = account.line.nextAfter(claim);
      if (claim == null) {
        return;
      }
      if (account.hasRoomFor(claim)) {
        throw new IllegalStateException(
            "job %s waits for quota %s, which has room"
                .formatted(claim.job.job().id(), account.name()));
      }
    }
  }

  private void check(Cohort cohort) {
    Map<Ledger, Integer> reclaiming = new HashMap<>();
    for (QuotaAccount member : cohort.members.values()) {
      if (member.reclaims != null && member.reclaims.ledger != null) {
        reclaiming.merge(member.reclaims.ledger, 1, Integer::sum);
      }
    }
    for (Ledger ledger : cohort.ledgers.values()) {
      ledger.checkInvariants();
      if (ledger.reclaiming != reclaiming.getOrDefault(ledger, 0)) {
        throw new IllegalStateException(
            "%d members are said to reclaim, and %d do"
                .formatted(ledger.reclaiming, reclaiming.getOrDefault(ledger, 0)));
      }
    }
  }
}
