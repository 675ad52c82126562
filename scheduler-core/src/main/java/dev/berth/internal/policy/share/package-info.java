/**
 * Who has had how much, and what follows for who goes next.
 *
 * <p>Start at {@link dev.berth.internal.policy.share.FairShare}: it keeps the usage of every
 * tenant, decayed by half-life, and gives priorities. {@link
 * dev.berth.internal.policy.share.MultifactorPriority} weighs that against a job's age, size, class
 * and queue.
 */
@NullMarked
package dev.berth.internal.policy.share;

import org.jspecify.annotations.NullMarked;
