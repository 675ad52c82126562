/**
 * The oracle: a naive scheduler of plain objects and loops, and random fleets, jobs and commands on
 * which the real engine must agree with it, decision by decision.
 *
 * <p>Start with {@code OracleTest}; {@code NaiveDecider} is what the engine's columnar scan is
 * compared with, {@code OracleWorld} plays one random world and compares.
 */
@NullMarked
package dev.berth.plugins.standard.oracle;

import org.jspecify.annotations.NullMarked;
