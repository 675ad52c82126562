package dev.berth.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a job went.
 *
 * @param workerId its worker; the first, when its GPUs are of several
 * @param gpus indexes of that worker's devices it may use, each once, in the given order; empty if
 *     it asked for none
 * @param numaNode the NUMA node of that worker whose cores and memory are kept for it; {@link
 *     #ANY_NODE} if none in particular
 * @param quality how good a place it is for its GPUs, {@link #SPLIT} or {@link #WHOLE} to 150: 100
 *     on one worker, 30 more if the devices and the job's cpu and memory are of one NUMA node, 20
 *     more if the devices reach each other by fast links or leave no idle device behind; 100 for a
 *     job without GPUs
 * @param others its parts on further workers, of the same job
 */
public record Placement(
    String jobId,
    String workerId,
    List<Integer> gpus,
    int numaNode,
    int quality,
    List<Placement> others) {
  /** No NUMA node in particular. */
  public static final int ANY_NODE = -1;

  /** The quality of a place on several workers. */
  public static final int SPLIT = 50;

  /** The least quality of a place on one worker. */
  public static final int WHOLE = 100;

  /** What one NUMA node adds to the quality. */
  public static final int NUMA_LOCAL = 30;

  /** What fast links, or a worker used up, add to the quality. */
  public static final int LINK_LOCAL = 20;

  public Placement {
    Check.id("jobId", jobId, "placement");
    // One for every job placed: its owner is put into words only where a value is refused.
    if (!Check.isId(workerId)) {
      Check.id("workerId", workerId, ownerOf(jobId));
    }
    gpus = gpus != null && gpus.isEmpty() ? List.of() : checked(gpus, jobId);
    if (numaNode != ANY_NODE) {
      Check.range("numaNode", numaNode, 0, Limits.NUMA_NODES - 1, ownerOf(jobId));
    }
    if (quality < SPLIT || quality > WHOLE + NUMA_LOCAL + LINK_LOCAL) {
      Check.range("quality", quality, SPLIT, WHOLE + NUMA_LOCAL + LINK_LOCAL, ownerOf(jobId));
    }
    if (others == null || !others.isEmpty()) {
      others = Check.list("others", others, 0, Limits.GPUS_OF_JOB, ownerOf(jobId));
    }
  }

  /** On one worker, anywhere on it. */
  public Placement(String jobId, String workerId, List<Integer> gpus) {
    this(jobId, workerId, gpus, ANY_NODE, WHOLE, List.of());
  }

  /** Its parts, one for each worker; this one first. */
  public List<Placement> parts() {
    if (others.isEmpty()) {
      return List.of(this);
    }
    List<Placement> parts = new ArrayList<>(others.size() + 1);
    parts.add(this);
    parts.addAll(others);
    return parts;
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

  /** What there is to say of it; no quality of a place without GPUs. */
  @Override
  public String toString() {
    var text = new StringBuilder("Placement[jobId=").append(jobId);
    text.append(", workerId=").append(workerId).append(", gpus=").append(gpus);
    if (numaNode != ANY_NODE) {
      text.append(", numaNode=").append(numaNode);
    }
    if (!gpus.isEmpty()) {
      text.append(", quality=").append(quality);
    }
    if (!others.isEmpty()) {
      text.append(", others=").append(others);
    }
    return text.append(']').toString();
  }
}
