package dev.berth.spi;

/** How far a filter or score looks: whether its answer about a worker can be remembered. */
public enum Scope {
  /** The job and the one worker it is asked about, in the facets it declares. */
  WORKER,
  /**
   * More than that: other workers, the time, state of its own. It is asked anew in every decision,
   * about every worker, which makes each decision of its profile a full scan.
   */
  ANYTHING
}
