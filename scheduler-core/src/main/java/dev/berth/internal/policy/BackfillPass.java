package dev.berth.internal.policy;

import dev.berth.internal.policy.backfill.Planner;
import dev.berth.internal.policy.backfill.Reservation;
import dev.berth.queue.Backfill;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a queue in order and says who may start now without delaying what is promised to
 * those before.
 *
 * <p>A pass begins anew whenever something has changed. It walks all lanes at once, merged by
 * order:
 *
 * <ul>
 *   <li>before the walk, some have {@link Appointments} whatever their place;
 *   <li>a job that fits now, and does not run into a promise on the worker, is a candidate;
 *   <li>the first so many others are promised the earliest start that the estimates allow;
 *   <li>behind these, lanes of parked classes are left out, and in a lane that fits only where
 *       something is promised, jobs that would run too long are skipped by the lane's tree.
 * </ul>
 *
 * <p>With a promise for everybody, promises stay from pass to pass. When something has ended or
 * changed each is given up and made again in order, never later than before as long as estimates
 * hold.
 *
 * <p><b>Thread-safety:</b> none; owned by the queue. <b>Cost:</b> O(lanes) to begin a pass, then
 * O(log lanes + log jobs) and a decision for each candidate, and a {@link Planner#find} for each
 * promise. With a promise for everybody O(jobs) and a find for each after every end.
 *
 * <p><b>Source:</b> EASY: Lifka, JSSPP 1995; conservative: Mu'alem and Feitelson, TPDS 2001.
 */
final class BackfillPass {

  private final QueueOrder order;
  private final Planner planner;
  private final PendingQueue.Prospect prospect;
  private final List<Lane> lanes;
  private final int depth;
  private final LaneHeap walk;
  private final Appointments appointments;
  private final List<WaitingJob> promised = new ArrayList<>();
  private final BitSet keptFrom = new BitSet();
  private long longestKept;

  /** What was promised to the job that is tried: it is not in its own way. */
  private @Nullable Reservation lifted;

  private long now;

  /** Whether a pass is to begin anew, and whether something may be had earlier than promised. */
  private boolean outdated = true;

  private boolean freed = true;

  /** Whether appointments are being made, and a claimant to be tried before that goes on. */
  private boolean appointing;

  private @Nullable WaitingJob urgent;
  private boolean improving;
  private boolean walking;
  private long passes;
  private int hopeless;
  private long nextStart = QueueOrder.NEVER;

  BackfillPass(
      QueueOrder order,
      Planner planner,
      PendingQueue.Prospect prospect,
      List<Lane> lanes,
      LaneHeap walk,
      int depth) {
    this.order = order;
    this.planner = planner;
    this.prospect = prospect;
    this.lanes = lanes;
    this.walk = walk;
    this.depth = depth;
    appointments = new Appointments(order, planner, prospect);
  }

  private boolean isForEverybody() {
    return depth == Backfill.EVERYBODY;
  }

  /** A job came or went, or ranks otherwise. */
  void orderChanged() {
    outdated = true;
  }

  /** A worker has other jobs than before, or changed itself. */
  void fleetChanged() {
    outdated = true;
    freed = true;
  }

  /** The earliest time after now at which somebody was promised to start. */
  long nextStart() {
    return nextStart;
  }

  @Nullable WaitingJob next(long nanos) {
    if (outdated || nanos >= nextStart) {
      begin(nanos);
    } else if (walking && nanos != now) {
      // Who was passed over would be again: as time passes, less fits before a promise.
      now = nanos;
      planner.correct(now);
    }
    if (appointing) {
      if (urgent == null) {
        urgent = appointments.make(now);
      }
      if (urgent != null) {
        return urgent;
      }
      appointing = false;
      startWalk();
    }
    Lane lane = walk.first();
    while (lane != null) {
      WaitingJob job = at(lane);
      if (isForEverybody()) {
        promiseAnew(job);
        if (isToBeTried(job)) {
          return job;
        }
        passOver(job);
      } else if (lane.jobClass.parked) {
        promise(job); // there is another to be made, or it would not be here
        passOver(job);
      } else if (job.estimate > lane.jobClass.longest(passes) && job.reservation == null) {
        promise(job);
        passOver(job);
      } else {
        return job;
      }
      lane = walk.first();
    }
    walking = false;
    return null;
  }

  /** Its time has come, or it cannot be promised any: then a decision is to find out why. */
  private boolean isToBeTried(WaitingJob job) {
    return job.reservation == null ? !job.jobClass().parked : isDue(job.reservation);
  }

  private void begin(long nanos) {
    now = nanos;
    improving = freed;
    freed = false;
    outdated = false;
    nextStart = QueueOrder.NEVER;
    planner.correct(now);
    if (!isForEverybody()) {
      promised.forEach(this::withdraw);
      promised.clear();
    }
    walk.clear();
    walking = true;
    appointing = !isForEverybody();
    urgent = null;
    lifted = null;
    passes++;
    hopeless = 0;
    if (appointing) {
      appointments.clear();
    } else {
      startWalk();
    }
  }

  private void startWalk() {
    nextStart = Math.min(nextStart, appointments.nextStart());
    for (int i = 0; i < lanes.size(); i++) {
      Lane lane = lanes.get(i);
      lane.fitsNever = false;
      WaitingJob first = lane.first();
      lane.cursor = first;
      lane.rank = first == null ? 0 : order.rank(lane.group, first);
    }
    if (!isForEverybody()) {
      promiseBlockedFirst();
    }
    boolean promising = promised.size() < depth;
    walk.addAll(lanes, lane -> !promising && isHopeless(lane));
  }

  /** Where only the first has a promise, and is known not to fit, it is found without a walk. */
  private void promiseBlockedFirst() {
    if (depth > 1 || lanes.isEmpty()) {
      return;
    }
    Lane first = lanes.get(0);
    for (int i = 1; i < lanes.size(); i++) {
      if (LaneHeap.isBefore(lanes.get(i), first)) {
        first = lanes.get(i);
      }
    }
    if (first.jobClass.parked) {
      promise(at(first));
    }
  }

  private static WaitingJob at(Lane lane) {
    WaitingJob job = lane.cursor;
    if (job == null) {
      throw new IllegalStateException("the lane stands at no job");
    }
    return job;
  }

  private void stand(Lane lane, @Nullable WaitingJob job) {
    lane.cursor = job;
    if (job != null) {
      lane.rank = order.rank(lane.group, job);
      if (LaneHeap.contains(lane)) {
        walk.moved(lane);
      } else {
        walk.add(lane);
      }
    } else if (LaneHeap.contains(lane)) {
      walk.remove(lane);
    }
  }

  /** The job that was tried is on that worker. */
  void placed(WaitingJob job, int row) {
    if (job == urgent) {
      urgent = null;
      return;
    }
    passOver(job);
    if (lifted != null && !(isForEverybody() && lifted.row() == row)) {
      fleetChanged(); // others may want what it was promised and did not take
    }
  }

  /** The job has been dealt with in this pass: its lane goes on to the next. */
  private void passOver(WaitingJob job) {
    Lane lane = job.lane();
    boolean promising = promised.size() < depth;
    WaitingJob next =
        promising || !lane.jobClass.parked
            ? lane.after(job, promising ? Lane.ANY_ESTIMATE : lane.jobClass.longest(passes))
            : null;
    if (!lane.jobClass.parked) {
      next = appointments.firstBetween(lane, job, next);
    }
    boolean giveUp = lane.fitsNever && next != null && next.reservation == null;
    stand(lane, giveUp ? null : next);
  }

  /** A job is about to leave its lane. */
  void leaves(WaitingJob job, Lane lane) {
    if (job.reservation != null && !job.reservation.isRunning()) {
      withdraw(job);
      fleetChanged(); // others may have earlier what was promised to it
    }
    if (job == urgent) {
      urgent = null;
    }
    if (lane.cursor == job && !appointing) {
      stand(lane, null);
      outdated = true;
    }
  }

  private void withdraw(WaitingJob job) {
    Reservation reservation = job.reservation;
    if (reservation != null && !reservation.isRunning()) {
      planner.cancel(reservation);
      job.reservation = null;
    }
  }

  /** On how many workers a job must not start now because of what is promised to others. */
  int countKeptFrom(WaitingJob job) {
    BitSet rows = new BitSet();
    planner.conflicts(job.jobClass().demand(planner), now, job.estimate(), job.tenant(), rows);
    return rows.cardinality();
  }

  /** The workers on which the job must not start now. */
  BitSet keptFrom(WaitingJob job) {
    lifted = job.reservation;
    withdraw(job);
    longestKept =
        planner.conflicts(
            job.jobClass().demand(planner), now, job.estimate(), job.tenant(), keptFrom);
    return keptFrom;
  }

  /** The class of the job fits nowhere. */
  void refused(WaitingJob job) {
    missed(job);
  }

  /** The job fits only where it must not go. */
  void deferred(WaitingJob job) {
    // Another tenant's job may fit where this does not; one with a promise may stay for longer.
    if (planner.advances().isEmpty() && lifted == null) {
      job.jobClass().longest(passes, WaitingJob.wholeSeconds(longestKept));
    }
    missed(job);
  }

  private void missed(WaitingJob job) {
    if (job == urgent) {
      urgent = null;
      order.postpone(job, now);
      return;
    }
    if (lifted != null && !isForEverybody()) {
      planner.restore(lifted);
      job.reservation = lifted;
    }
    promise(job);
    passOver(job);
    leaveOut(job.jobClass());
  }

  /** Once nobody is to be promised anything any more: nobody in the lane can start in this pass. */
  private boolean isHopeless(Lane lane) {
    boolean tooLong = lane.leastEstimate() > lane.jobClass.longest(passes);
    return lane.jobClass.parked || (tooLong && !appointments.isIn(lane));
  }

  /** Takes lanes out of the walk that have become hopeless, once they are many. */
  private void leaveOut(JobClass jobClass) {
    if (promised.size() < depth) {
      return;
    }
    for (Lane lane = jobClass.firstLane; lane != null; lane = lane.nextOfClass) {
      hopeless += LaneHeap.contains(lane) && isHopeless(lane) ? 1 : 0;
    }
    if (2 * hopeless > walk.size()) {
      walk.removeIf(this::isHopeless);
      hopeless = 0;
    }
  }

  /** Promises a job its earliest start if it is its turn to have a promise. */
  private void promise(WaitingJob job) {
    if (promised.size() < depth && (isForEverybody() || job.reservation == null)) {
      Reservation reservation = earliest(job);
      job.reservation = reservation;
      if (reservation != null && !isForEverybody()) {
        promised.add(job);
        if (promised.size() == depth) {
          walk.removeIf(this::isHopeless);
        }
      }
    }
  }

  /** Keeps, improves or makes the promise of a job whose time has not come. */
  private void promiseAnew(WaitingJob job) {
    Reservation had = job.reservation;
    if (had != null && had.isStanding() && !isDue(had) && !improving) {
      nextStart = Math.min(nextStart, had.start());
      return;
    }
    if (had != null && had.isStanding() && isDue(had) && !job.jobClass().parked) {
      return;
    }
    withdraw(job);
    Reservation reservation = earliestOrNow(job);
    if (reservation != null && isDue(reservation) && job.jobClass().parked) {
      planner.cancel(reservation); // it waits for more than room
    } else {
      job.reservation = reservation;
    }
  }

  private boolean isDue(Reservation reservation) {
    return reservation.start() <= now;
  }

  /**
   * The earliest start but now; null when that is never, or now: then it waits for more than room.
   */
  private @Nullable Reservation earliest(WaitingJob job) {
    Reservation reservation = earliestOrNow(job);
    if (reservation != null && isDue(reservation)) {
      planner.cancel(reservation);
      return null;
    }
    return reservation;
  }

  private @Nullable Reservation earliestOrNow(WaitingJob job) {
    long start = find(job, now);
    if (start == Planner.NEVER) {
      job.lane().fitsNever = job.jobClass().parked;
      return null;
    }
    if (start > now) {
      nextStart = Math.min(nextStart, start);
    }
    return planner.reserve(
        planner.foundRow(), start, job.estimate(), job.jobClass().demand(planner));
  }

  private long find(WaitingJob job, long from) {
    return planner.find(
        job.jobClass().demand(planner),
        from,
        job.estimate(),
        job.tenant(),
        row -> prospect.couldTake(job, row));
  }
}
