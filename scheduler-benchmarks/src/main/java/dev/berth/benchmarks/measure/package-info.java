/**
 * How a figure is taken that JMH has no way to take: percentiles of single decisions, in forked
 * JVMs, medians over the forks.
 *
 * <p>Start with {@link dev.berth.benchmarks.measure.Measurement}.
 */
@NullMarked
package dev.berth.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
