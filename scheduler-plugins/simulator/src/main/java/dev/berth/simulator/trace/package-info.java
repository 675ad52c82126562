/**
 * Readers of recorded workloads: batch logs in the Standard Workload Format and the openb cluster
 * trace. Start at {@link dev.berth.simulator.trace.SwfReader} and {@link
 * dev.berth.simulator.trace.OpenbReader}; whatever is wrong with a file is told in one line by
 * {@link dev.berth.simulator.trace.TraceException}.
 */
@NullMarked
package dev.berth.simulator.trace;

import org.jspecify.annotations.NullMarked;
