/**
 * Who goes next: the order of waiting jobs, and where those that fit nowhere wait.
 *
 * <p>Start with {@link dev.berth.internal.policy.PendingQueue}.
 */
@NullMarked
package dev.berth.internal.policy;

import org.jspecify.annotations.NullMarked;
