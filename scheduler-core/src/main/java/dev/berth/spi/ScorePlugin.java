package dev.berth.spi;

/**
 * A preference: how well a feasible worker suits a job.
 *
 * <p>Grades are integers from 0 to {@value #MAX_SCORE}, absolute and not relative to the other
 * candidates of a round; the engine adds them up, each times its weight, and takes the highest sum.
 *
 * <p><b>Faults:</b> a score plugin that throws, grades out of range or overruns counts as 0 for the
 * whole decision, which is then made by the others. One that faults on several jobs in a row is set
 * aside for a while. All of it is told in events.
 */
public interface ScorePlugin extends Plugin {

  /** The best grade. */
  int MAX_SCORE = 1_000_000;

  /** The highest weight a profile may give. */
  int MAX_WEIGHT = 1_000_000;

  /** The weight it has where a profile names none; 0 means it is asked only when named. */
  int defaultWeight();

  /** Grades one feasible worker, 0 to {@value #MAX_SCORE}. */
  int score(JobView job, WorkerView worker);

  /**
   * Grades the candidates of a block: {@code out[i]} for the worker at index i. Override it for
   * speed; it must give exactly the grades of {@link #score(JobView, WorkerView)}. Entries of
   * workers that are no candidates are ignored.
   */
  default void score(JobView job, WorkerBlock block, int[] out) {
    for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
      out[i] = score(job, block.at(i));
    }
  }
}
