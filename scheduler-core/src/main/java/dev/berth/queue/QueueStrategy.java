package dev.berth.queue;

/** In which order a profile tries its waiting jobs. */
public enum QueueStrategy {
  /**
   * Highest priority first, within one the oldest. A job that fits nowhere steps aside and lets the
   * others pass until something changes for it.
   */
  PRIORITY,
  /**
   * Strictly as submitted, whatever the priority: when the head fits nowhere, all wait behind it
   * (first come, first served).
   */
  FIFO
}
