package dev.berth.internal.policy.quota;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Quotas that share what they do not use: a {@link Ledger} for each resource, and who of them waits
 * for it.
 *
 * <p><b>Thread-safety:</b> none.
 */
final class Cohort {

  final Map<String, Ledger> ledgers = new TreeMap<>();
  final Map<String, QuotaAccount> members = new TreeMap<>();

  /** Those with a job that what the others leave is too little for. */
  final Set<QuotaAccount> shortOfPool = new LinkedHashSet<>();

  /**
   * Those whose waiting jobs are to be tried: who wants its own before who borrows, then by their
   * jobs' order. An entry that is not its account's last is void.
   */
  private final PriorityQueue<Turn> turns = new PriorityQueue<>();

  /** An unsettled member's next job, as it stood when it was put in the queue. */
  record Turn(QuotaAccount account, @Nullable QuotaClaim claim, boolean borrows)
      implements Comparable<Turn> {
    static Turn of(QuotaAccount account) {
      QuotaClaim claim = account.next();
      return new Turn(account, claim, claim != null && account.wouldBorrow(claim));
    }

    @Override
    public int compareTo(Turn other) {
      if (claim == null || other.claim == null) {
        return Boolean.compare(claim != null, other.claim != null);
      }
      int ownFirst = Boolean.compare(borrows, other.borrows);
      return ownFirst == 0 ? QuotaClaim.ORDER.compare(claim, other.claim) : ownFirst;
    }
  }

  /** A member is to be tried, or its next job is another than before. */
  void queue(QuotaAccount account) {
    account.turn = Turn.of(account);
    turns.add(account.turn);
  }

  /** The unsettled member whose turn it is. There must be one. */
  QuotaAccount foremost() {
    while (true) {
      Turn turn = turns.remove();
      QuotaAccount account = turn.account;
      if (account.turn != turn) {
        continue;
      }
      Turn now = Turn.of(account);
      if (now.claim == turn.claim && now.borrows == turn.borrows) {
        return account;
      }
      queue(account);
    }
  }

  void join(Share share) {
    ledgers.computeIfAbsent(share.resource, resource -> new Ledger()).join(share);
  }

  void leave(Share share) {
    Ledger ledger = ledgers.get(share.resource);
    if (ledger != null) {
      ledger.leave(share);
      if (ledger.isEmpty()) {
        ledgers.remove(share.resource);
      }
    }
  }

  /** A member that waits for what it lent of a resource; for a message. */
  @Nullable QuotaAccount reclaimerOf(Ledger ledger) {
    for (QuotaAccount member : members.values()) {
      if (member.reclaims != null && member.reclaims.ledger == ledger) {
        return member;
      }
    }
    return null;
  }
}
