package dev.berth.internal.policy;

import dev.berth.internal.policy.backfill.Planner;
import dev.berth.internal.policy.backfill.Reservation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a pass of backfill promises to the claimants of an order before it walks: to each a start as
 * near as can be to when it is due.
 *
 * <p>The claimants get theirs one by one beside all that runs and the appointments before: the
 * earliest start from when they are due on or, if that is later, the latest one before. So nobody
 * is kept from a worker longer than must be. There are at most {@value #MOST} a pass: each keeps
 * room for a whole limit, which short jobs must leave alone, and where limits are much longer than
 * runs, more of them leave hardly anything to backfill; a later pass makes those of others.
 *
 * <p><b>Thread-safety:</b> none; owned by the pass. <b>Cost:</b> a {@link Planner#find} for each,
 * two for those that cannot be had when they are due.
 */
final class Appointments {

  static final int MOST = 10;

  private final QueueOrder order;
  private final Planner planner;
  private final IntPredicate couldTake;
  private final List<WaitingJob> made = new ArrayList<>(MOST);

  /** How many claimants were looked at in this pass that cannot start at once. */
  private int asked;

  /** The one that is looked at, and the row of the start found for it. */
  private @Nullable WaitingJob claimant;

  private int row;
  private long pass;
  private long nextStart = QueueOrder.NEVER;

  Appointments(QueueOrder order, Planner planner, PendingQueue.Prospect prospect) {
    this.order = order;
    this.planner = planner;
    couldTake = each -> claimant != null && prospect.couldTake(claimant, each);
  }

  /** A pass begins: all are given up, to be made again. */
  void clear() {
    for (int i = 0; i < made.size(); i++) {
      WaitingJob job = made.get(i);
      Reservation reservation = job.reservation;
      if (reservation != null && !reservation.isRunning()) {
        planner.cancel(reservation);
        job.reservation = null;
      }
    }
    made.clear();
    order.claimAnew();
    asked = 0;
    pass++;
    nextStart = QueueOrder.NEVER;
  }

  /**
   * Makes appointments; null when all are made.
   *
   * @return a claimant that is to be tried at once, before others are made
   */
  @Nullable WaitingJob make(long now) {
    while (asked < MOST) {
      claimant = order.claimant(now);
      if (claimant == null) {
        return null;
      }
      long start = start(claimant, now);
      if (start == now && !claimant.jobClass().parked) {
        return claimant;
      }
      asked++;
      if (start > now && start != Planner.NEVER) {
        reserve(claimant, start);
      } else {
        order.postpone(claimant, now); // it waits for more than room
      }
    }
    return null;
  }

  private long start(WaitingJob job, long now) {
    long due = order.due(job);
    long[] demand = job.jobClass().demand(planner);
    long start = planner.find(demand, Math.max(now, due), job.estimate(), job.tenant(), couldTake);
    row = planner.foundRow();
    if (start > due && due > now) {
      long before = planner.findLatest(demand, now, due, job.estimate(), job.tenant(), couldTake);
      if (before != Planner.NONE) {
        row = planner.foundRow();
        return before;
      }
    }
    return start;
  }

  private void reserve(WaitingJob job, long start) {
    job.reservation = planner.reserve(row, start, job.estimate(), job.jobClass().demand(planner));
    made.add(job);
    job.lane().appointedIn = pass;
    nextStart = Math.min(nextStart, start);
  }

  /** The earliest start. */
  long nextStart() {
    return nextStart;
  }

  /** Whether one of a lane's jobs has one in this pass. */
  boolean isIn(Lane lane) {
    return lane.appointedIn == pass;
  }

  /** The first in a lane that is after one job and before another, if there is one, or that. */
  @Nullable WaitingJob firstBetween(Lane lane, WaitingJob job, @Nullable WaitingJob other) {
    WaitingJob first = other;
    for (int i = 0; i < made.size() && isIn(lane); i++) {
      WaitingJob next = made.get(i);
      Reservation reservation = next.reservation;
      boolean stands = reservation != null && !reservation.isRunning();
      if (next.lane == lane && stands && job.isBefore(next)) {
        first = first == null || next.isBefore(first) ? next : first;
      }
    }
    return first;
  }
}
