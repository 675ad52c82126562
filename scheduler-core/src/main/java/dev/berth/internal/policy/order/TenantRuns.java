package dev.berth.internal.policy.order;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last two run times of each tenant's jobs, and which of its jobs wait.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(1) for all. <b>Memory:</b> about 100 bytes a
 * tenant; kept are those with jobs that wait, and some {@value #MOST_KEPT} whose jobs came or ended
 * last.
 */
final class TenantRuns {

  private static final int MOST_KEPT = 100_000;
  private static final double NONE = -1;
  private static final double SHORTEST = 1;

  /** One tenant. Its claims stand in a ring, so that their sizes are renewed in turn. */
  static final class Tenant {
    private double last = NONE;
    private double before = NONE;
    private @Nullable Claim turn;
    private int waiting;

    /** A job of its ran for so long. */
    void ran(double seconds) {
      before = last;
      last = seconds;
    }

    /**
     * How long its next job will run: the mean of the last two, at most that job's limit. At least
     * a second, or limits would not count after two that ended at once.
     */
    double expected(double limitSeconds) {
      if (last == NONE) {
        return limitSeconds;
      }
      double mean = before == NONE ? last : (last + before) / 2;
      return Math.max(SHORTEST, Math.min(mean, limitSeconds));
    }

    /** How many of its jobs wait. */
    int waiting() {
      return waiting;
    }

    /** A job waits; it is the last to be renewed. */
    void enter(Claim claim) {
      Claim following = turn == null ? claim : turn;
      Claim preceding = following.previous == null ? claim : following.previous;
      claim.next = following;
      claim.previous = preceding;
      following.previous = claim;
      preceding.next = claim;
      turn = following;
      waiting++;
    }

    /** A job waits no longer. */
    void leave(Claim claim) {
      Claim following = claim.next;
      Claim preceding = claim.previous;
      if (following == null || preceding == null) {
        throw new IllegalStateException("job " + claim.job().id() + " does not wait");
      }
      preceding.next = following;
      following.previous = preceding;
      claim.next = null;
      claim.previous = null;
      waiting--;
      if (turn == claim) {
        turn = waiting == 0 ? null : following;
      }
    }

    /** The claim whose turn it is to be renewed; the next comes after it. */
    Claim turn() {
      Claim claim = turn;
      if (claim == null) {
        throw new IllegalStateException("none of the tenant's jobs waits");
      }
      turn = claim.next;
      return claim;
    }
  }

  private final LinkedHashMap<String, Tenant> byName = new LinkedHashMap<>(16, 0.75f, true);

  /** The tenant of that name. */
  Tenant of(String name) {
    Tenant tenant = byName.get(name);
    if (tenant == null) {
      if (byName.size() >= MOST_KEPT) {
        forgetOne();
      }
      tenant = new Tenant();
      byName.put(name, tenant);
    }
    return tenant;
  }

  /** Forgets the tenant that has been quiet for longest; or it is kept, as it has jobs waiting. */
  private void forgetOne() {
    Map.Entry<String, Tenant> quiet = byName.entrySet().iterator().next();
    if (quiet.getValue().waiting == 0) {
      byName.remove(quiet.getKey());
    } else {
      byName.get(quiet.getKey());
    }
  }
}
