/**
 * The fleets and jobs that benchmarks share: synthetic, seeded, the same for every rival.
 *
 * <p>Start with {@link dev.berth.benchmarks.state.SyntheticFleet}.
 */
@NullMarked
package dev.berth.benchmarks.state;

import org.jspecify.annotations.NullMarked;
