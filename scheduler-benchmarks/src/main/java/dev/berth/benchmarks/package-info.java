/**
 * JMH benchmarks, in folders by question: one structure ({@code micro}), one decision and the whole
 * engine ({@code cycle}), what others do ({@code baseline}), the fleets and jobs they all share
 * ({@code state}).
 *
 * <p>Start with {@link dev.berth.benchmarks.Main}, which runs them all or a quick subset; the
 * figures stand in docs/BENCHMARKS.md.
 */
@NullMarked
package dev.berth.benchmarks;

import org.jspecify.annotations.NullMarked;
