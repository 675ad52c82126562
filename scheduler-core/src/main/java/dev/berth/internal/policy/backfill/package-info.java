/**
 * The future of the fleet: who is expected to leave when, and what is promised to whom.
 *
 * <p>Start at {@link dev.berth.internal.policy.backfill.Planner}; a worker's future is a {@code
 * Timeline}. Nothing here knows jobs or their order: that is the queue's.
 */
@NullMarked
package dev.berth.internal.policy.backfill;

import org.jspecify.annotations.NullMarked;
