/**
 * What holds a job back before it may queue: suspension, time, other jobs, slots and quotas.
 *
 * <p>Start with {@link dev.berth.internal.policy.hold.Gate}.
 */
@NullMarked
package dev.berth.internal.policy.hold;

import org.jspecify.annotations.NullMarked;
