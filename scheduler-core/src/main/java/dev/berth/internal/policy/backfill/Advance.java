package dev.berth.internal.policy.backfill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An advance reservation in the planner: pieces, each kept on one worker for some tenants.
 *
 * <p>What a piece keeps from others shrinks by what jobs of its tenants hold of the worker
 * meanwhile: they are what it was kept for.
 */
final class Advance {

  /** Amounts that are kept from others from one time until another. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(long from, long to, long[] amounts) {}

  /** One piece; its worker is null while none has room. */
  static final class Piece {
    final Advance advance;
    Planner.@Nullable Plan plan;
    int row;
    private final List<Kept> kept = new ArrayList<>();

    Piece(Advance advance) {
      this.advance = advance;
    }

    void giveBack(Timeline timeline) {
      for (Kept each : kept) {
        timeline.give(each.from, each.to, each.amounts);
      }
    }

    void takeAgain(Timeline timeline) {
      for (Kept each : kept) {
        timeline.take(each.from, each.to, each.amounts);
      }
    }

    /** Finds out anew what is to be kept beside the jobs that run there. */
    void renew(List<Reservation> there) {
      kept.clear();
      long[] times = times(there);
      for (int i = 0; i + 1 < times.length; i++) {
        if (times[i] < times[i + 1]) {
          kept.add(new Kept(times[i], times[i + 1], rest(there, times[i])));
        }
      }
    }

    private long[] times(List<Reservation> there) {
      long[] times = new long[2 + 2 * there.size()];
      int count = 0;
      times[count++] = advance.start;
      times[count++] = advance.end;
      for (Reservation job : there) {
        if (isOurs(job)) {
          times[count++] = Math.min(Math.max(job.start, advance.start), advance.end);
          times[count++] = Math.min(Math.max(job.end, advance.start), advance.end);
        }
      }
      times = Arrays.copyOf(times, count);
      Arrays.sort(times);
      return times;
    }

    private long[] rest(List<Reservation> there, long time) {
      long[] rest = advance.demand.clone();
      for (Reservation job : there) {
        if (isOurs(job) && job.start <= time && time < job.end) {
          for (int i = 0; i < Math.min(rest.length, job.demand.length); i++) {
            rest[i] = Math.max(0, rest[i] - job.demand[i]);
          }
        }
      }
      return rest;
    }

    private boolean isOurs(Reservation job) {
      return job.running && advance.tenants.contains(job.tenant);
    }
  }

  final String name;
  final long start;
  final long end;
  final long[] demand;
  final Set<String> tenants;
  final List<Piece> pieces = new ArrayList<>();

  Advance(String name, long start, long end, long[] demand, Set<String> tenants) {
    this.name = name;
    this.start = start;
    this.end = end;
    this.demand = demand;
    this.tenants = tenants;
  }
}
