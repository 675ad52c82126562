package dev.berth.simulator.replay;

/** Hears how far a long run has come. */
@FunctionalInterface
public interface Progress {
  /** Hears nothing. */
  Progress NONE = (done, total) -> {};

  /** So much of the total is done; never less than before. */
  void report(long done, long total);
}
