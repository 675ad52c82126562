/**
 * Rivals behind one interface: the same decision made by naive objects, scalar and block plugins;
 * and whole schedulers of others behind another.
 *
 * <p>Start with {@link dev.berth.benchmarks.baseline.Rival} and {@link
 * dev.berth.benchmarks.baseline.Placer}.
 */
@NullMarked
package dev.berth.benchmarks.baseline;

import org.jspecify.annotations.NullMarked;
