/**
 * A generated day of mixed work on a generated fleet. Start at {@link
 * dev.berth.simulator.demo.Demo}; {@code Fleet}, {@code Workload} and {@code Incidents} say what
 * the world does, {@code DaySimulation} plays it to the engine, {@code DayRecord} measures.
 */
@NullMarked
package dev.berth.simulator.demo;

import org.jspecify.annotations.NullMarked;
