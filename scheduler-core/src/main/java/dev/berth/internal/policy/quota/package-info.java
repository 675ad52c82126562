/**
 * Quotas: how much of the fleet whose jobs may use, who lends to whom, and who waits for it.
 *
 * <p>Start with {@link dev.berth.internal.policy.quota.QuotaBook}, which the engine asks; what can
 * be refused before the engine sees a job is in {@link
 * dev.berth.internal.policy.quota.SubmissionRules}.
 */
@NullMarked
package dev.berth.internal.policy.quota;

import org.jspecify.annotations.NullMarked;
