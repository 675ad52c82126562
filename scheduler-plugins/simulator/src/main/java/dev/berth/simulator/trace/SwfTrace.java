package dev.berth.simulator.trace;

import java.util.List;

/** The usable jobs of a batch log, and how many the normalising rules dropped. */
public record SwfTrace(List<SwfJob> jobs, int dropped) {

  public SwfTrace {
    jobs = List.copyOf(jobs);
  }
}
