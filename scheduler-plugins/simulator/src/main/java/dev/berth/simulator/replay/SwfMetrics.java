package dev.berth.simulator.replay;

import dev.berth.simulator.trace.SwfJob;
import java.util.List;

/**
 * How well a batch log was served, over all its jobs with no warm-up cut.
 *
 * <p>wait = start - submit; bounded slowdown = max(1, (wait + run) / max(run, 10)); utilization =
 * sum of run * processors / (processors of the machine * makespan); makespan = last end - first
 * submit; the queue is counted at each instant after everything that happens at it.
 *
 * <p><b>Units:</b> seconds. <b>Source:</b> Feitelson, "Metrics for Parallel Job Scheduling and
 * Their Convergence", JSSPP 2001 (bounded slowdown with tau = 10 s).
 */
public record SwfMetrics(
    double meanWait,
    double meanBoundedSlowdown,
    double utilization,
    long makespan,
    long maxWait,
    int maxQueue) {
  private static final long TAU = 10;

  /** Measures jobs that started at the given seconds on a machine of so many processors. */
  public static SwfMetrics of(List<SwfJob> jobs, long[] starts, int processors) {
    long waits = 0;
    double slowdowns = 0;
    double work = 0;
    long maxWait = 0;
    long firstSubmit = Long.MAX_VALUE;
    long lastEnd = Long.MIN_VALUE;
    for (int i = 0; i < starts.length; i++) {
      SwfJob job = jobs.get(i);
      long wait = starts[i] - job.submit();
      waits += wait;
      maxWait = Math.max(maxWait, wait);
      slowdowns += boundedSlowdown(job, starts[i]);
      work += (double) job.run() * job.processors();
      firstSubmit = Math.min(firstSubmit, job.submit());
      lastEnd = Math.max(lastEnd, starts[i] + job.run());
    }
    long makespan = lastEnd - firstSubmit;
    return new SwfMetrics(
        (double) waits / starts.length,
        slowdowns / starts.length,
        work / ((double) processors * makespan),
        makespan,
        maxWait,
        (int) queue(jobs, starts).max());
  }

  /** The bounded slowdown of a job that started at the given second. */
  static double boundedSlowdown(SwfJob job, long start) {
    long response = start - job.submit() + job.run();
    return Math.max(1.0, (double) response / Math.max(job.run(), TAU));
  }

  /**
   * The mean bounded slowdown of the jobs submitted in each of so many equal parts of the span; 0
   * where none was.
   */
  public static double[] slowdowns(
      List<SwfJob> jobs, long[] starts, long from, long to, int parts) {
    double[] means = new double[parts];
    int[] counts = new int[parts];
    for (int i = 0; i < starts.length; i++) {
      long submit = jobs.get(i).submit();
      if (submit >= from && submit < to) {
        int part = (int) ((double) (submit - from) / (to - from) * parts);
        means[part] += boundedSlowdown(jobs.get(i), starts[i]);
        counts[part]++;
      }
    }
    for (int part = 0; part < parts; part++) {
      means[part] /= Math.max(1, counts[part]);
    }
    return means;
  }

  /** How many jobs waited, over time. */
  public static TimeSeries queue(List<SwfJob> jobs, long[] starts) {
    EventQueue<Integer> changes = new EventQueue<>();
    for (int i = 0; i < starts.length; i++) {
      changes.add(jobs.get(i).submit(), 0, 1);
      changes.add(starts[i], 0, -1);
    }
    return accumulate(changes);
  }

  /** How many processors were busy, over time. */
  public static TimeSeries busy(List<SwfJob> jobs, long[] starts) {
    EventQueue<Integer> changes = new EventQueue<>();
    for (int i = 0; i < starts.length; i++) {
      changes.add(starts[i], 0, jobs.get(i).processors());
      changes.add(starts[i] + jobs.get(i).run(), 0, -jobs.get(i).processors());
    }
    return accumulate(changes);
  }

  private static TimeSeries accumulate(EventQueue<Integer> changes) {
    TimeSeries series = new TimeSeries();
    long level = 0;
    while (!changes.isEmpty()) {
      long at = changes.nextNanos();
      level += changes.take();
      if (changes.nextNanos() != at) {
        series.append(at, (double) level);
      }
    }
    return series;
  }
}
