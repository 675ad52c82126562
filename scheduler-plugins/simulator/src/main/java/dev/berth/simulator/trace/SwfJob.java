package dev.berth.simulator.trace;

/**
 * One job of a batch log, normalised.
 *
 * <p><b>Units:</b> {@code submit} in seconds from the start of the trace, {@code run} and {@code
 * estimate} in seconds; the estimate is never below the run time. {@code user} is -1 where unknown.
 */
public record SwfJob(
    long number, long submit, long run, long estimate, int processors, long user) {}
