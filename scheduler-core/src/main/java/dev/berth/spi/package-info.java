/**
 * What a plugin author implements and the views a plugin is given.
 *
 * <p>Start with {@link dev.berth.spi.FilterPlugin} for a hard requirement and {@link
 * dev.berth.spi.ScorePlugin} for a preference. Everything a plugin may look at is behind {@link
 * dev.berth.spi.JobView}, {@link dev.berth.spi.WorkerView} and, many workers at once, {@link
 * dev.berth.spi.WorkerBlock}.
 */
@NullMarked
package dev.berth.spi;

import org.jspecify.annotations.NullMarked;
