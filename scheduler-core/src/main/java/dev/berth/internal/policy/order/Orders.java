package dev.berth.internal.policy.order;

import dev.berth.internal.policy.FleetCapacity;
import dev.berth.internal.policy.QueueOrder;
import dev.berth.queue.QueueStrategy;

/** Makes orders of what a host configured. */
public final class Orders {

  private Orders() {}

  /** A new order, with nothing known of anybody. */
  public static QueueOrder of(QueueStrategy strategy, FleetCapacity capacity, PriorityScale scale) {
    if (strategy instanceof QueueStrategy.Fifo || strategy instanceof QueueStrategy.Packing) {
      return new FifoOrder();
    }
    if (strategy instanceof QueueStrategy.Priority priority) {
      return new PriorityOrder(priority);
    }
    if (strategy instanceof QueueStrategy.Fair fair) {
      return new FairOrder(fair, capacity);
    }
    if (strategy instanceof QueueStrategy.FairShare shares) {
      return new FairShareOrder(shares, capacity);
    }
    if (strategy instanceof QueueStrategy.Multifactor multifactor) {
      return new MultifactorOrder(multifactor, capacity, scale);
    }
    if (strategy instanceof QueueStrategy.ShortestFirst) {
      return new ShortestFirstOrder(capacity);
    }
    throw new IllegalStateException("no order for " + strategy);
  }
}
