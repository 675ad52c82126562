package dev.berth.placement;

/**
 * How a profile remembers which workers rank best for a class of jobs, between one decision and the
 * next. Every form gives the same answers; they differ in time and memory.
 *
 * <p>To be named only by tests and measurements: {@link #AUTO} picks.
 */
public enum RankingForm {
  /** Whatever is cheapest, for each class and decision. */
  AUTO,
  /** A tree of maxima with each worker's total: fastest, about 8.3 bytes a worker and class. */
  TREE,
  /**
   * Upper bounds for each block of 64 workers, some of which are graded anew: 0.2 bytes a worker
   * and class.
   */
  BOUNDS,
  /** Nothing is remembered: every decision asks about every worker. */
  SCAN
}
