package dev.berth.spi;

import dev.berth.model.Rejection;
import java.util.List;

/**
 * A hard requirement: which workers may run a job at all.
 *
 * <p>The engine asks every filter of a profile about every worker that takes jobs; a worker is
 * feasible when none refuses it. When no worker is left, the job is set aside until a facet that
 * one of the refusing filters {@linkplain #reads() reads} changes for the better.
 *
 * <p><b>Faults:</b> a filter that throws, or is interrupted because the profile's scheduling
 * time-out passed, fails closed: the job at hand is not placed in this cycle and is tried again
 * after a back-off. A filter that faults on several jobs in a row is set aside for a while: its
 * profile places nothing until it is asked again. All of it is told in events.
 */
public interface FilterPlugin extends Plugin {

  /** Whether the worker may run the job. Called for one worker at a time, on the decision path. */
  boolean accepts(JobView job, WorkerView worker);

  /**
   * Why the worker was refused: every reason, not the first. Asked only of workers that {@link
   * #accepts} refused, and only when somebody wants an explanation.
   */
  List<Rejection> explain(JobView job, WorkerView worker);

  /**
   * Rejects what does not fit from up to {@value WorkerBlock#MAX_SIZE} workers. Override it for
   * speed; it must reject exactly the workers that {@link #accepts} refuses.
   */
  default void filter(JobView job, WorkerBlock block) {
    for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
      if (!accepts(job, block.at(i))) {
        block.reject(i);
      }
    }
  }
}
