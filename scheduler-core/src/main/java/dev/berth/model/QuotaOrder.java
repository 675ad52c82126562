package dev.berth.model;

/** Who goes first among the jobs that wait for one quota. */
public enum QuotaOrder {
  /**
   * The most urgent, then the oldest, and nobody overtakes it: while it waits, jobs behind it wait
   * too, even those that would fit. No job starves behind smaller ones.
   */
  STRICT,
  /**
   * The most urgent, then the oldest, of those that fit. More of the quota is used; a large job may
   * wait for as long as smaller ones keep coming.
   */
  BEST_EFFORT
}
