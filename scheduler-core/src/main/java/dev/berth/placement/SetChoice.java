package dev.berth.placement;

/** Finds the best set of GPUs of one kind of machine; see {@link GpuLayout} for what is best. */
interface SetChoice {

  /**
   * The best set of a size, or 0.
   *
   * @param takeable what may be taken, of what is idle
   * @param idle of which the rest is judged
   * @param mustLink whether all must be of one group of fast links
   */
  long choose(int count, long takeable, long idle, boolean mustLink);

  /** Whether these are of one group of fast links; one alone is. */
  boolean isLinked(long gpus);
}
