/**
 * The simulator's command line. Start at {@link dev.berth.simulator.Main}; each subcommand is a
 * class of its own.
 */
@NullMarked
package dev.berth.simulator;

import org.jspecify.annotations.NullMarked;
