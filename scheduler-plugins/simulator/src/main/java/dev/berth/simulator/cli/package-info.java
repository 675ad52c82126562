/**
 * The command line of the simulator. Start at {@link dev.berth.simulator.cli.CommandLineFactory};
 * each command is a class that reads its input, runs, and writes its output all or nothing.
 */
@NullMarked
package dev.berth.simulator.cli;

import org.jspecify.annotations.NullMarked;
