package dev.berth.simulator.trace;

import dev.berth.model.GpuRequest;

/** A pod of the openb trace: cpu in millicores, memory in MiB, and GPUs or a share of one. */
public record OpenbPod(String name, long cpuMillis, long memoryMib, GpuRequest gpus) {}
