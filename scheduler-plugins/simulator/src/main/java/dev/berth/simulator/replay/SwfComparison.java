package dev.berth.simulator.replay;

import dev.berth.simulator.report.Chart;
import dev.berth.simulator.report.Figures;
import dev.berth.simulator.report.Report;
import dev.berth.simulator.trace.SwfJob;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The report of one batch log replayed with several policies: all of them on one page. */
public final class SwfComparison {
  private static final double SECONDS_PER_HOUR = 3_600;

  private SwfComparison() {}

  /** Makes the report; ratios in its table are to the first run. */
  public static Report of(
      List<SwfJob> jobs, List<SwfRun> runs, int processors, List<Report.Parameter> parameters) {
    List<Chart> charts = new ArrayList<>();
    charts.add(
        bars(
            "Mean bounded slowdown",
            "Response over run time, of runs below 10 s over 10 s; 1 is no wait.",
            "",
            runs,
            run -> run.metrics().meanBoundedSlowdown()));
    charts.add(
        bars(
            "Mean wait (h)",
            "From submission to start.",
            "h",
            runs,
            run -> run.metrics().meanWait() / SECONDS_PER_HOUR));
    charts.add(
        bars(
            "Longest wait (h)",
            "Of any job: what the mean hides.",
            "h",
            runs,
            run -> run.metrics().maxWait() / SECONDS_PER_HOUR));
    charts.add(
        bars(
            "Utilization (%)",
            "Processor time used, from the first submission to the last end.",
            "%",
            runs,
            run -> SwfReport.PERCENT * run.metrics().utilization()));
    charts.add(
        bars(
            "Fairness between users (Jain's index)",
            "(sum of x)² / (users * sum of x²) of the users' mean bounded slowdowns x: 1 when all"
                + " have the same. Jain, Chiu, Hawe, DEC-TR-301, 1984.",
            "",
            runs,
            run -> run.fairness().jain()));
    charts.add(
        bars(
            "Mean bounded slowdown of the worst served user",
            "Of the user who has the highest under that policy.",
            "",
            runs,
            run -> run.fairness().worstSlowdown()));
    charts.addAll(SwfReport.charts(jobs, runs, processors));
    return new Report(
        "Batch policies compared",
        SwfReport.about(jobs, processors),
        figures(runs),
        charts,
        List.of(table(runs)),
        parameters);
  }

  private static Chart bars(
      String title,
      String about,
      String unit,
      List<SwfRun> runs,
      ToDoubleFunction<SwfRun> measure) {
    return Chart.bars(
        title,
        about,
        "policy",
        runs.stream().map(run -> run.policy().id()).toList(),
        unit,
        List.of(new Chart.Series(title, runs.stream().mapToDouble(measure).toArray())));
  }

  private static List<Report.Figure> figures(List<SwfRun> runs) {
    return runs.stream()
        .map(
            run ->
                new Report.Figure(
                    Figures.decimal(run.metrics().meanBoundedSlowdown(), 2),
                    "",
                    run.policy().id(),
                    "mean bounded slowdown; mean wait " + Figures.span(run.metrics().meanWait())))
        .toList();
  }

  private static Report.Table table(List<SwfRun> runs) {
    SwfMetrics first = runs.get(0).metrics();
    String to = " (× " + runs.get(0).policy().id() + ")";
    return new Report.Table(
        "All figures",
        List.of(
            "policy",
            "what it is",
            "mean wait" + to,
            "mean bounded slowdown" + to,
            "longest wait" + to,
            "utilization",
            "longest queue",
            "Jain's index",
            "worst user, slowdown",
            "median decision"),
        runs.stream().map(run -> row(run, first)).toList());
  }

  private static List<String> row(SwfRun run, SwfMetrics first) {
    SwfMetrics metrics = run.metrics();
    return List.of(
        run.policy().id(),
        run.policy().title(),
        Figures.decimal(metrics.meanWait(), 1) + " s" + ratio(metrics.meanWait(), first.meanWait()),
        Figures.decimal(metrics.meanBoundedSlowdown(), 2)
            + ratio(metrics.meanBoundedSlowdown(), first.meanBoundedSlowdown()),
        Figures.count(metrics.maxWait())
            + " s"
            + ratio((double) metrics.maxWait(), (double) first.maxWait()),
        Figures.decimal(SwfReport.PERCENT * metrics.utilization(), 2) + " %",
        Figures.count(metrics.maxQueue()),
        Figures.decimal(run.fairness().jain(), 3),
        run.fairness().worstUser() + ", " + Figures.decimal(run.fairness().worstSlowdown(), 1),
        Figures.decimal(run.outcome().decisions().p50Micros(), 1) + " µs");
  }

  private static String ratio(double value, double to) {
    return to == 0 ? "" : " (" + Figures.decimal(value / to, 2) + ")";
  }
}
