package dev.berth.spi;

/**
 * The parts of a worker that can change apart from each other, as a plugin declares to read them.
 */
public enum WorkerFacet {
  /** Free and total cpu, memory, storage and named extra resources. */
  RESOURCES,
  /** The GPUs and what is free of each. */
  GPUS,
  /** The labels. */
  LABELS,
  /** The taints. */
  TAINTS,
  /** Available, draining or unhealthy. */
  STATE,
  /** The measured load that heartbeats bring. */
  USAGE,
  /** How many jobs the worker holds. */
  JOBS;

  // Bits live within one run and are never stored, so the order of the constants may change.
  @SuppressWarnings("EnumOrdinal")
  private final int bit = 1 << ordinal();

  /** This facet as a bit, so that a set of facets fits in an {@code int}. */
  public int bit() {
    return bit;
  }

  /** Every facet's bit. */
  public static int all() {
    return (1 << values().length) - 1;
  }
}
