/**
 * The policies: each class one order in which waiting jobs go.
 *
 * <p>Start at {@link dev.berth.internal.policy.QueueOrder}, which they implement; {@link
 * dev.berth.internal.policy.order.Orders} makes them from what a host configured.
 */
@NullMarked
package dev.berth.internal.policy.order;

import org.jspecify.annotations.NullMarked;
