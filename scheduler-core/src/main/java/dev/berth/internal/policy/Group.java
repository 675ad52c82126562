package dev.berth.internal.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Jobs that a {@link QueueOrder} ranks together, as those of one tenant. Orders that know no
 * tenants have one group for all.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
public class Group {

  private final String name;

  /** The lanes with jobs in them, in no order. */
  final List<Lane> busy = new ArrayList<>();

  /** Jobs that wait. */
  private int waiting;

  /** A group of that name. */
  public Group(String name) {
    this.name = name;
  }

  /** What its jobs have in common: a tenant, or a label's value. */
  public final String name() {
    return name;
  }

  /** How many of its jobs wait. */
  public final int waiting() {
    return waiting;
  }

  void entered(Lane lane) {
    waiting++;
    if (lane.size() == 1) {
      lane.indexInGroup = busy.size();
      busy.add(lane);
    }
  }

  void left(Lane lane) {
    waiting--;
    if (lane.size() == 0) {
      Lane last = busy.remove(busy.size() - 1);
      if (last != lane) {
        busy.set(lane.indexInGroup, last);
        last.indexInGroup = lane.indexInGroup;
      }
    }
  }
}
