/**
 * Runs workloads through the real engine on virtual time. Start at {@link
 * dev.berth.simulator.Main}, which hands over to the command line; {@code trace} reads workloads,
 * {@code replay}, {@code openb} and {@code demo} run them, {@code output} and {@code report} write
 * what came of it.
 */
@NullMarked
package dev.berth.simulator;

import org.jspecify.annotations.NullMarked;
