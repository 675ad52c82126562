package dev.berth.internal.policy.quota;

import dev.berth.model.Loan;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One resource of one cohort: what its members may use of each other's, and who owes whom.
 *
 * <p><b>The pool.</b> Each member gives what it lends to a pool and keeps the rest. What a member
 * uses beyond what it keeps it takes from the pool, first of all what it gave itself. Whether there
 * is room depends on the pool's sum alone.
 *
 * <p><b>The debts.</b> Who uses more than its own owes the difference to members who use less. A
 * lender that needs its own again has its claims taken over by others who have something to spare;
 * where the pool has room there always is one. Borrowed is from who has most to spare, then by
 * name; paid back is by name.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(1) while nobody borrows, O(members) for a change
 * that moves a debt. <b>Guarantee:</b> a debt is never more than its lender's spare amount; what is
 * used beyond that, after limits were lowered, is nobody's claim and is repaid first.
 */
final class Ledger {

  private final TreeSet<Share> members = new TreeSet<>(Share.BY_OWNER);
  private final TreeSet<Share> uncovered = new TreeSet<>(Share.BY_OWNER);
  private long pool;
  private long lendable;

  /** How many members have a job that waits for what is their own and was lent. */
  int reclaiming;

  /** What is left to take; below zero after limits were lowered. */
  long pool() {
    return pool;
  }

  /** What all members lend together. */
  long lendable() {
    return lendable;
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  /** Takes a member in with what it uses already. */
  void join(Share share) {
    members.add(share);
    share.ledger = this;
    pool += share.contribution();
    lendable += share.lendable;
    settle(share);
  }

  /** Lets a member go: its claims and debts go over to others. */
  void leave(Share share) {
    pool -= share.contribution();
    lendable -= share.lendable;
    while (!share.owes.isEmpty()) {
      repay(share, share.owes.firstKey(), share.borrowed);
    }
    recall(share, share.lent);
    uncovered.remove(share);
    share.uncovered = 0;
    members.remove(share);
    share.ledger = null;
    cover();
  }

  /** Its jobs use that much more, or less if below zero. */
  void use(Share share, long more) {
    pool -= share.contribution();
    share.used += more;
    pool += share.contribution();
    settle(share);
  }

  void limit(Share share, long nominal, long lends, long mayBorrow) {
    pool -= share.contribution();
    lendable += lends - share.lendable;
    share.nominal = nominal;
    share.lendable = lends;
    share.mayBorrow = mayBorrow;
    pool += share.contribution();
    settle(share);
  }

  private void settle(Share share) {
    long more = share.debt() - share.borrowed - share.uncovered;
    if (more > 0) {
      addUncovered(share, more);
    } else if (more < 0) {
      payBack(share, -more);
    }
    long tooMuch = -share.spare();
    if (tooMuch > 0) {
      recall(share, tooMuch);
    }
    cover();
  }

  private void addUncovered(Share share, long amount) {
    share.uncovered += amount;
    if (share.uncovered == 0) {
      uncovered.remove(share);
    } else {
      uncovered.add(share);
    }
  }

  private void payBack(Share borrower, long amount) {
    long unclaimed = Math.min(amount, borrower.uncovered);
    addUncovered(borrower, -unclaimed);
    long left = amount - unclaimed;
    while (left > 0) {
      left -= repay(borrower, borrower.owes.firstKey(), left);
    }
  }

  /** The lender takes that much back; its borrowers owe it to nobody for a moment. */
  private void recall(Share lender, long amount) {
    long left = amount;
    while (left > 0) {
      Share borrower = lender.owedBy.firstKey();
      long moved = repay(borrower, lender, left);
      addUncovered(borrower, moved);
      left -= moved;
    }
  }

  /** Finds lenders for what nobody lends yet. */
  private void cover() {
    while (!uncovered.isEmpty()) {
      Share lender = mostSpare();
      if (lender == null) {
        return;
      }
      Share borrower = uncovered.first();
      long amount = Math.min(borrower.uncovered, lender.spare());
      addUncovered(borrower, -amount);
      borrower.owes.merge(lender, amount, Long::sum);
      borrower.borrowed += amount;
      lender.owedBy.merge(borrower, amount, Long::sum);
      lender.lent += amount;
    }
  }

  private @Nullable Share mostSpare() {
    Share best = null;
    long most = 0;
    for (Share member : members) {
      if (member.spare() > most) {
        best = member;
        most = member.spare();
      }
    }
    return best;
  }

  /** Cancels a debt up to that amount; how much it was. */
  private static long repay(Share borrower, Share lender, long atMost) {
    long owed = borrower.owes.getOrDefault(lender, 0L);
    long paid = Math.min(owed, atMost);
    reduce(borrower.owes, lender, owed - paid);
    borrower.borrowed -= paid;
    reduce(lender.owedBy, borrower, owed - paid);
    lender.lent -= paid;
    return paid;
  }

  private static void reduce(Map<Share, Long> debts, Share other, long left) {
    if (left == 0) {
      debts.remove(other);
    } else {
      debts.put(other, left);
    }
  }

  static Loan loan(Share lender, Share borrower, long amount) {
    return new Loan(lender.owner, borrower.owner, lender.resource, amount);
  }

  /** Throws when it does not add up. For tests. */
  void checkInvariants() {
    long contributions = 0;
    long lends = 0;
    long owed = 0;
    long spare = 0;
    for (Share share : members) {
      contributions += share.contribution();
      lends += share.lendable;
      owed += share.uncovered;
      spare += share.spare();
      check(share, share.used >= 0, "uses less than nothing");
      check(share, share.uncovered >= 0, "owes nobody less than nothing");
      check(share, share.debt() == share.borrowed + share.uncovered, "owes what it does not use");
      check(share, share.borrowed == sum(share.owes), "owes another sum than its debts");
      check(share, share.lent == sum(share.owedBy), "is owed another sum than its claims");
      check(share, share.spare() >= 0, "has lent more than it has to spare");
      check(share, (share.uncovered > 0) == uncovered.contains(share), "is listed wrongly");
      for (Map.Entry<Share, Long> debt : share.owes.entrySet()) {
        check(share, debt.getValue() > 0, "owes less than nothing");
        check(share, debt.getValue().equals(debt.getKey().owedBy.get(share)), "owes one-sidedly");
        check(share, members.contains(debt.getKey()), "owes a stranger");
      }
    }
    if (contributions != pool || lends != lendable || spare - owed != pool) {
      throw new IllegalStateException(
          "a pool of %d (%d lendable) has contributions of %d (%d), %d spare and %d uncovered"
              .formatted(pool, lendable, contributions, lends, spare, owed));
    }
    if (spare > 0 && owed > 0) {
      throw new IllegalStateException("%d is spare while %d is uncovered".formatted(spare, owed));
    }
  }

  private static long sum(Map<Share, Long> debts) {
    return debts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void check(Share share, boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(
          "quota %s %s: %s, used %d of %d, lent %d of %d, borrowed %d, uncovered %d"
              .formatted(
                  share.owner,
                  what,
                  share.resource,
                  share.used,
                  share.nominal,
                  share.lent,
                  share.lendable,
                  share.borrowed,
                  share.uncovered));
    }
  }
}
