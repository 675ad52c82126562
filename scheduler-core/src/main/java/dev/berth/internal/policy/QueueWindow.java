package dev.berth.internal.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The oldest jobs of a queue that are not parked, whatever its order.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(lanes + jobs looked at × log
 * of that): of each lane at most as many jobs as are asked for.
 */
public final class QueueWindow {

  private static final Comparator<WaitingJob> BY_AGE =
      Comparator.comparingLong(WaitingJob::sequence);

  private final List<Lane> busy;
  private final List<WaitingJob> oldest = new ArrayList<>();

  QueueWindow(List<Lane> busy) {
    this.busy = busy;
  }

  /** So many jobs at most, the oldest first; valid until the next call. */
  public List<WaitingJob> oldest(int most) {
    oldest.clear();
    for (int i = 0; i < busy.size(); i++) {
      Lane lane = busy.get(i);
      WaitingJob next = lane.jobClass.parked ? null : lane.first();
      for (int taken = 0; next != null && taken < most; taken++) {
        oldest.add(next);
        next = lane.after(next, Lane.ANY_ESTIMATE);
      }
    }
    oldest.sort(BY_AGE);
    if (oldest.size() > most) {
      oldest.subList(most, oldest.size()).clear();
    }
    return oldest;
  }
}
