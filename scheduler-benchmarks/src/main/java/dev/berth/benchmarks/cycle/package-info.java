/**
 * What one decision, one heartbeat and one job's way through the engine cost.
 *
 * <p>Start with {@link dev.berth.benchmarks.cycle.DecisionBenchmark}.
 */
@NullMarked
package dev.berth.benchmarks.cycle;

import org.jspecify.annotations.NullMarked;
