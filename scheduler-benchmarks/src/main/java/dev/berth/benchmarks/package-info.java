/**
 * Benchmarks, in folders by question: decisions on a fleet at work ({@code live}), what was
 * promised beside what is measured ({@code targets}), one structure ({@code micro}), one decision
 * and the whole engine ({@code cycle}), what others do ({@code baseline}), plugins of others
 * ({@code thirdparty}); how figures are taken ({@code measure}), and the fleets and jobs they all
 * share ({@code state}).
 *
 * <p>Start with {@link dev.berth.benchmarks.Main}, which lists the commands; the figures stand in
 * docs/BENCHMARKS.md.
 */
@NullMarked
package dev.berth.benchmarks;

import org.jspecify.annotations.NullMarked;
