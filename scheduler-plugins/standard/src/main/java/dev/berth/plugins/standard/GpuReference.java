package dev.berth.plugins.standard;

import dev.berth.spi.ScorePlugin;

/** The worker that the published GPU scores measure against, and their hundredths. */
record GpuReference(long cpuMillis, long gpuMillis) {

  /** The largest worker of the openb trace. */
  static final long CPU_MILLIS = 128_000;

  static final long GPU_MILLIS = 8_000;

  private static final int HUNDREDTHS = 100;

  GpuReference {
    requireAboveZero("cpuMillis", cpuMillis);
    requireAboveZero("gpuMillis", gpuMillis);
  }

  private static void requireAboveZero(String field, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(
          field + " (" + value + ") of the reference worker must be above 0");
    }
  }

  /** Hundredths as a grade; what is out of range counts as the nearest end. */
  static int grade(int hundredths) {
    return Math.max(0, Math.min(HUNDREDTHS, hundredths)) * (ScorePlugin.MAX_SCORE / HUNDREDTHS);
  }
}
