package dev.berth.internal.policy.backfill;

import org.jspecify.annotations.Nullable;

/**
 * Amounts of one worker for a stretch of time: held by a job that runs, or promised to one that
 * waits.
 *
 * <p><b>Thread-safety:</b> none; owned by the {@link Planner} that gave it out.
 */
public final class Reservation {

  static final int NOWHERE = -1;

  final int row;
  final long start;
  final long[] demand;

  /** When it is expected to end. Moves when a job runs longer than it said. */
  long end;

  final boolean running;

  /** Whose it is. */
  final String tenant;

  /** Its place in its worker's list, and among those that run; -1 when in none. */
  int indexOnRow = NOWHERE;

  int heapIndex = NOWHERE;

  /** What the same job holds elsewhere. */
  private @Nullable Reservation next;

  Reservation(int row, long start, long end, long[] demand, boolean running, String tenant) {
    this.row = row;
    this.start = start;
    this.end = end;
    this.demand = demand;
    this.running = running;
    this.tenant = tenant;
  }

  /** What the same job holds on a further worker. */
  public @Nullable Reservation next() {
    return next;
  }

  /** Says what the same job holds on a further worker. */
  public void next(@Nullable Reservation other) {
    next = other;
  }

  /** The worker's row. */
  public int row() {
    return row;
  }

  /** When it begins, in the planner's nanoseconds. */
  public long start() {
    return start;
  }

  /** When it is expected to end, in the planner's nanoseconds. */
  public long end() {
    return end;
  }

  /** Whether its job runs. */
  public boolean isRunning() {
    return running;
  }

  /** Whether it still stands: its worker may have gone. */
  public boolean isStanding() {
    return indexOnRow != NOWHERE;
  }
}
