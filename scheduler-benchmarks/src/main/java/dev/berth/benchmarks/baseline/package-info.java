/**
 * Rivals behind one interface: the same decision made by naive objects, scalar and block plugins.
 *
 * <p>Start with {@link dev.berth.benchmarks.baseline.Rival}.
 */
@NullMarked
package dev.berth.benchmarks.baseline;

import org.jspecify.annotations.NullMarked;
