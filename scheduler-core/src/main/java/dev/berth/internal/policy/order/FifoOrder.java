package dev.berth.internal.policy.order;

import dev.berth.internal.policy.QueueOrder;

/** As submitted: all keys and ranks are equal, so age alone counts. */
final class FifoOrder extends QueueOrder {}
