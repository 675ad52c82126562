/**
 * The single-writer loop, the commands it takes, the life cycles of jobs and workers, and what it
 * tells.
 *
 * <p>Start with {@link dev.berth.internal.engine.Engine}.
 */
@NullMarked
package dev.berth.internal.engine;

import org.jspecify.annotations.NullMarked;
