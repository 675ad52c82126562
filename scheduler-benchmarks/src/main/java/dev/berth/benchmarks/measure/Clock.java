package dev.berth.benchmarks.measure;

import java.util.Arrays;

/** What single operations are timed with. */
public enum Clock {
  /** The machine's: fine, but it runs on while others have the core. */
  ELAPSED {
    @Override
    public long nanos() {
      return System.nanoTime();
    }
  },
  /** This thread's CPU time: a system call, so coarser. */
  CPU {
    @Override
    public long nanos() {
      return Cpu.threadNanos();
    }
  };

  private static final int READINGS = 100_001;

  /** A reading. */
  public abstract long nanos();

  /** The median of two readings in a row: what a timed nothing takes. */
  public long costNanos() {
    long[] readings = new long[READINGS];
    for (int i = 0; i < readings.length; i++) {
      long started = nanos();
      readings[i] = nanos() - started;
    }
    Arrays.sort(readings);
    return readings[readings.length / 2];
  }
}
