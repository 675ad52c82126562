/**
 * Decisions on a fleet at work: jobs of some classes come and go, heartbeats change loads.
 *
 * <p>Start with {@link dev.berth.benchmarks.live.LiveFleet}, the workload, and {@link
 * dev.berth.benchmarks.live.LiveDecision}, its measurement.
 */
@NullMarked
package dev.berth.benchmarks.live;

import org.jspecify.annotations.NullMarked;
