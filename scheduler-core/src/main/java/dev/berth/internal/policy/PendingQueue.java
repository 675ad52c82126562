package dev.berth.internal.policy;

import dev.berth.internal.policy.backfill.Planner;
import dev.berth.internal.policy.backfill.Reservation;
import dev.berth.model.Job;
import dev.berth.model.PriorityFactors;
import dev.berth.model.Requirements;
import dev.berth.queue.Backfill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The waiting jobs of one profile, in the order of its policy.
 *
 * <pre>
 *             add        lanes: one for each class and group, in order         next
 *   submit ────────▶  open    9 ▸ 12 ▸ 40        ─┐                   ┌──────────▶ decide ──▶ placed
 *                     open    7 ▸ 8              ─┴─ first of all ────┘              │
 *                     closed  3 ▸ 5 ▸ 6 …  ◀─────────────────────────────────────────┘ refused
 *                       │    ▲
 *                       └────┘ a change could help, or the back-off has passed
 * </pre>
 *
 * <p>Jobs of one class fit or fit not together. So when one fits nowhere its whole class is
 * <em>parked</em>: its lanes are closed, and their jobs cost no decisions. They open when a worker
 * changed for the better and now passes the class's filters, or when its back-off has passed.
 *
 * <p>What happens to the others when the first fits nowhere is the {@link Backfill}'s to say. With
 * reservations the queue is gone through in order, by {@link BackfillPass}, whenever something has
 * changed.
 *
 * <p><b>Order:</b> that of the {@link QueueOrder}, exactly, except that of more than {@value
 * #MOST_ASKED} parked classes only so many are asked about one change, the highest priorities
 * first. A job that came back keeps its age.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(log n) for a job that comes or
 * goes. <b>Time:</b> nanoseconds from 0 that never go back.
 */
public final class PendingQueue {

  /** How many parked classes are asked about one changed worker: bounds what hopeless jobs cost. */
  static final int MOST_ASKED = 1024;

  /** Nothing refuses a job. */
  public static final int ACCEPTED = 0;

  /** Beside the facets: a worker was added, which may help whatever the filters read. */
  public static final int WORKER_ADDED = 1 << 31;

  /** Instead of facets: a filter faulted, and is not to be asked before the back-off has passed. */
  public static final int UNKNOWN = 1 << 30;

  private static final BitSet NOWHERE = new BitSet();

  /** Whether a worker would take a job now; asked of one worker that changed for the better. */
  @FunctionalInterface
  public interface Acceptance {
    /**
     * The facets read by what refuses the job, as bits, or {@link PendingQueue#ACCEPTED} or {@link
     * PendingQueue#UNKNOWN}.
     */
    int refusedBy(WaitingJob job);
  }

  /** Whether a worker could take a job once others have left it. */
  @FunctionalInterface
  public interface Prospect {
    boolean couldTake(WaitingJob job, int row);
  }

  private final QueueOrder order;
  private final Backfill backfill;
  private final JobClasses classes;
  private final Consumer<WaitingJob> onParked;
  private final Consumer<WaitingJob> onExpired;
  private final Planner planner;
  private final @Nullable BackfillPass pass;

  private final List<Lane> busy = new ArrayList<>();

  /** The lanes that take part, by whose turn it is; a pass of backfill's while there is one. */
  private final LaneHeap turns = new LaneHeap();

  private final ParkedClasses parked = new ParkedClasses();
  private final Alarms alarms = new Alarms();
  private final BitSet keptFrom = new BitSet();
  private final Consumer<WaitingJob> reorder = this::reorder;

  /** Parked classes that jobs joined since the last decision. */
  private final List<JobClass> joined = new ArrayList<>();

  private int parkedRefusedBy;
  private int waiting;
  private long nanos;

  /**
   * An empty queue.
   *
   * @param planner is told who runs where and until when, once it is active
   * @param onParked told of every job that steps aside or blocks the queue
   * @param onExpired told of every job that waited longer than its order allows; it is out already
   */
  public PendingQueue(
      QueueOrder order,
      Backfill backfill,
      JobClasses classes,
      Planner planner,
      Prospect prospect,
      Consumer<WaitingJob> onParked,
      Consumer<WaitingJob> onExpired) {
    this.order = order;
    this.backfill = backfill;
    this.classes = classes;
    this.onParked = onParked;
    this.onExpired = onExpired;
    this.planner = planner;
    pass =
        backfill.mode() == Backfill.Mode.RESERVING
            ? new BackfillPass(order, planner, prospect, busy, turns, backfill.depth())
            : null;
  }

  // ---- classes

  /** Gives a job its class and its group; once, before it is queued. */
  public JobClass admit(WaitingJob job, Job spec) {
    Duration limit = spec.timeLimit();
    job.estimate(limit == null ? backfill.assumed() : limit);
    JobClass jobClass = classes.admit(spec);
    job.lane = jobClass.lane(order.group(job));
    return jobClass;
  }

  /** A job is final. */
  public void forget(WaitingJob job) {
    JobClass jobClass = job.jobClass();
    if (classes.forget(job) && jobClass.parked) {
      parked.remove(jobClass);
      jobClass.parked = false;
    }
  }

  // ---- jobs

  /** How many jobs wait, parked or not. */
  public int size() {
    return waiting;
  }

  /** Takes a job: submitted, retried, resumed, or its worker was lost. */
  public void add(WaitingJob job) {
    job.alarm = order.countsWaits() ? order.newAlarm(job, nanos) : null;
    job.lane = job.jobClass().lane(order.group(job)); // its group may have been forgotten
    boolean ranksMove = order.queued(job, nanos);
    enter(job);
    waiting++;
    job.jobClass().toTell(job);
    if (job.jobClass().parked && !isStrict()) {
      joined.add(job.jobClass());
    }
    if (ranksMove) {
      rerank(job.group());
    }
  }

  /** Takes a job out, wherever it waits. */
  public void remove(WaitingJob job) {
    leave(job);
    waiting--;
    order.left(job, nanos);
    JobClass jobClass = job.jobClass();
    if (jobClass.isIdle() && jobClass.parked) {
      open(jobClass);
    }
  }

  /**
   * The job to be tried next, or null when there is none worth trying. What became of it is to be
   * said by {@link #placed}, {@link #refused} or {@link #deferred} before the next is asked for.
   */
  public @Nullable WaitingJob next() {
    tellJoined();
    if (pass != null) {
      return pass.next(nanos);
    }
    Lane lane = turns.first();
    return lane == null || lane.jobClass.parked ? null : lane.first();
  }

  /** A look at the oldest jobs, whatever the order. */
  public QueueWindow window() {
    return new QueueWindow(busy);
  }

  /** Tells those who joined a parked class, unless it has come back meanwhile. */
  private void tellJoined() {
    if (!joined.isEmpty()) {
      for (JobClass jobClass : joined) {
        if (jobClass.parked) {
          jobClass.tellAll(onParked);
        }
      }
      joined.clear();
    }
  }

  /** The workers that the job tried must not go to, because of what is promised to others there. */
  public BitSet keptFrom(WaitingJob job) {
    if (pass != null) {
      return pass.keptFrom(job);
    }
    if (planner.advances().isEmpty()) {
      return NOWHERE;
    }
    planner.conflicts(
        job.jobClass().demand(planner), nanos, job.estimate(), job.tenant(), keptFrom);
    return keptFrom;
  }

  /** The job that was tried last is on that worker, and waits no longer. */
  public void placed(WaitingJob job, int row) {
    JobClass jobClass = job.jobClass();
    jobClass.refusals = 0;
    if (pass != null) {
      pass.placed(job, row);
    }
    leave(job);
    waiting--;
    if (order.placed(job, nanos)) {
      rerank(job.group());
    }
  }

  /**
   * Tells the planner, if it is at work, of a job on a worker, or of its part there, and for how
   * much longer it is expected to run.
   */
  public void plan(WaitingJob job, int row, Requirements part, long left) {
    if (planner.isActive()) {
      JobClass jobClass = job.jobClass();
      long[] demand =
          part == jobClass.requirements()
              ? jobClass.demand(planner)
              : planner.demand(part.resources());
      Reservation reservation = planner.started(row, nanos, left, demand, job.tenant());
      reservation.next(job.reservation);
      job.reservation = reservation;
    }
  }

  /** A job that runs on one worker goes on on another, for as long as it was expected to. */
  public void moved(WaitingJob job, int row) {
    Reservation held = job.reservation;
    if (held != null) {
      job.reservation = null;
      planner.ended(held, nanos);
      plan(job, row, job.requirements(), Math.max(1, held.end() - nanos));
    }
  }

  /**
   * A job that was placed has left its worker, whatever becomes of it now.
   *
   * @param finished whether it ran to its end, well or badly, and was not taken off
   */
  public void ended(WaitingJob job, boolean finished) {
    for (Reservation held = job.reservation; held != null; held = held.next()) {
      planner.ended(held, nanos);
    }
    job.reservation = null;
    if (order.ended(job, finished, nanos)) {
      rerank(job.group());
    }
    order.renewKeys(job, reorder);
  }

  /**
   * The job that was tried last found no worker.
   *
   * @param refusedBy facets read by the filters that refused it, and {@link #WORKER_ADDED}, as
   *     bits; 0 when nothing but the back-off brings it back
   * @return how many times in a row its class has been refused, for the back-off
   */
  public int refused(WaitingJob job, int refusedBy) {
    JobClass jobClass = job.jobClass();
    jobClass.refusals++;
    jobClass.round++;
    jobClass.refusedBy = refusedBy;
    parkedRefusedBy |= refusedBy;
    jobClass.parked = true;
    parked.add(jobClass);
    if (pass != null) {
      pass.refused(job);
    }
    if (isStrict()) {
      if (job.isUntold()) {
        jobClass.told(job);
        onParked.accept(job);
      }
    } else {
      for (Lane lane = jobClass.firstLane; lane != null && pass == null; lane = lane.nextOfClass) {
        turns.remove(lane);
      }
      jobClass.tellAll(onParked);
    }
    return jobClass.refusals;
  }

  /** Whether the queue goes on to the next when a job was {@link #deferred}. */
  public boolean defers() {
    return pass != null;
  }

  /** The job that was tried last found no worker but those it was kept from. */
  public void deferred(WaitingJob job) {
    if (pass == null) {
      throw new IllegalStateException("job " + job.id() + " cannot be deferred");
    }
    pass.deferred(job);
  }

  /** Whether a change of these facets could help anybody who waits here. */
  public boolean awaits(int facetBits) {
    return (parkedRefusedBy & facetBits) != 0;
  }

  /**
   * A worker changed for the better in these facets: brings back the classes that it would take.
   */
  public void changed(int facetBits, Acceptance worker) {
    parked.ask(
        MOST_ASKED,
        jobClass -> {
          WaitingJob first = jobClass.firstLane == null ? null : jobClass.firstLane.first();
          if ((jobClass.refusedBy & facetBits) == 0 || first == null) {
            return false;
          }
          int refusedBy = worker.refusedBy(first);
          if (refusedBy == UNKNOWN) {
            jobClass.refusedBy = 0;
            return false;
          }
          if (refusedBy != ACCEPTED) {
            // Cured of what it was refused for, the worker is short of something else: await that.
            jobClass.refusedBy |= refusedBy;
            parkedRefusedBy |= refusedBy;
            return false;
          }
          reopen(jobClass);
          return true;
        });
    if (parked.size() == 0) {
      parkedRefusedBy = 0;
    }
  }

  /** Something has changed in the fleet: what was promised may be had earlier. */
  public void fleetChanged() {
    if (pass != null) {
      pass.fleetChanged();
    }
  }

  /**
   * The back-off of a class has passed: it is tried again, whatever has changed.
   *
   * @param round the class's {@link JobClass#round} when the back-off began; another has begun
   *     since when it differs
   */
  public void backoffPassed(JobClass jobClass, long round) {
    if (jobClass.round() == round && jobClass.parked) {
      open(jobClass);
    }
  }

  /** Whether a job waits only because another blocks a strict queue. */
  public boolean isBehindBlockedHead(WaitingJob job) {
    Lane lane = isStrict() ? turns.first() : null;
    return lane != null && lane.jobClass.parked && lane.first() != job;
  }

  /** The waiting jobs that are before one, in order. O(n log n) for so many. */
  public List<WaitingJob> before(WaitingJob job) {
    record Turn(double rank, WaitingJob job) {
      boolean isBefore(Turn other) {
        return rank < other.rank || (rank == other.rank && job.isBefore(other.job));
      }
    }
    Turn own = new Turn(order.rank(job.group(), job), job);
    List<Turn> before = new ArrayList<>();
    for (Lane lane : busy) {
      WaitingJob next = lane.first();
      while (next != null) {
        Turn turn = new Turn(order.rank(lane.group, next), next);
        if (!turn.isBefore(own)) {
          break;
        }
        before.add(turn);
        next = lane.after(next, Lane.ANY_ESTIMATE);
      }
    }
    before.sort((one, other) -> one.isBefore(other) ? -1 : one == other ? 0 : 1);
    return before.stream().map(Turn::job).toList();
  }

  /** In how many nanoseconds a waiting job is promised to start, or {@link QueueOrder#NEVER}. */
  public long promised(WaitingJob job) {
    Reservation promise = job.reservation;
    return promise == null || promise.isRunning()
        ? QueueOrder.NEVER
        : Math.max(0, promise.start() - nanos);
  }

  /** On how many workers a job must not start now because of what is promised to others. */
  public int countKeptFrom(WaitingJob job) {
    return pass == null ? 0 : pass.countKeptFrom(job);
  }

  /** What a waiting job's rank is made of, where its order has that; else null. */
  public @Nullable PriorityFactors factors(WaitingJob job) {
    return order.explain(job);
  }

  // ---- time

  /** A cycle begins, at that time. */
  public void startCycle(long now) {
    nanos = now;
  }

  /** Time passes: jobs may come to rank otherwise, or have waited too long. */
  public void advance(long now) {
    nanos = now;
    for (Alarm alarm = alarms.first(); alarm != null && alarm.at <= now; alarm = alarms.first()) {
      WaitingJob job = alarm.job();
      alarms.remove(alarm);
      alarm.count++;
      if (order.alarmed(job, now) == QueueOrder.Verdict.EXPIRE) {
        remove(job);
        onExpired.accept(job);
      } else {
        reorder(job);
      }
    }
    if (order.recalculates(now)) {
      for (int i = 0; i < busy.size(); i++) {
        rerank(busy.get(i));
      }
      if (pass != null) {
        pass.orderChanged();
      }
    }
  }

  /** When time is to be told it again though nothing else happens, or {@link QueueOrder#NEVER}. */
  public long nextAlarm() {
    Alarm first = alarms.first();
    long alarm = first == null ? QueueOrder.NEVER : first.at;
    return pass == null ? alarm : Math.min(alarm, pass.nextStart());
  }

  /**
   * Throws when anything is inconsistent, and visits the waiting jobs. For tests, while nobody is
   * at work on it; what is planned has a check of its own.
   */
  public void checkInvariants(Consumer<WaitingJob> visitor) {
    new QueueCheck(order, backfill, visitor).check(busy, turns, parked, alarms, waiting);
  }

  // ---- inside

  /** Takes a job to its new place; what it was promised stays, and whether it was told. */
  private void reorder(WaitingJob job) {
    boolean untold = job.isUntold();
    Reservation promise = job.reservation;
    job.reservation = null;
    leave(job);
    enter(job);
    job.reservation = promise;
    if (untold) {
      job.jobClass().toTell(job);
    }
  }

  private boolean isStrict() {
    return backfill.mode() == Backfill.Mode.STRICT;
  }

  private void enter(WaitingJob job) {
    job.key = order.key(job);
    Lane lane = job.jobClass().lane(job.group());
    lane.add(job);
    lane.group.entered(lane);
    if (lane.size() == 1) {
      lane.indexInQueue = busy.size();
      busy.add(lane);
      lane.jobClass.link(lane);
    }
    if (lane.first() == job) {
      headChanged(lane);
    }
    Alarm alarm = job.alarm;
    if (alarm != null) {
      long at = order.alarm(job);
      if (at != QueueOrder.NEVER) {
        alarm.set(at);
        alarms.add(alarm);
      }
    }
    if (pass != null) {
      pass.orderChanged();
    }
  }

  private void leave(WaitingJob job) {
    Lane lane = job.lane();
    boolean wasFirst = lane.first() == job;
    if (pass != null) {
      pass.leaves(job, lane);
    }
    lane.remove(job);
    job.group().left(lane);
    job.jobClass().told(job);
    if (job.alarm != null && order.alarm(job) != QueueOrder.NEVER && Alarms.contains(job.alarm)) {
      alarms.remove(job.alarm);
    }
    if (lane.size() == 0) {
      Lane last = busy.remove(busy.size() - 1);
      if (last != lane) {
        busy.set(lane.indexInQueue, last);
        last.indexInQueue = lane.indexInQueue;
      }
      lane.jobClass.unlink(lane);
      if (LaneHeap.contains(lane)) {
        turns.remove(lane);
      }
      lane.cursor = null;
    } else if (wasFirst) {
      headChanged(lane);
    }
  }

  private void headChanged(Lane lane) {
    if (pass != null) {
      return;
    }
    WaitingJob first = lane.first();
    lane.cursor = first;
    lane.rank = first == null ? 0 : order.rank(lane.group, first);
    if (LaneHeap.contains(lane)) {
      turns.moved(lane);
    } else if (isStrict() || !lane.jobClass.parked) {
      turns.add(lane);
    }
  }

  private void rerank(Group group) {
    for (int i = 0; i < group.busy.size(); i++) {
      rerank(group.busy.get(i));
    }
  }

  private void rerank(Lane lane) {
    if (LaneHeap.contains(lane) && lane.cursor != null) {
      lane.rank = order.rank(lane.group, lane.cursor);
      turns.moved(lane);
    }
  }

  /** The class is out of the parked ones; lets its lanes take part again. */
  private void reopen(JobClass jobClass) {
    jobClass.parked = false;
    if (pass == null && !isStrict()) {
      for (Lane lane = jobClass.firstLane; lane != null; lane = lane.nextOfClass) {
        headChanged(lane);
      }
    }
    if (pass != null) {
      pass.orderChanged();
    }
  }

  private void open(JobClass jobClass) {
    parked.remove(jobClass);
    reopen(jobClass);
  }
}
