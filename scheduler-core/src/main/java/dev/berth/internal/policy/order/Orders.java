package dev.berth.internal.policy.order;

import dev.berth.internal.policy.FleetCapacity;
import dev.berth.internal.policy.QueueOrder;
import dev.berth.queue.QueueStrategy;

/** Makes orders of what a host configured. */
public final class Orders {

  private Orders() {}

  /** A new order, with nothing known of anybody. */
  public static QueueOrder of(QueueStrategy strategy, FleetCapacity capacity) {
    if (strategy instanceof QueueStrategy.Fifo) {
      return new FifoOrder();
    }
    if (strategy instanceof QueueStrategy.Priority priority) {
      return new PriorityOrder(priority);
    }
    if (strategy instanceof QueueStrategy.Fair fair) {
      return new FairOrder(fair, capacity);
    }
    throw new IllegalStateException("no order for " + strategy);
  }
}
