package dev.berth.simulator.replay;

import dev.berth.simulator.trace.SwfJob;
import java.util.List;

/** A batch log replayed with one policy, and how well that served it. */
public record SwfRun(
    BatchPolicy policy, SwfReplay.Outcome outcome, SwfMetrics metrics, UserFairness fairness) {

  /** Replays jobs on a machine of so many processors; none may need more than it has. */
  public static SwfRun of(
      List<SwfJob> jobs, int processors, BatchPolicy policy, Progress progress) {
    SwfReplay.Outcome outcome = SwfReplay.run(jobs, processors, policy, progress);
    return new SwfRun(
        policy,
        outcome,
        SwfMetrics.of(jobs, outcome.starts(), processors),
        UserFairness.of(jobs, outcome.starts()));
  }
}
