package dev.berth.internal.policy.quota;

import dev.berth.model.Job;
import dev.berth.model.Quota;
import dev.berth.model.QuotaShortfall;
import dev.berth.model.QuotaShortfall.Cause;
import dev.berth.model.QuotaUsage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who may use how much: admits jobs while every quota that counts them has room, and brings back
 * those that had to wait.
 *
 * <pre>
 *   enter ─▶ tryAdmit ──room everywhere──▶ uses its amounts ──giveBack, leave──▶ room for others
 *                └──no──▶ waits for the quota that refused it ◀────── next ───────┘
 * </pre>
 *
 * <p><b>A waiting job holds nothing</b>: it takes all it needs from every quota at once, or none.
 * So nobody waits in a circle.
 *
 * <p><b>Order.</b> A job waits in the line of one quota, that which refused it: the most urgent
 * first, then the oldest. With a strict order nobody who came later passes the first in that line.
 * Who has room there and not in another goes over to the other's line, and blocks nobody in the
 * first. Of a cohort's members those go first that want what is their own, and while one waits for
 * that, nobody borrows more; among borrowers there is an order but no promise. A job that asks for
 * more than there could ever be stands aside.
 *
 * <p><b>Thread-safety:</b> none; the engine's. <b>Cost:</b> for a job O(quotas that count it ×
 * their resources); O(log n) to wait; for what is given back O(jobs admitted by it + quotas that
 * were short of it), whoever else waits. Quotas with the order {@code BEST_EFFORT} try {@value
 * #LOOKAHEAD} different kinds of jobs at a time. {@link #put} of a quota for others than before
 * looks at every job.
 */
public final class QuotaBook {

  /** How many kinds of jobs may be tried in vain before a quota's others wait for more room. */
  static final int LOOKAHEAD = 64;

  /** For how many kinds of jobs it is remembered which quotas count them. */
  private static final int KINDS_KEPT = 1 << 16;

  /** What quotas tell jobs apart by. */
  private record Kind(String tenant, String queue, String priority) {}

  private final QuotaRules rules;
  private final Map<Kind, List<QuotaAccount>> countingByKind = new HashMap<>();
  private final Map<String, QuotaAccount> accounts = new TreeMap<>();
  private final Map<String, Cohort> cohorts = new TreeMap<>();

  /** Those whose waiting jobs are to be tried, each once. */
  private final ArrayDeque<QuotaAccount> unsettled = new ArrayDeque<>();

  /** Jobs that waited for a quota which no longer counts them. */
  private final TreeSet<QuotaClaim> strays = new TreeSet<>(QuotaClaim.ORDER);

  /** Keeps the books of these rules, and changes them with {@link #put}. */
  public QuotaBook(QuotaRules rules) {
    this.rules = rules;
    rules.all().forEach(quota -> open(quota));
  }

  /** The rules, which any thread may read. */
  public QuotaRules rules() {
    return rules;
  }

  // ---- jobs

  /**
   * Counts a job that is new.
   *
   * @return why it may not be there at all, then it is not counted; or null
   */
  public @Nullable QuotaShortfall enter(QuotaJob job) {
    List<QuotaAccount> counting = counting(job);
    for (QuotaAccount account : counting) {
      if (account.jobs >= account.quota.maxJobs()) {
        return new QuotaShortfall(
            account.name(),
            Cause.LIMIT,
            QuotaShortfall.JOBS,
            1,
            account.jobs,
            account.quota.maxJobs(),
            0,
            List.of(),
            null);
      }
    }
    if (!counting.isEmpty()) {
      counting.forEach(account -> account.jobs++);
      job.quotaClaim(new QuotaClaim(job, counting));
    }
    return null;
  }

  private List<QuotaAccount> counting(QuotaJob quotaJob) {
    if (accounts.isEmpty()) {
      return List.of();
    }
    Job job = quotaJob.job();
    Kind kind = new Kind(job.tenant(), job.queue(), job.priority().name());
    List<QuotaAccount> counting = countingByKind.get(kind);
    if (counting == null) {
      counting = rules.matching(job).stream().map(quota -> account(quota.name())).toList();
      if (countingByKind.size() >= KINDS_KEPT) {
        countingByKind.clear();
      }
      countingByKind.put(kind, counting);
    }
    return counting;
  }

  /**
   * Takes what a job asks for from every quota that counts it, or lets it wait.
   *
   * @return why it waits; null when it is admitted
   */
  public @Nullable QuotaShortfall tryAdmit(QuotaJob job) {
    QuotaClaim claim = job.quotaClaim();
    if (claim == null || claim.state == QuotaClaim.State.ADMITTED) {
      return null;
    }
    if (claim.state == QuotaClaim.State.WAITING) {
      return shortfall(claim);
    }
    QuotaAccount refusing = refusing(claim, null);
    if (refusing == null) {
      commit(claim);
      return null;
    }
    return await(claim, refusing);
  }

  /** Whether a job waits for quota. */
  public boolean isWaiting(QuotaJob job) {
    QuotaClaim claim = job.quotaClaim();
    return claim != null && claim.state == QuotaClaim.State.WAITING;
  }

  /** Why a job waits, as things stand; null when it does not. */
  public @Nullable QuotaShortfall shortfall(QuotaJob job) {
    return isWaiting(job) ? shortfall(Objects.requireNonNull(job.quotaClaim())) : null;
  }

  private QuotaShortfall shortfall(QuotaClaim claim) {
    QuotaAccount account = Objects.requireNonNull(claim.waitsAt);
    QuotaShortfall impossible = account.impossible(claim);
    if (impossible != null) {
      return impossible;
    }
    QuotaClaim before = account.line.inTheWayOf(claim);
    if (before == null && !account.hasRoomFor(claim)) {
      return account.shortfall(claim);
    }
    return account.turn(before == null ? claim : before);
  }

  /** A job is held again: it neither uses anything nor waits. It still counts as a job. */
  public void giveBack(QuotaJob job) {
    QuotaClaim claim = job.quotaClaim();
    if (claim == null) {
      return;
    }
    if (claim.state == QuotaClaim.State.ADMITTED) {
      claim.state = QuotaClaim.State.PRESENT;
      for (QuotaAccount account : claim.accounts) {
        account.use(claim.asked(), -1);
        roomIn(account);
      }
    } else if (claim.state == QuotaClaim.State.WAITING) {
      QuotaAccount account = stopWaiting(claim);
      claim.state = QuotaClaim.State.PRESENT;
      unsettle(account);
    } else {
      strays.remove(claim);
    }
  }

  /** A job is over. */
  public void leave(QuotaJob job) {
    giveBack(job);
    QuotaClaim claim = job.quotaClaim();
    if (claim != null) {
      claim.accounts.forEach(account -> account.jobs--);
      job.quotaClaim(null);
    }
  }

  // ---- waiting

  /** Where a job has no room, or is not to pass another; null when it may be admitted. */
  private @Nullable QuotaAccount refusing(QuotaClaim claim, @Nullable QuotaAccount but) {
    for (int i = 0; i < claim.accounts.size(); i++) {
      QuotaAccount account = claim.accounts.get(i);
      if (account != but
          && (account.line.inTheWayOf(claim) != null || !account.hasRoomFor(claim))) {
        return account;
      }
    }
    return null;
  }

  private void commit(QuotaClaim claim) {
    claim.state = QuotaClaim.State.ADMITTED;
    for (QuotaAccount account : claim.accounts) {
      account.use(claim.asked(), 1);
      if (account.reclaims != null || account.toReclaim != null) {
        unsettle(account); // what its first job waits for may no longer be its own
      }
    }
  }

  /** Lets a job wait for a quota that refused it just now. */
  private QuotaShortfall await(QuotaClaim claim, QuotaAccount account) {
    claim.state = QuotaClaim.State.WAITING;
    claim.waitsAt = account;
    QuotaShortfall impossible = account.impossible(claim);
    if (impossible != null) {
      account.line.addAside(claim);
      return impossible;
    }
    QuotaClaim before = account.line.inTheWayOf(claim);
    account.line.add(claim);
    if (before != null) {
      return account.turn(before);
    }
    boolean hasRoom = account.hasRoomFor(claim);
    if (account.unsettled) {
      startOver(account);
    } else if (!hasRoom) {
      noteScarcity(account, claim);
    }
    return hasRoom ? account.turn(claim) : account.shortfall(claim);
  }

  private void noteScarcity(QuotaAccount account, QuotaClaim claim) {
    if (account.lacksPool() && account.cohort != null) {
      account.cohort.shortOfPool.add(account);
    }
    if (account.line.nextAfter(null) == claim) {
      setReclaims(account, account.lacksOwn(claim));
    }
  }

  private static QuotaAccount stopWaiting(QuotaClaim claim) {
    QuotaAccount account = Objects.requireNonNull(claim.waitsAt);
    account.line.remove(claim);
    claim.waitsAt = null;
    return account;
  }

  private void roomIn(QuotaAccount account) {
    unsettle(account);
    if (account.cohort != null) {
      account.cohort.shortOfPool.forEach(this::unsettle);
    }
  }

  private void unsettle(QuotaAccount account) {
    if (!account.unsettled) {
      if (account.line.size() == 0 && account.reclaims == null) {
        return;
      }
      account.unsettled = true;
      unsettled.add(account);
    }
    startOver(account);
  }

  private static void startOver(QuotaAccount account) {
    account.tried = null;
    account.inVain = 0;
    account.toReclaim = null;
    if (account.unsettled && account.cohort != null) {
      account.cohort.queue(account);
    }
  }

  private void settled(QuotaAccount account) {
    account.unsettled = false;
    account.turn = null;
    unsettled.remove(account);
    if (account.cohort != null && account.line.nextAfter(null) == null) {
      account.cohort.shortOfPool.remove(account);
    }
    setReclaims(account, account.toReclaim);
  }

  private void setReclaims(QuotaAccount account, @Nullable Share share) {
    Share before = account.reclaims;
    if (before == share) {
      return;
    }
    account.reclaims = share;
    if (share != null && share.ledger != null) {
      share.ledger.reclaiming++;
    }
    if (before != null && before.ledger != null) {
      before.ledger.reclaiming--;
      if (account.cohort != null) {
        account.cohort.shortOfPool.forEach(this::unsettle);
      }
    }
  }

  /**
   * Admits a job that has room since something was given back or changed; null when none has. To be
   * asked until it is null, after every other call.
   */
  public @Nullable QuotaJob next() {
    QuotaClaim stray;
    while ((stray = strays.pollFirst()) != null) {
      if (tryAdmit(stray.job) == null) {
        return stray.job;
      }
    }
    QuotaAccount due;
    while ((due = unsettled.peek()) != null) {
      QuotaAccount account = due.cohort == null ? due : due.cohort.foremost();
      QuotaClaim claim = account.next();
      if (claim == null) {
        settled(account);
        continue;
      }
      boolean admitted = tryNext(account, claim);
      if (account.unsettled && account.cohort != null) {
        account.cohort.queue(account);
      }
      if (admitted) {
        return claim.job;
      }
    }
    return null;
  }

  /** Tries a job that waits for an account; whether it was admitted. */
  private boolean tryNext(QuotaAccount account, QuotaClaim claim) {
    if (account.impossible(claim) != null) {
      account.line.remove(claim);
      account.line.addAside(claim);
      return false;
    }
    if (!account.hasRoomFor(claim)) {
      noteInVain(account, claim);
      return false;
    }
    QuotaAccount other = refusing(claim, account);
    stopWaiting(claim);
    if (other != null) {
      await(claim, other);
      return false;
    }
    commit(claim);
    return true;
  }

  private void noteInVain(QuotaAccount account, QuotaClaim claim) {
    if (account.lacksPool() && account.cohort != null) {
      account.cohort.shortOfPool.add(account);
    }
    if (account.tried == null) {
      account.toReclaim = account.lacksOwn(claim);
    }
    account.tried = claim;
    if (account.line.isStrict() || ++account.inVain >= LOOKAHEAD) {
      settled(account);
    }
  }

  // ---- quotas

  /**
   * Adds a quota, or replaces the one of its name. Nothing that was admitted is stopped, even when
   * more is used now than there is.
   *
   * @param live every job that has entered and not left
   * @param passed of a live job that no quota counted so far: whether it was let through
   * @throws IllegalArgumentException as {@link QuotaRules#put}; then nothing has changed
   */
  public void put(
      Quota quota, Iterable<? extends QuotaJob> live, Predicate<? super QuotaJob> passed) {
    rules.put(quota);
    countingByKind.clear();
    QuotaAccount account = accounts.get(quota.name());
    if (account == null) {
      QuotaAccount opened = open(quota);
      recount(opened, live, passed);
      reconsider(opened);
      return;
    }
    Quota old = account.quota;
    forgetScarcity(account);
    boolean sameJobs =
        Objects.equals(old.tenant(), quota.tenant())
            && Objects.equals(old.queue(), quota.queue())
            && old.priorityClasses().equals(quota.priorityClasses())
            && old.limits().keySet().equals(quota.limits().keySet());
    boolean sameCohort = Objects.equals(old.cohort(), quota.cohort());
    if (!sameCohort) {
      leaveCohort(account);
    }
    account.quota = quota;
    if (old.order() != quota.order()) {
      WaitLine line = new WaitLine(quota.order());
      account.line.moveTo(line);
      account.line = line;
    }
    if (!sameJobs) {
      leaveCohort(account);
      account.shares = shares(quota);
      recount(account, live, passed);
    } else {
      account.shares.forEach(share -> limit(quota, share));
      if (!sameCohort) {
        joinCohort(account);
      }
    }
    reconsider(account);
  }

  /** Takes a quota away; false when there was none of that name. */
  public boolean remove(String name, Iterable<? extends QuotaJob> live) {
    if (rules.remove(name) == null) {
      return false;
    }
    countingByKind.clear();
    QuotaAccount account = account(name);
    forgetScarcity(account);
    leaveCohort(account);
    account.shares = List.of();
    recount(account, live, job -> false);
    startOver(account);
    settled(account);
    accounts.remove(name);
    return true;
  }

  private QuotaAccount open(Quota quota) {
    QuotaAccount account = new QuotaAccount(quota);
    account.shares = shares(quota);
    accounts.put(quota.name(), account);
    joinCohort(account);
    return account;
  }

  private static List<Share> shares(Quota quota) {
    List<Share> shares = new ArrayList<>(quota.limits().size());
    for (String resource : quota.limits().keySet()) {
      Share share = new Share(quota.name(), resource);
      limit(quota, share);
      shares.add(share);
    }
    return shares;
  }

  private static void limit(Quota quota, Share share) {
    long nominal = quota.limits().getOrDefault(share.resource, 0L);
    long lendable = QuotaRules.lendable(quota, share.resource);
    long borrowable = QuotaRules.borrowable(quota, share.resource);
    if (share.ledger == null) {
      share.nominal = nominal;
      share.lendable = lendable;
      share.mayBorrow = borrowable;
    } else {
      share.ledger.limit(share, nominal, lendable, borrowable);
    }
  }

  private void joinCohort(QuotaAccount account) {
    String name = account.quota.cohort();
    if (name == null) {
      return;
    }
    Cohort cohort = cohorts.computeIfAbsent(name, absent -> new Cohort());
    account.cohort = cohort;
    cohort.members.put(account.name(), account);
    account.shares.forEach(cohort::join);
    if (account.unsettled) {
      cohort.queue(account);
    }
  }

  private void leaveCohort(QuotaAccount account) {
    Cohort cohort = account.cohort;
    if (cohort == null) {
      return;
    }
    account.shares.forEach(cohort::leave);
    account.cohort = null;
    account.turn = null;
    cohort.members.remove(account.name());
    cohort.shortOfPool.remove(account);
    cohort.members.values().forEach(this::reconsiderOne);
    if (cohort.members.isEmpty()) {
      cohorts.values().remove(cohort);
    }
  }

  /** Counts anew which jobs a quota counts and what they use. */
  private void recount(
      QuotaAccount account, Iterable<? extends QuotaJob> live, Predicate<? super QuotaJob> passed) {
    leaveCohort(account);
    account.jobs = 0;
    account.concurrentJobs = 0;
    account.shares.forEach(share -> share.used = 0);
    boolean gone = rules.get(account.name()) == null;
    for (QuotaJob job : live) {
      boolean counts = !gone && account.quota.appliesTo(job.job());
      QuotaClaim claim = job.quotaClaim();
      if (claim == null && counts) {
        claim = new QuotaClaim(job, List.of());
        claim.state = passed.test(job) ? QuotaClaim.State.ADMITTED : QuotaClaim.State.PRESENT;
        job.quotaClaim(claim);
      }
      if (claim != null) {
        recount(account, claim, counts);
      }
    }
    joinCohort(account);
    roomIn(account);
  }

  private void recount(QuotaAccount account, QuotaClaim claim, boolean counts) {
    if (counts != claim.accounts.contains(account)) {
      claim.accounts = counting(claim.job);
    }
    if (counts) {
      account.jobs++;
      if (claim.state == QuotaClaim.State.ADMITTED) {
        account.use(claim.asked(), 1);
      }
    } else if (claim.waitsAt == account) {
      stopWaiting(claim);
      claim.state = QuotaClaim.State.PRESENT;
      strays.add(claim);
    }
    if (claim.accounts.isEmpty() && !strays.contains(claim)) {
      claim.job.quotaClaim(null);
    }
  }

  private void forgetScarcity(QuotaAccount account) {
    setReclaims(account, null);
    if (account.cohort != null) {
      account.cohort.shortOfPool.remove(account);
    }
  }

  /** What was impossible may be possible, here and where it could be lent to. */
  private void reconsider(QuotaAccount account) {
    if (account.cohort == null) {
      reconsiderOne(account);
    } else {
      account.cohort.members.values().forEach(this::reconsiderOne);
    }
  }

  private void reconsiderOne(QuotaAccount account) {
    account.line.reconsider();
    unsettle(account);
  }

  private QuotaAccount account(String name) {
    QuotaAccount account = accounts.get(name);
    if (account == null) {
      throw new IllegalStateException("quota '" + name + "' has no account");
    }
    return account;
  }

  // ---- questions

  /** The quota of that name and what is used of it, if there is one; all, by name, for null. */
  public List<QuotaUsage> usage(@Nullable String name) {
    if (name == null) {
      return accounts.values().stream().map(QuotaAccount::usage).toList();
    }
    QuotaAccount account = accounts.get(name);
    return account == null ? List.of() : List.of(account.usage());
  }

  /** Throws when the books do not add up. For tests, after {@link #next} has given null. */
  public void checkInvariants(Iterable<? extends QuotaJob> live) {
    new Audit(accounts, cohorts).check(live);
  }
}
