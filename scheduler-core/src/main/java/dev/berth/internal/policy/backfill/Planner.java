package dev.berth.internal.policy.backfill;

import dev.berth.internal.cluster.WorkerRows;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What every worker is expected to have free when: by the estimates of the jobs that run, and by
 * what is promised to jobs that wait.
 *
 * <p><b>Estimates</b> are what jobs say. One that still runs when it said it would be over is
 * expected to run as long again as it has run: it is corrected a logarithmic number of times.
 *
 * <p><b>Time</b> here begins at 0 and never goes back; the engine sees to that.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> {@link #started}, {@link #ended}
 * and {@link #reserve} O(steps of one worker's timeline); {@link #find} that for every worker;
 * {@link #conflicts} that for every worker on which something is promised.
 */
public final class Planner {

  /** After every time. */
  public static final long NEVER = Timeline.FOREVER;

  /** Before every time. */
  public static final long NONE = Timeline.NONE;

  private static final long LEAST_CORRECTION = 1_000_000_000L;

  /** One worker's future. */
  static final class Plan {
    final Worker worker;
    final long[] capacity;
    final Timeline timeline;
    final List<Reservation> reservations = new ArrayList<>();
    final List<Advance.Piece> pieces = new ArrayList<>();
    int promised;

    Plan(Worker worker, long[] capacity) {
      this.worker = worker;
      this.capacity = capacity;
      timeline = new Timeline(capacity);
    }
  }

  private final WorkerRows rows;
  private final Demands demands = new Demands();
  private final Running running = new Running();
  private final BitSet promisedRows = new BitSet();
  private final Advances advances = new Advances(this);
  private boolean active;
  private @Nullable Plan[] plans = new @Nullable Plan[64];
  private int foundRow;
  private long foundStart;

  /** A planner of that fleet, with nobody on it yet. */
  public Planner(WorkerRows rows) {
    this.rows = rows;
  }

  /**
   * Whether it is told what happens. It begins when somebody needs it; who runs by then is to be
   * told it as started.
   */
  public boolean isActive() {
    return active;
  }

  public void activate() {
    active = true;
  }

  /** Amounts as the other methods want them; to be kept by whoever asks often. */
  public long[] demand(Resources amounts) {
    return demands.of(amounts);
  }

  // ---- what happens

  /** A job starts on a worker, and is expected to end after its estimate. */
  public Reservation started(int row, long now, long estimate, long[] demand, String tenant) {
    Reservation reservation = new Reservation(row, now, later(now, estimate), demand, true, tenant);
    Plan plan = plan(row);
    plan.timeline.trim(now);
    enter(plan, reservation);
    Advances.renew(plan);
    running.add(reservation);
    return reservation;
  }

  /** It has ended, earlier than expected as a rule. */
  public void ended(Reservation reservation, long now) {
    if (reservation.heapIndex != Reservation.NOWHERE) {
      running.remove(reservation);
    }
    leave(reservation, now);
    Plan plan = plans[reservation.row];
    if (plan != null) {
      Advances.renew(plan);
    }
  }

  /** Promises amounts of a worker from a time on. */
  public Reservation reserve(int row, long start, long estimate, long[] demand) {
    Reservation reservation =
        new Reservation(row, start, later(start, estimate), demand, false, "");
    promise(reservation);
    return reservation;
  }

  private void promise(Reservation reservation) {
    Plan plan = plan(reservation.row);
    enter(plan, reservation);
    plan.promised++;
    markPromised(plan, reservation.row);
  }

  /** Makes a promise again that was taken back just now. */
  public void restore(Reservation reservation) {
    if (rows.isPresent(reservation.row)) {
      promise(reservation);
    }
  }

  /** Takes a promise back. */
  public void cancel(Reservation reservation) {
    if (!reservation.isStanding()) {
      return;
    }
    Plan plan = plan(reservation.row);
    if (reservation.isStanding()) { // not if its worker was found to have changed just now
      plan.promised--;
      markPromised(plan, reservation.row);
      leave(reservation, reservation.start);
    }
  }

  /** Corrects what has turned out otherwise than expected: jobs that should be over still run. */
  public void correct(long now) {
    advances.renew(now);
    Reservation first = running.first();
    while (first != null && first.end <= now) {
      long corrected = later(now, left(first.end - first.start, now - first.start));
      plan(first.row).timeline.take(first.end, corrected, first.demand);
      running.remove(first);
      first.end = corrected;
      running.add(first);
      Advances.renew(plan(first.row));
      first = running.first();
    }
  }

  /** How much longer a job is expected to run that has run for so long. */
  public static long left(long estimate, long ran) {
    return ran < estimate ? estimate - ran : Math.max(LEAST_CORRECTION, ran);
  }

  // ---- what may be asked

  /**
   * Finds the earliest time at which a demand fits somewhere for as long as it needs, given all
   * estimates and promises; on the worker of the lowest row among equals.
   *
   * @param from no earlier than that, which may be later than now
   * @param tenant whose job it is: what is kept for the tenant is free for it
   * @param eligible whether a worker could take the job once others have left
   * @return that time, or {@link #NEVER}; {@link #foundRow} tells where
   */
  public long find(long[] demand, long from, long estimate, String tenant, IntPredicate eligible) {
    advances.open(tenant);
    foundStart = NEVER;
    for (int row = 0; row < rows.limit() && foundStart > from; row++) {
      if (!rows.isPresent(row)) {
        continue;
      }
      Plan plan = plan(row);
      if (!fits(demand, plan.capacity)) {
        continue;
      }
      long start = plan.timeline.earliest(from, foundStart, estimate, demand);
      if (start < foundStart && eligible.test(row)) {
        foundStart = start;
        foundRow = row;
      }
    }
    advances.close(tenant);
    return foundStart;
  }

  /**
   * Finds the latest such time up to another, which is later than now; on the worker of the lowest
   * row among equals.
   *
   * @return that time, or {@link #NONE}; {@link #foundRow} tells where
   */
  public long findLatest(
      long[] demand, long now, long until, long estimate, String tenant, IntPredicate eligible) {
    advances.open(tenant);
    foundStart = NONE;
    for (int row = 0; row < rows.limit() && foundStart < until; row++) {
      if (!rows.isPresent(row)) {
        continue;
      }
      Plan plan = plan(row);
      if (!fits(demand, plan.capacity)) {
        continue;
      }
      long after = Math.max(foundStart, now - 1);
      long start = plan.timeline.latest(after, until, estimate, demand);
      if (start > after && eligible.test(row)) {
        foundStart = start;
        foundRow = row;
      }
    }
    advances.close(tenant);
    return foundStart;
  }

  /** Where what was asked last was found. */
  public int foundRow() {
    return foundRow;
  }

  /**
   * Notes the workers on which a job that starts now would take what is promised.
   *
   * @return how long a job of that demand may run at most on one of these workers
   */
  public long conflicts(long[] demand, long now, long estimate, String tenant, BitSet into) {
    into.clear();
    if (promisedRows.isEmpty()) {
      return 0;
    }
    advances.open(tenant);
    long longest = 0;
    for (int row = promisedRows.nextSetBit(0); row >= 0; row = promisedRows.nextSetBit(row + 1)) {
      Plan plan = rows.isPresent(row) ? plan(row) : null;
      long fitsFor =
          plan == null || !promisedRows.get(row) ? NEVER : plan.timeline.fitsFor(now, demand);
      if (fitsFor < estimate) {
        into.set(row);
        longest = Math.max(longest, fitsFor);
      }
    }
    advances.close(tenant);
    return longest;
  }

  /** What is kept for tenants in advance. */
  public Advances advances() {
    return advances;
  }

  /** How many steps the timeline of a row's worker has. */
  int steps(int row) {
    return plan(row).timeline.steps();
  }

  /** Throws unless every timeline, from now on, is what its reservations make it. For tests. */
  public void checkInvariants(long now) {
    running.checkInvariants();
    for (int row = 0; row < plans.length; row++) {
      Plan plan = plans[row];
      if (plan != null) {
        check(row, plan, now);
      }
    }
  }

  private void check(int row, Plan plan, long now) {
    Timeline rebuilt = new Timeline(plan.capacity);
    int promised = 0;
    for (int i = 0; i < plan.reservations.size(); i++) {
      Reservation reservation = plan.reservations.get(i);
      rebuilt.take(reservation.start, reservation.end, reservation.demand);
      promised += reservation.running ? 0 : 1;
      if (reservation.indexOnRow != i || reservation.row != row) {
        throw new IllegalStateException("row " + row + ": a reservation is not where it says");
      }
    }
    plan.pieces.forEach(piece -> piece.takeAgain(rebuilt));
    boolean marked = promised > 0 || !plan.pieces.isEmpty();
    if (plan.promised != promised || (rows.isPresent(row) && promisedRows.get(row) != marked)) {
      throw new IllegalStateException(
          "row %d: %d promises counted, %d there, %s"
              .formatted(row, plan.promised, promised, promisedRows));
    }
    plan.timeline.checkEqual(rebuilt, now);
  }

  // ---- inside

  /** Whether a plan is that of the worker that now has the row. */
  boolean isCurrent(Plan plan, int row) {
    return plans[row] == plan && rows.isPresent(row) && rows.worker(row) == plan.worker;
  }

  WorkerRows rows() {
    return rows;
  }

  /** Notes whether anything is promised on a row. */
  void markPromised(Plan plan, int row) {
    promisedRows.set(row, plan.promised > 0 || !plan.pieces.isEmpty());
  }

  /** The plan of a row's worker; begun anew when that changed or is another one. */
  Plan plan(int row) {
    if (row >= plans.length) {
      plans = Arrays.copyOf(plans, Math.max(row + 1, 2 * plans.length));
    }
    Plan plan = plans[row];
    Worker worker = rows.isPresent(row) ? rows.worker(row) : null;
    if (plan != null && (worker == null || plan.worker == worker)) {
      return plan;
    }
    if (worker == null) {
      throw new IllegalStateException("row " + row + " holds no worker");
    }
    Plan renewed = new Plan(worker, demands.of(worker.capacity()));
    plans[row] = renewed;
    promisedRows.clear(row);
    if (plan != null) {
      boolean same = plan.worker.id().equals(worker.id());
      for (Advance.Piece piece : plan.pieces) {
        piece.plan = null; // finds a place when next corrected
      }
      for (Reservation reservation : plan.reservations) {
        reservation.indexOnRow = Reservation.NOWHERE;
        if (same && reservation.running) {
          enter(renewed, reservation);
        }
      }
    }
    return renewed;
  }

  private static void enter(Plan plan, Reservation reservation) {
    reservation.indexOnRow = plan.reservations.size();
    plan.reservations.add(reservation);
    plan.timeline.take(reservation.start, reservation.end, reservation.demand);
  }

  private void leave(Reservation reservation, long from) {
    if (!reservation.isStanding()) {
      return;
    }
    Plan plan = plans[reservation.row];
    if (plan == null) {
      throw new IllegalStateException("row " + reservation.row + " has no plan");
    }
    plan.timeline.give(from, reservation.end, reservation.demand);
    Reservation last = plan.reservations.remove(plan.reservations.size() - 1);
    if (last != reservation) {
      plan.reservations.set(reservation.indexOnRow, last);
      last.indexOnRow = reservation.indexOnRow;
    }
    reservation.indexOnRow = Reservation.NOWHERE;
  }

  private static boolean fits(long[] demand, long[] capacity) {
    for (int i = 0; i < demand.length; i++) {
      if (demand[i] > 0 && (i >= capacity.length || demand[i] > capacity[i])) {
        return false;
      }
    }
    return true;
  }

  private static long later(long time, long span) {
    return time > NEVER - span ? NEVER : time + span;
  }
}
