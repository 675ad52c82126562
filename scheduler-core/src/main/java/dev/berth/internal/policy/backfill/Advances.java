package dev.berth.internal.policy.backfill;

import dev.berth.internal.cluster.WorkerRows;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The advance reservations of a {@link Planner}.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> to keep one, a look at every
 * worker for each piece; afterwards every question of the planner costs the pieces of the tenant
 * that it is about.
 */
public final class Advances {

  private final Planner planner;
  private final Map<String, Advance> byName = new TreeMap<>();

  Advances(Planner planner) {
    this.planner = planner;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return byName.isEmpty();
  }

  /** How many pieces have a place; -1 when there is none of that name, or it is over. */
  public int placedPieces(String name) {
    Advance advance = byName.get(name);
    return advance == null
        ? -1
        : (int) advance.pieces.stream().filter(piece -> piece.plan != null).count();
  }

  /**
   * Keeps amounts for some tenants, each piece on the first worker that has them free for all that
   * time; all pieces or none.
   *
   * @return how many pieces found a place
   */
  public int keep(
      String name, long start, long end, long[] demand, int pieces, Set<String> tenants) {
    Advance advance = new Advance(name, start, end, demand, tenants);
    int placed = 0;
    while (placed < pieces && placeOneMore(advance)) {
      placed++;
    }
    if (placed == pieces) {
      byName.put(name, advance);
    } else {
      advance.pieces.forEach(this::withdraw);
    }
    return placed;
  }

  /** Keeps them no longer; false when there is none of that name. */
  public boolean giveUp(String name) {
    Advance advance = byName.remove(name);
    if (advance != null) {
      advance.pieces.forEach(this::withdraw);
    }
    return advance != null;
  }

  private boolean placeOneMore(Advance advance) {
    Advance.Piece piece = new Advance.Piece(advance);
    if (place(piece, advance.start)) {
      advance.pieces.add(piece);
      return true;
    }
    return false;
  }

  private boolean place(Advance.Piece piece, long from) {
    Advance advance = piece.advance;
    WorkerRows rows = planner.rows();
    for (int row = 0; row < rows.limit(); row++) {
      if (rows.isPresent(row)) {
        Planner.Plan plan = planner.plan(row);
        if (plan.timeline.fitsFor(from, advance.demand) >= advance.end - from) {
          piece.plan = plan;
          piece.row = row;
          plan.pieces.add(piece);
          piece.renew(plan.reservations);
          piece.takeAgain(plan.timeline);
          planner.markPromised(plan, row);
          return true;
        }
      }
    }
    return false;
  }

  private void withdraw(Advance.Piece piece) {
    Planner.Plan plan = piece.plan;
    if (plan != null) {
      plan.pieces.remove(piece);
      piece.giveBack(plan.timeline);
      piece.plan = null;
      planner.markPromised(plan, piece.row);
    }
  }

  /** Forgets those that are over, and places pieces whose worker has gone. */
  void renew(long now) {
    if (byName.isEmpty()) {
      return;
    }
    byName
        .values()
        .removeIf(
            advance -> {
              boolean over = advance.end <= now;
              if (over) {
                advance.pieces.forEach(this::withdraw);
              }
              return over;
            });
    for (Advance advance : byName.values()) {
      for (Advance.Piece piece : advance.pieces) {
        if (piece.plan != null && !planner.isCurrent(piece.plan, piece.row)) {
          piece.plan = null;
        }
        if (piece.plan == null) {
          place(piece, Math.max(now, advance.start));
        }
      }
    }
  }

  /** The jobs on a worker have changed: what is kept there beside them changes too. */
  static void renew(Planner.Plan plan) {
    for (Advance.Piece piece : plan.pieces) {
      piece.giveBack(plan.timeline);
      piece.renew(plan.reservations);
      piece.takeAgain(plan.timeline);
    }
  }

  /** Lets a tenant see what is kept for it as free, until {@link #close}. */
  void open(String tenant) {
    for (Advance advance : byName.values()) {
      if (advance.tenants.contains(tenant)) {
        for (Advance.Piece piece : advance.pieces) {
          if (piece.plan != null) {
            piece.giveBack(piece.plan.timeline);
          }
        }
      }
    }
  }

  void close(String tenant) {
    for (Advance advance : byName.values()) {
      if (advance.tenants.contains(tenant)) {
        for (Advance.Piece piece : advance.pieces) {
          if (piece.plan != null) {
            piece.takeAgain(piece.plan.timeline);
          }
        }
      }
    }
  }
}
