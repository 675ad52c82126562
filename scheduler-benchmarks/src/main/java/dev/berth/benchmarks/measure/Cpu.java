package dev.berth.benchmarks.measure;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the JVM knows of the time and memory that threads spent, and what asking the clock costs.
 */
public final class Cpu {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Cpu() {}

  /** CPU time of this thread. */
  public static long threadNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** CPU time of all Java threads; not of the JVM's own, such as the compiler's and collector's. */
  public static long allThreadsNanos() {
    long sum = 0;
    for (long nanos : THREADS.getThreadCpuTime(THREADS.getAllThreadIds())) {
      sum += Math.max(0, nanos); // -1 for a thread that has ended
    }
    return sum;
  }

  /** Bytes this thread has allocated. */
  public static long allocatedBytes() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
