/**
 * The fleet as rows in primitive arrays, with its label and taint indexes.
 *
 * <p>Start with {@link dev.berth.internal.cluster.WorkerRows}. Row numbers live in this package, in
 * {@code internal.decide} and in {@code internal.engine}; they never reach a caller.
 */
@NullMarked
package dev.berth.internal.cluster;

import org.jspecify.annotations.NullMarked;
