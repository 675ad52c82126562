package dev.berth.simulator.demo;

import dev.berth.model.Job;

/**
 * One job of the day and what the world knows of it: when it is submitted, how long it runs, how
 * much of what it requested it really uses, and whether its first run fails at the end.
 */
record DemoJob(
    Job job,
    JobKind kind,
    long submitNanos,
    long runNanos,
    int cpuUsePercent,
    int ioUsePercent,
    boolean failsOnce) {}
