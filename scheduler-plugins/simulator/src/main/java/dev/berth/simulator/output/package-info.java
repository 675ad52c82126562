/**
 * Writing results so that a failed run leaves nothing behind. Start at {@link
 * dev.berth.simulator.output.Outputs}.
 */
@NullMarked
package dev.berth.simulator.output;

import org.jspecify.annotations.NullMarked;
