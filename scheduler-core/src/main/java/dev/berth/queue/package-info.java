/**
 * Waiting lines that hold work until it can be placed: usable alone, without the rest of Berth.
 *
 * <p>Start at {@link dev.berth.queue.PriorityBands}: it is filled from any number of threads,
 * emptied by one, and gives back the oldest element of the highest priority. What a band is made
 * of, and how the one consumer takes over what producers pushed, stands in {@code Band}.
 *
 * <p>{@link dev.berth.queue.FairQueue} is filled and emptied in the same way, and shares service
 * among tenants by weight. Whose turn it is stands in {@code TenantTurns}.
 */
@NullMarked
package dev.berth.queue;

import org.jspecify.annotations.NullMarked;
