package dev.berth.internal.policy.quota;

import java.util.Comparator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One quota's part in one resource: what is its own, what it may lend and borrow, what its jobs
 * use, and who owes whom.
 *
 * <p><b>Thread-safety:</b> none. Changed by its {@link Ledger}, or by its account when it shares
 * with nobody.
 */
final class Share {

  static final Comparator<Share> BY_OWNER = Comparator.comparing(share -> share.owner);

  final String owner;
  final String resource;
  @Nullable Ledger ledger;

  /** Its own amount; of that it lends at most {@code lendable}, and borrows {@code mayBorrow}. */
  long nominal;

  long lendable;
  long mayBorrow;
  long used;

  final TreeMap<Share, Long> owes = new TreeMap<>(BY_OWNER);
  final TreeMap<Share, Long> owedBy = new TreeMap<>(BY_OWNER);
  long borrowed;
  long lent;

  /** What it uses beyond its own and nobody can lend, since limits were lowered. */
  long uncovered;

  Share(String owner, String resource) {
    this.owner = owner;
    this.resource = resource;
  }

  /** What it uses beyond its own. */
  long debt() {
    return Math.max(0, used - nominal);
  }

  /** What it could lend besides what it has lent. */
  long spare() {
    return Math.min(lendable, Math.max(0, nominal - used)) - lent;
  }

  /** What it gives to the cohort's pool, less what it takes out of it. */
  long contribution() {
    return lendable - takenFromPool();
  }

  private long takenFromPool() {
    return Math.max(0, used - kept());
  }

  /** What it never lends. */
  private long kept() {
    return nominal - lendable;
  }

  /** How much more its jobs may use now; 0 or less for nothing. */
  long room() {
    long own = Math.max(0, kept() - used);
    long pool = ledger == null ? 0 : Math.max(0, ledger.pool());
    return Math.min(own + pool, most() - used);
  }

  /** The most its jobs may use while others lend all they may. */
  long most() {
    return mayBorrow > Long.MAX_VALUE - nominal ? Long.MAX_VALUE : nominal + mayBorrow;
  }

  /** The most its jobs could ever use, as limits are. */
  long ceiling() {
    return ledger == null ? nominal : nominal + Math.min(mayBorrow, ledger.lendable() - lendable);
  }
}
