package dev.berth.simulator.trace;

import java.util.List;

/**
 * The usable jobs of a batch log, how many the normalising rules dropped, and of how many the
 * estimate was longer than a time limit may be and was cut to that.
 */
public record SwfTrace(List<SwfJob> jobs, int dropped, int cut) {

  public SwfTrace {
    jobs = List.copyOf(jobs);
  }
}
