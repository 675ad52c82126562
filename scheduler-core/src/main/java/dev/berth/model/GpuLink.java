package dev.berth.model;

import java.util.List;
import java.util.TreeSet;

/**
 * GPUs of one worker that reach each other on one kind of link, each of them every other.
 *
 * @param kind of which kind
 * @param gpus their indexes, rising, at least two
 */
public record GpuLink(Kind kind, List<Integer> gpus) {

  /** What connects them. */
  public enum Kind {
    /** Wired to each other: NVLink, xGMI. */
    NVLINK,
    /** Wired to one switch of such links. */
    NVSWITCH,
    /** Behind one PCIe switch: nearer than over the host's root complex, no fast link. */
    PCIE_SWITCH;

    /** Whether a job that wants linked GPUs is content with it. */
    public boolean isFast() {
      return this != PCIE_SWITCH;
    }
  }

  public GpuLink {
    String owner = "GPU link";
    Check.present("kind", kind, owner);
    List<Integer> given = Check.list("gpus", gpus, 2, Limits.GPUS, owner);
    for (int gpu : given) {
      Check.range("an entry of gpus", gpu, 0, Limits.GPUS - 1, owner);
    }
    var sorted = new TreeSet<>(given);
    if (sorted.size() < given.size()) {
      throw Check.refused("gpus", given, owner, "name each device once");
    }
    gpus = List.copyOf(sorted);
  }

  /** The devices as a mask, bit i for index i. */
  public long mask() {
    long mask = 0;
    for (int gpu : gpus) {
      mask |= 1L << gpu;
    }
    return mask;
  }
}
