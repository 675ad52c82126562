package dev.berth.model;

/**
 * How busy a worker says it is, as a heartbeat brings it. What jobs asked for is counted elsewhere.
 *
 * <p>The scheduler keeps hundredths of a percent, and of the memory bytes below 16 GiB, whole KiB
 * below 16 TiB, whole MiB above.
 *
 * @param cpuPercent 0 to 100 over all cores
 * @param memoryBytes in use
 * @param ioPercent 0 to 100 of the time spent on input and output
 */
public record Usage(double cpuPercent, long memoryBytes, double ioPercent) {
  /** Idle, or not heard of yet. */
  public static final Usage NONE = new Usage(0, 0, 0);

  public Usage {
    Check.percent("cpuPercent", cpuPercent, "usage");
    Check.notNegative("memoryBytes", memoryBytes, "usage");
    Check.percent("ioPercent", ioPercent, "usage");
  }
}
