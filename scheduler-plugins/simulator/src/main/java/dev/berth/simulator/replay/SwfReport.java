package dev.berth.simulator.replay;

import dev.berth.simulator.report.Chart;
import dev.berth.simulator.report.Figures;
import dev.berth.simulator.report.Report;
import dev.berth.simulator.report.WaitChart;
import dev.berth.simulator.trace.SwfJob;
import java.util.List;
import java.util.Map;

/** The report of a batch replay: utilization, queue and waits. */
public final class SwfReport {
  private static final int POINTS = 480;
  private static final double SECONDS_PER_DAY = 86_400;
  private static final double PERCENT = 100;

  private SwfReport() {}

  /** Makes the report from what was replayed and what came of it. */
  public static Report of(
      List<SwfJob> jobs,
      SwfReplay.Outcome outcome,
      SwfMetrics metrics,
      int processors,
      List<Report.Parameter> parameters) {
    return new Report(
        "Batch replay, first come first served",
        Figures.count(jobs.size())
            + " jobs on a machine of "
            + Figures.count(processors)
            + " processors, started by the real engine on virtual time.",
        figures(metrics, outcome.decisions()),
        charts(jobs, outcome.starts(), metrics, processors),
        List.of(),
        parameters);
  }

  private static List<Report.Figure> figures(SwfMetrics metrics, Decisions decisions) {
    return List.of(
        new Report.Figure(
            Figures.decimal(PERCENT * metrics.utilization(), 2),
            "%",
            "utilization",
            "over " + Figures.span((double) metrics.makespan())),
        new Report.Figure(
            Figures.decimal(metrics.meanWait(), 1),
            "s",
            "mean wait",
            "longest " + Figures.span((double) metrics.maxWait())),
        new Report.Figure(
            Figures.decimal(metrics.meanBoundedSlowdown(), 2),
            "",
            "mean bounded slowdown",
            "bound 10 s"),
        new Report.Figure(
            Figures.count(metrics.maxQueue()), "jobs", "longest queue", "at the end of an instant"),
        new Report.Figure(
            Figures.decimal(decisions.p50Micros(), 1),
            "µs",
            "median decision",
            "p99 "
                + Figures.decimal(decisions.p99Micros(), 1)
                + " µs of "
                + Figures.count(decisions.count())));
  }

  private static List<Chart> charts(
      List<SwfJob> jobs, long[] starts, SwfMetrics metrics, int processors) {
    long from = jobs.stream().mapToLong(SwfJob::submit).min().orElse(0);
    long to = from + metrics.makespan();
    double[] days = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      days[i] = (i + 0.5) * metrics.makespan() / POINTS / SECONDS_PER_DAY;
    }
    double[] used = SwfMetrics.busy(jobs, starts).means(from, to, POINTS);
    double[] waits = new double[starts.length];
    for (int i = 0; i < POINTS; i++) {
      used[i] *= PERCENT / processors;
    }
    for (int i = 0; i < starts.length; i++) {
      waits[i] = starts[i] - jobs.get(i).submit();
    }
    String x = "days since the first submission";
    return List.of(
        Chart.lines(
            "Processors busy (%)",
            "Mean of each " + Figures.span((double) metrics.makespan() / POINTS) + ".",
            Chart.Scale.DAYS,
            x,
            days,
            "%",
            false,
            List.of(new Chart.Series("busy", used))),
        Chart.lines(
            "Queue length (jobs)",
            "Longest within each " + Figures.span((double) metrics.makespan() / POINTS) + ".",
            Chart.Scale.DAYS,
            x,
            days,
            "jobs",
            false,
            List.of(
                new Chart.Series(
                    "waiting", SwfMetrics.queue(jobs, starts).maxima(from, to, POINTS)))),
        WaitChart.of(Map.of("jobs", waits)));
  }
}
