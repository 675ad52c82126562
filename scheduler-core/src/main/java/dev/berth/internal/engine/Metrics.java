package dev.berth.internal.engine;

import dev.berth.model.LatencyStats;
import dev.berth.model.SchedulerStats;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.AtomicHistogram;

/**
 * Counters and latencies: written by the engine, read by anyone without a lock.
 *
 * <p><b>Cost:</b> an ordered store a count, an atomic add a latency. 37 KB a histogram, as it
 * estimates itself.
 */
final class Metrics {

  enum Counter {
    SUBMITTED,
    PLACED,
    COMPLETED,
    FAILED,
    CANCELLED,
    EVICTED,
    DECISIONS,
    REFUSED,
    PLUGIN_FAULTS,
    QUEUED,
    RUNNING,
    WORKERS,
    HEALTHY_WORKERS
  }

  enum Phase {
    INFORMER,
    FILTER,
    SCORE,
    BIND,
    TOTAL
  }

  private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
  private static final int SIGNIFICANT_DIGITS = 2;

  private final AtomicLongArray counters = new AtomicLongArray(Counter.values().length);
  private final AtomicHistogram[] latencies = new AtomicHistogram[Phase.values().length];

  Metrics() {
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = new AtomicHistogram(LONGEST, SIGNIFICANT_DIGITS);
    }
  }

  void count(Counter counter) {
    add(counter, 1);
  }

  void add(Counter counter, long by) {
    int index = counter.ordinal();
    counters.lazySet(index, counters.get(index) + by);
  }

  void record(Phase phase, long nanos) {
    latencies[phase.ordinal()].recordValue(Math.max(0, Math.min(nanos, LONGEST)));
  }

  SchedulerStats read() {
    return new SchedulerStats(
        get(Counter.SUBMITTED),
        get(Counter.PLACED),
        get(Counter.COMPLETED),
        get(Counter.FAILED),
        get(Counter.CANCELLED),
        get(Counter.EVICTED),
        get(Counter.DECISIONS),
        get(Counter.REFUSED),
        get(Counter.PLUGIN_FAULTS),
        get(Counter.QUEUED),
        get(Counter.RUNNING),
        get(Counter.WORKERS),
        get(Counter.HEALTHY_WORKERS),
        latency(Phase.INFORMER),
        latency(Phase.FILTER),
        latency(Phase.SCORE),
        latency(Phase.BIND),
        latency(Phase.TOTAL));
  }

  private long get(Counter counter) {
    return counters.get(counter.ordinal());
  }

  private LatencyStats latency(Phase phase) {
    AtomicHistogram now = latencies[phase.ordinal()].copy();
    return new LatencyStats(
        now.getTotalCount(),
        now.getValueAtPercentile(50),
        now.getValueAtPercentile(99),
        now.getMaxValue());
  }
}
