package dev.berth.simulator.replay;

import dev.berth.simulator.report.Chart;
import dev.berth.simulator.report.Figures;
import dev.berth.simulator.report.Report;
import dev.berth.simulator.report.WaitChart;
import dev.berth.simulator.trace.SwfJob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report of a batch replay: utilization, queue, waits and slowdown, of one policy. */
public final class SwfReport {
  static final int POINTS = 480;
  static final double SECONDS_PER_DAY = 86_400;
  static final double PERCENT = 100;
  static final String DAYS = "days since the first submission";

  /** Fewer than {@link #POINTS}: a mean over few jobs says little. */
  private static final int SLOWDOWN_PARTS = 60;

  private SwfReport() {}

  /** Makes the report from what was replayed and what came of it. */
  public static Report of(
      List<SwfJob> jobs, SwfRun run, int processors, List<Report.Parameter> parameters) {
    return new Report(
        "Batch replay, " + run.policy().title(),
        about(jobs, processors),
        figures(run),
        charts(jobs, List.of(run), processors),
        List.of(),
        parameters);
  }

  static String about(List<SwfJob> jobs, int processors) {
    return Figures.count(jobs.size())
        + " jobs on a machine of "
        + Figures.count(processors)
        + " processors, started by the real engine on virtual time.";
  }

  private static List<Report.Figure> figures(SwfRun run) {
    SwfMetrics metrics = run.metrics();
    Decisions decisions = run.outcome().decisions();
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
            Figures.decimal(run.fairness().jain(), 3),
            "",
            "Jain's index of fairness",
            "of the mean bounded slowdowns of "
                + Figures.count(run.fairness().users())
                + " users; 1 is even"),
        new Report.Figure(
            Figures.decimal(decisions.p50Micros(), 1),
            "µs",
            "median decision",
            "p99 "
                + Figures.decimal(decisions.p99Micros(), 1)
                + " µs of "
                + Figures.count(decisions.count())));
  }

  /** The plots over time and of waits, with a series for each run. */
  static List<Chart> charts(List<SwfJob> jobs, List<SwfRun> runs, int processors) {
    long from = jobs.stream().mapToLong(SwfJob::submit).min().orElse(0);
    long makespan = runs.stream().mapToLong(run -> run.metrics().makespan()).max().orElse(1);
    long to = from + makespan;
    List<Chart.Series> used = new ArrayList<>();
    List<Chart.Series> queued = new ArrayList<>();
    List<Chart.Series> slowed = new ArrayList<>();
    Map<String, double[]> waits = new LinkedHashMap<>();
    for (SwfRun run : runs) {
      String name = run.policy().id();
      long[] starts = run.outcome().starts();
      double[] busy = SwfMetrics.busy(jobs, starts).means(from, to, POINTS);
      used.add(
          new Chart.Series(name, Arrays.stream(busy).map(b -> b * PERCENT / processors).toArray()));
      queued.add(new Chart.Series(name, SwfMetrics.queue(jobs, starts).maxima(from, to, POINTS)));
      slowed.add(
          new Chart.Series(name, SwfMetrics.slowdowns(jobs, starts, from, to, SLOWDOWN_PARTS)));
      double[] wait = new double[starts.length];
      for (int i = 0; i < starts.length; i++) {
        wait[i] = starts[i] - jobs.get(i).submit();
      }
      waits.put(runs.size() == 1 ? "jobs" : name, wait);
    }
    String each = Figures.span((double) makespan / POINTS);
    double[] days = middles(makespan, POINTS);
    return List.of(
        over("Processors busy (%)", "Mean of each " + each + ".", days, "%", used),
        over("Queue length (jobs)", "Longest within each " + each + ".", days, "jobs", queued),
        over(
            "Mean bounded slowdown of jobs by when they came",
            "Mean of each " + Figures.span((double) makespan / SLOWDOWN_PARTS) + "; bound 10 s.",
            middles(makespan, SLOWDOWN_PARTS),
            "",
            slowed),
        WaitChart.of(waits));
  }

  private static Chart over(
      String title, String about, double[] days, String unit, List<Chart.Series> series) {
    return Chart.lines(title, about, Chart.Scale.DAYS, DAYS, days, unit, false, series);
  }

  private static double[] middles(long seconds, int parts) {
    double[] days = new double[parts];
    for (int i = 0; i < parts; i++) {
      days[i] = (i + 0.5) * seconds / parts / SECONDS_PER_DAY;
    }
    return days;
  }
}
