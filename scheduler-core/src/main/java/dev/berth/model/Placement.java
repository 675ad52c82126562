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
    // One for every job placed: its owner is put into words only where a value is refused.
    if (!Check.isId(workerId)) {
      Check.id("workerId", workerId, ownerOf(jobId));
    }
    gpus = gpus != null && gpus.isEmpty() ? List.of() : checked(gpus, jobId);
  }

  private static String ownerOf(String jobId) {
    return "placement of job " + jobId;
  }

  private static List<Integer> checked(List<Integer> given, String jobId) {
    String owner = ownerOf(jobId);
    List<Integer> gpus = Check.list("gpus", given, 0, Limits.GPUS, owner);
    long seen = 0;
    for (int gpu : gpus) {
      Check.range("an entry of gpus", gpu, 0, Limits.GPUS - 1, owner);
      if ((seen & 1L << gpu) != 0) {
        throw Check.refused("gpus", gpus, owner, "name each device once");
      }
      seen |= 1L << gpu;
    }
    return gpus;
  }
}
