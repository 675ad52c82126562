/**
 * What was promised beside what is measured: one command, one table.
 *
 * <p>Start with {@link dev.berth.benchmarks.targets.Targets}.
 */
@NullMarked
package dev.berth.benchmarks.targets;

import org.jspecify.annotations.NullMarked;
