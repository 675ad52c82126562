package dev.berth.model;

import java.util.List;

/**
 * Where a job went.
 *
 * @param gpus indexes of the worker's devices it may use, each once, in the given order; empty if
 *     it asked for none
 */
public record Placement(String jobId, String workerId, List<Integer> gpus) {
  public Placement {
    Check.id("jobId", jobId, "placement");
    String owner = "placement of job " + jobId;
    Check.id("workerId", workerId, owner);
    gpus = Check.list("gpus", gpus, 0, Limits.GPUS, owner);
    long seen = 0;
    for (int gpu : gpus) {
      Check.range("an entry of gpus", gpu, 0, Limits.GPUS - 1, owner);
      if ((seen & 1L << gpu) != 0) {
        throw Check.refused("gpus", gpus, owner, "name each device once");
      }
      seen |= 1L << gpu;
    }
  }
}
