package dev.berth.simulator.trace;

/** A machine of the openb trace: cpu in millicores, memory in MiB, GPUs all of one model. */
public record OpenbNode(String name, long cpuMillis, long memoryMib, int gpus, String model) {}
