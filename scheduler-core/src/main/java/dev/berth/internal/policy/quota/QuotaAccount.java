package dev.berth.internal.policy.quota;

import dev.berth.model.Loan;
import dev.berth.model.Quota;
import dev.berth.model.QuotaShortfall;
import dev.berth.model.QuotaShortfall.Cause;
import dev.berth.model.QuotaUsage;
import dev.berth.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A quota, what is used of it, and who waits for it.
 *
 * <p><b>Thread-safety:</b> none; changed by the {@link QuotaBook}.
 */
final class QuotaAccount {

  Quota quota;
  @Nullable Cohort cohort;
  List<Share> shares = List.of();
  int jobs;
  int concurrentJobs;
  WaitLine line;

  /** What its first waiting job waits for though it is its own: others have borrowed it. */
  @Nullable Share reclaims;

  /** While its waiting jobs are being tried: the last that was, and how many were in vain. */
  boolean unsettled;

  Cohort.@Nullable Turn turn;
  @Nullable QuotaClaim tried;
  int inVain;
  @Nullable Share toReclaim;

  /** What the last question was answered with, if that was no. */
  private Cause cause = Cause.LIMIT;

  private @Nullable Share scarce;

  QuotaAccount(Quota quota) {
    this.quota = quota;
    line = new WaitLine(quota.order());
  }

  String name() {
    return quota.name();
  }

  /** Of its waiting jobs the next to be tried. */
  @Nullable QuotaClaim next() {
    return line.nextAfter(tried);
  }

  /** Whether there is room for a job now, whoever waits. */
  boolean hasRoomFor(QuotaClaim claim) {
    Resources asked = claim.asked();
    scarce = null;
    cause = Cause.LIMIT;
    if (concurrentJobs >= quota.maxConcurrentJobs()) {
      return false;
    }
    for (int i = 0; i < shares.size(); i++) {
      Share share = shares.get(i);
      long amount = asked.get(share.resource);
      if (amount > 0 && amount > share.room()) {
        scarce = share;
        cause = amount > share.most() - share.used ? Cause.LIMIT : Cause.COHORT;
        return false;
      }
    }
    return cohort == null || mayBorrow(asked);
  }

  private boolean mayBorrow(Resources asked) {
    for (int i = 0; i < shares.size(); i++) {
      Share share = shares.get(i);
      long amount = asked.get(share.resource);
      if (amount > 0 && share.used + amount > share.nominal && mayNotBorrow(share)) {
        scarce = share;
        cause = Cause.RECLAIM;
        return false;
      }
    }
    return true;
  }

  private boolean mayNotBorrow(Share share) {
    Ledger ledger = share.ledger;
    return ledger != null && ledger.reclaiming > (reclaims == share ? 1 : 0);
  }

  /** Of the job that had no room just now: whether its cohort is why. */
  boolean lacksPool() {
    return cause == Cause.COHORT || cause == Cause.RECLAIM;
  }

  /** Of the job that had no room just now: what it waits for that is its quota's own. */
  @Nullable Share lacksOwn(QuotaClaim claim) {
    Share share = scarce;
    return share != null
            && cause == Cause.COHORT
            && share.used + claim.asked().get(share.resource) <= share.nominal
        ? share
        : null;
  }

  /** Why a job had no room just now. */
  QuotaShortfall shortfall(QuotaClaim claim) {
    Share share = scarce;
    if (share == null) {
      return new QuotaShortfall(
          name(),
          Cause.LIMIT,
          QuotaShortfall.CONCURRENT_JOBS,
          1,
          concurrentJobs,
          quota.maxConcurrentJobs(),
          0,
          List.of(),
          null);
    }
    QuotaAccount reclaimer =
        cause == Cause.RECLAIM && cohort != null && share.ledger != null
            ? cohort.reclaimerOf(share.ledger)
            : null;
    return new QuotaShortfall(
        name(),
        cause,
        share.resource,
        claim.asked().get(share.resource),
        share.used,
        share.nominal,
        Math.max(0, share.room()),
        lent(share),
        reclaimer == null ? null : reclaimer.name());
  }

  /** Why a job could not be admitted if nobody used anything; null when it could. */
  @Nullable QuotaShortfall impossible(QuotaClaim claim) {
    if (quota.maxConcurrentJobs() == 0) {
      return QuotaRules.impossible(quota, QuotaShortfall.CONCURRENT_JOBS, 1, 0);
    }
    for (Share share : shares) {
      long amount = claim.asked().get(share.resource);
      if (amount > share.ceiling()) {
        return QuotaRules.impossible(quota, share.resource, amount, share.ceiling());
      }
    }
    return null;
  }

  QuotaShortfall turn(QuotaClaim first) {
    return new QuotaShortfall(
        name(),
        Cause.TURN,
        QuotaShortfall.CONCURRENT_JOBS,
        1,
        concurrentJobs,
        quota.maxConcurrentJobs(),
        0,
        List.of(),
        first.job.job().id());
  }

  /** Whether a job would need what is others'. */
  boolean wouldBorrow(QuotaClaim claim) {
    for (Share share : shares) {
      long amount = claim.asked().get(share.resource);
      if (amount > 0 && share.used + amount > share.nominal) {
        return true;
      }
    }
    return false;
  }

  /** A job uses what it asks for, or gives it back if {@code sign} is −1. */
  void use(Resources asked, int sign) {
    concurrentJobs += sign;
    for (int i = 0; i < shares.size(); i++) {
      Share share = shares.get(i);
      long amount = asked.get(share.resource);
      if (amount == 0) {
        continue;
      }
      if (share.ledger == null) {
        share.used += sign * amount;
      } else {
        share.ledger.use(share, sign * amount);
      }
    }
  }

  QuotaUsage usage() {
    Map<String, Long> used = new TreeMap<>();
    List<Loan> borrowed = new ArrayList<>();
    List<Loan> lent = new ArrayList<>();
    for (Share share : shares) {
      used.put(share.resource, share.used);
      share.owes.forEach((lender, amount) -> borrowed.add(Ledger.loan(lender, share, amount)));
      lent.addAll(lent(share));
    }
    return new QuotaUsage(quota, used, jobs, concurrentJobs, line.size(), borrowed, lent);
  }

  private static List<Loan> lent(Share share) {
    List<Loan> lent = new ArrayList<>();
    share.owedBy.forEach((borrower, amount) -> lent.add(Ledger.loan(share, borrower, amount)));
    return lent;
  }
}
