package dev.berth.internal.policy.share;

import dev.berth.model.Resources;
import dev.berth.queue.FairShareConfig;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every tenant has used, decayed by half-life, and the priority that follows: who has had less
 * than its share goes first.
 *
 * <p><b>Usage</b> accrues continuously while jobs run, in amount-seconds of each resource, and
 * decays all the time: what was used one half-life ago counts half. A tenant's <em>dominant
 * share</em> is the largest over all resources of usage ÷ the fleet's amount: seconds for which it
 * had the whole fleet, of the resource it used most. A tenant below another counts in that one's
 * usage too.
 *
 * <p><b>Priority</b> = share ÷ (effective usage + 1), usage in seconds of the fleet. For a tenant
 * with no parent the share is its weight and the effective usage its dominant share. For one with a
 * parent, of weight w among siblings that weigh W together,
 *
 * <pre>
 *   share           = share of the parent · w ÷ W
 *   effective usage = own + (effective usage of the parent − own) · w ÷ W
 * </pre>
 *
 * <p>so that it answers also for what its family has used. A family in which several are busy thus
 * gets somewhat less than its parent's part: two equal children 2 for another's 3. {@link #factor}
 * puts the same into 0…1, as Slurm does.
 *
 * <p><b>Guarantee:</b> a tenant that used nothing for long, while another of its weight had the
 * fleet, is even with it after one half-life of having all; after h · log₂ (1 + w) if it weighs w
 * times as much.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(depth × resources) a call and
 * one exponential a level, fewer when several ask at the same moment; no sweep over tenants, no
 * allocation but for tenants and resources never seen.
 *
 * <p><b>Clock:</b> any origin. A time before one that was seen counts as that one: nothing is
 * counted twice, nothing becomes negative.
 *
 * <p><b>Memory:</b> tenants named in the configuration stay. Of others, those that run nothing are
 * forgotten, the longest idle first, when there are more than {@value #FEW_IDLE} and their usage
 * has decayed to less than a microsecond of the fleet, or when there are more than {@value
 * #MOST_IDLE}. An account that was forgotten may still be used, and is then known again.
 *
 * <p><b>Source:</b> SchedMD, "Classic Fairshare Algorithm", Slurm's documentation; dominant share:
 * Ghodsi et al., "Dominant Resource Fairness", NSDI 2011. We differ from Slurm in decaying
 * continuously instead of every five minutes, and in taking the dominant share for usage.
 */
public final class FairShare {

  static final int FEW_IDLE = 1_000;
  static final int MOST_IDLE = 100_000;
  private static final double NOTHING = 1e-6;
  private static final int WEIGHT_UNIT = 1000;

  private final FairShareConfig config;
  private final Decay decay;
  private final Dimensions dimensions = new Dimensions();
  private final Map<String, Account> accounts = new HashMap<>();
  private final Account root;

  private @Nullable Account longestIdle;
  private @Nullable Account shortestIdle;
  private int idle;
  private long latest;
  private boolean started;

  /** Nobody has used anything. */
  public FairShare(FairShareConfig config) {
    this.config = config;
    decay = new Decay(config.halfLife());
    root = new Account("all tenants", null, WEIGHT_UNIT, true);
    config.weights().keySet().forEach(this::configured);
    config.parents().forEach((tenant, parent) -> configured(tenant));
  }

  /** The account of a tenant, a new one if there is none. */
  public Account account(String tenant) {
    Account known = accounts.get(tenant);
    if (known != null) {
      return known;
    }
    Account account = add(tenant, root, false);
    becomeIdle(account);
    forget();
    return account;
  }

  /** How much the whole fleet has. */
  public void capacity(Resources total) {
    dimensions.capacity(total);
  }

  /** A job of this account begins to use so much. */
  public void started(Account account, Resources amount, long nanos) {
    Account live = known(account);
    if (live.running++ == 0) {
      becomeBusy(live);
    }
    change(live, amount, 1, nanos);
  }

  /**
   * A job of this account ends to use so much.
   *
   * @throws IllegalStateException if the account's jobs use less
   */
  public void ended(Account account, Resources amount, long nanos) {
    Account live = known(account);
    if (live.running == 0) {
      throw new IllegalStateException("no job of %s runs that could end".formatted(live));
    }
    change(live, amount, -1, nanos);
    if (--live.running == 0) {
      becomeIdle(live);
    }
  }

  /** Share ÷ (effective usage + 1): higher goes first. */
  public double priority(Account account, long nanos) {
    return share(account) / (effectiveUsage(account, nanos) + 1);
  }

  /** Decayed usage of the account and those below it, in seconds of the whole fleet. */
  public double dominantShare(Account account, long nanos) {
    return current(account).dominantShare(dimensions, decay, nanos);
  }

  /** As {@link #dominantShare}, and what it answers for of its family's. */
  public double effectiveUsage(Account account, long nanos) {
    Account live = current(account);
    Account parent = live.parent;
    double own = live.dominantShare(dimensions, decay, nanos);
    if (parent == null || parent == root) {
      return own;
    }
    return own + (effectiveUsage(parent, nanos) - own) * amongSiblings(live, parent);
  }

  /**
   * Slurm's fair-share factor: 2^(−U ÷ S), U the effective usage as a part of all usage, S the
   * share as a part of all shares. 1 for who used nothing, ½ for who used exactly its share.
   */
  public double factor(Account account, long nanos) {
    double all = root.dominantShare(dimensions, decay, nanos);
    if (all <= 0) {
      return 1;
    }
    double usage = effectiveUsage(account, nanos) / all;
    return StrictMath.pow(2, -usage * root.childrensWeight / (share(account) * WEIGHT_UNIT));
  }

  /**
   * Decayed usage of one resource by its name, in amount-seconds, of the account and those below.
   */
  public double usage(Account account, String resource, long nanos) {
    return current(account).used(dimensions.number(resource), decay, nanos);
  }

  /** The weight of the account, as far as it is left of its family's. */
  public double share(Account account) {
    Account parent = account.parent;
    if (parent == null || parent == root) {
      return (double) account.weight / WEIGHT_UNIT;
    }
    return share(parent) * amongSiblings(account, parent);
  }

  /** How many tenants are known. */
  public int accounts() {
    return accounts.size();
  }

  private static double amongSiblings(Account account, Account parent) {
    return (double) account.weight / parent.childrensWeight;
  }

  private void change(Account account, Resources amount, int sign, long nanos) {
    latest = started ? latest + Math.max(0, nanos - latest) : nanos;
    started = true;
    for (Account each = account; each != null; each = each.parent) {
      each.change(amount, sign, dimensions, decay, nanos);
    }
  }

  // ---- who is known

  private Account configured(String tenant) {
    Account known = accounts.get(tenant);
    if (known != null) {
      return known;
    }
    String parent = config.parent(tenant);
    return add(tenant, parent == null ? root : configured(parent), true);
  }

  private Account add(String tenant, Account parent, boolean configured) {
    long weight = Math.round(config.weight(tenant) * WEIGHT_UNIT);
    Account account = new Account(tenant, parent, weight, configured);
    accounts.put(tenant, account);
    parent.childrensWeight += weight;
    return account;
  }

  /** The account that is known under the same name: this one unless it was forgotten. */
  private Account current(Account account) {
    if (account.forgotten) {
      Account known = accounts.get(account.tenant());
      return known == null ? account : known;
    }
    return account;
  }

  private Account known(Account account) {
    Account current = current(account);
    if (current.forgotten) {
      current.forgotten = false;
      accounts.put(current.tenant(), current);
      root.childrensWeight += current.weight;
      becomeIdle(current);
    }
    return current;
  }

  private void forget() {
    Account account = longestIdle;
    for (int i = 0; i < 2 && idle > FEW_IDLE && account != null; i++) {
      Account next = account.shorterIdle;
      if (idle > MOST_IDLE || account.dominantShare(dimensions, decay, latest) < NOTHING) {
        becomeBusy(account);
        account.forgotten = true;
        accounts.remove(account.tenant());
        root.childrensWeight -= account.weight;
      }
      account = next;
    }
  }

  private void becomeIdle(Account account) {
    if (account.configured || account.idle) {
      return;
    }
    account.idle = true;
    account.longerIdle = shortestIdle;
    if (shortestIdle == null) {
      longestIdle = account;
    } else {
      shortestIdle.shorterIdle = account;
    }
    shortestIdle = account;
    idle++;
  }

  private void becomeBusy(Account account) {
    if (!account.idle) {
      return;
    }
    account.idle = false;
    Account longer = account.longerIdle;
    Account shorter = account.shorterIdle;
    if (longer == null) {
      longestIdle = shorter;
    } else {
      longer.shorterIdle = shorter;
    }
    if (shorter == null) {
      shortestIdle = longer;
    } else {
      shorter.longerIdle = longer;
    }
    account.longerIdle = null;
    account.shorterIdle = null;
    idle--;
  }
}
