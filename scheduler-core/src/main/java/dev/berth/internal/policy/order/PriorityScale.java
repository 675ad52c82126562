package dev.berth.internal.policy.order;

import java.util.Map;

/**
 * What priorities of classes and queues are measured by.
 *
 * @param highestClass the highest value of a priority class
 * @param queues the priority of each named queue
 */
public record PriorityScale(int highestClass, Map<String, Integer> queues) {

  public PriorityScale {
    queues = Map.copyOf(queues);
  }

  /** The highest priority of a queue, 0 if there is none. */
  public int highestQueue() {
    return queues.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
