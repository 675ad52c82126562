/**
 * What one structure costs, beside the usual choice.
 *
 * <p>Start with {@link dev.berth.benchmarks.micro.QueueBenchmark}; {@link
 * dev.berth.benchmarks.micro.FairQueueBenchmark} does the same for tenants.
 */
@NullMarked
package dev.berth.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
