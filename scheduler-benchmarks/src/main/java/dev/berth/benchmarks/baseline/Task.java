package dev.berth.benchmarks.baseline;

import dev.berth.benchmarks.state.JobSpec;

/**
 * One task to place.
 *
 * @param kind the number of its kind: equal for tasks that ask the same
 */
public record Task(String id, int kind, JobSpec job) {}
