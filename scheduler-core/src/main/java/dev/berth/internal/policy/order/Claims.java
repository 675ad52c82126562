package dev.berth.internal.policy.order;

import dev.berth.internal.policy.Alarms;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, by when they may claim a promise: the smaller of a time of their own and the time they
 * were queued plus a patience that all have in common. So there is a heap of the former and a line
 * of the latter, in which nothing moves when the common patience does.
 *
 * <p>Claims are handed out one by one, the earliest first, each once until {@link #takeBack}.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(log n) for all; O(h log n) to take back h. No
 * allocation but for growth.
 */
final class Claims {

  private final Alarms byOwnTime = new Alarms();
  private final List<Claim> handedOut = new ArrayList<>();
  private @Nullable Claim oldest;
  private @Nullable Claim newest;

  /** Where the line was come to: all before were handed out. */
  private @Nullable Claim cursor;

  /** One waits, with its own time set; it is the newest. */
  void add(Claim claim) {
    byOwnTime.add(claim);
    claim.older = newest;
    if (newest == null) {
      oldest = claim;
    } else {
      newest.newer = claim;
    }
    newest = claim;
    if (cursor == null) {
      cursor = claim;
    }
  }

  /** One waits no longer. */
  void remove(Claim claim) {
    takeOut(claim);
    if (Alarms.contains(claim)) {
      byOwnTime.remove(claim);
    } else {
      handedOut.remove(claim);
    }
  }

  /** One that was handed out may claim again at that time, and not before. */
  void postpone(Claim claim, long time) {
    remove(claim);
    claim.set(time);
    byOwnTime.add(claim);
  }

  /** All that were handed out are here again. */
  void takeBack() {
    for (int i = 0; i < handedOut.size(); i++) {
      byOwnTime.add(handedOut.get(i));
    }
    handedOut.clear();
    cursor = oldest;
  }

  /** Hands out the earliest, if its time has come; null if not. */
  @Nullable Claim next(long nanos, long patience) {
    while (cursor != null && !Alarms.contains(cursor)) {
      cursor = cursor.newer;
    }
    Claim first = (Claim) byOwnTime.first();
    if (first == null) {
      return null;
    }
    long time = first.at();
    if (cursor != null) {
      long commonTime = cursor.queuedAt() + patience;
      if (commonTime < time || (commonTime == time && isBefore(cursor, first))) {
        first = cursor;
        time = commonTime;
      }
    }
    if (time > nanos) {
      return null;
    }
    byOwnTime.remove(first);
    handedOut.add(first);
    return first;
  }

  private static boolean isBefore(Claim claim, Claim other) {
    return claim.job().sequence() < other.job().sequence();
  }

  /** Takes one out of the line, if it is in there. */
  private void takeOut(Claim claim) {
    Claim before = claim.older;
    Claim after = claim.newer;
    if (before == null && oldest != claim) {
      return; // it was postponed
    }
    if (before == null) {
      oldest = after;
    } else {
      before.newer = after;
    }
    if (after == null) {
      newest = before;
    } else {
      after.older = before;
    }
    if (cursor == claim) {
      cursor = after;
    }
    claim.older = null;
    claim.newer = null;
  }
}
