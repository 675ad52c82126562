package dev.berth.simulator.openb;

/**
 * A cluster's GPUs after each arrival: what had been asked for, what was allocated and what was
 * fragmented. <b>Units:</b> thousandths of a GPU, or percent of all GPUs where it says so.
 */
public final class OpenbCurve {
  private static final double PERCENT = 100.0;

  private final long capacityMillis;
  private final long[] arrivedMillis;
  private final long[] allocatedMillis;
  private final double[] fragmentedMillis;

  OpenbCurve(long capacityMillis, int arrivals) {
    this.capacityMillis = capacityMillis;
    this.arrivedMillis = new long[arrivals];
    this.allocatedMillis = new long[arrivals];
    this.fragmentedMillis = new double[arrivals];
  }

  void set(int arrival, long arrived, long allocated, double fragmented) {
    arrivedMillis[arrival] = arrived;
    allocatedMillis[arrival] = allocated;
    fragmentedMillis[arrival] = fragmented;
  }

  /** How many arrivals it has. */
  public int size() {
    return arrivedMillis.length;
  }

  /** All GPUs there are. */
  public long capacityMillis() {
    return capacityMillis;
  }

  long arrivedMillis(int arrival) {
    return arrivedMillis[arrival];
  }

  long allocatedMillis(int arrival) {
    return allocatedMillis[arrival];
  }

  double fragmentedMillis(int arrival) {
    return fragmentedMillis[arrival];
  }

  /** Demand that has arrived, in percent. */
  public double arrivedPercent(int arrival) {
    return percent((double) arrivedMillis[arrival]);
  }

  /** What is allocated after an arrival, in percent. */
  public double allocatedPercent(int arrival) {
    return percent((double) allocatedMillis[arrival]);
  }

  /** What is fragmented after an arrival, in percent. */
  public double fragmentedPercent(int arrival) {
    return percent(fragmentedMillis[arrival]);
  }

  private double percent(double millis) {
    return capacityMillis == 0 ? 0 : PERCENT * millis / capacityMillis;
  }
}
