package dev.berth.spi;

/** The parts of a job, beyond its requirements and priority, that a plugin may declare to read. */
public enum JobFacet {
  /** The id: makes every job different from every other. */
  ID,
  /** Who pays. */
  TENANT,
  /** The job's own labels. */
  LABELS
}
