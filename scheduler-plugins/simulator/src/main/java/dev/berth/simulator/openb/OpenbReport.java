package dev.berth.simulator.openb;

import dev.berth.model.GpuDevice;
import dev.berth.simulator.report.Chart;
import dev.berth.simulator.report.Figures;
import dev.berth.simulator.report.Report;
import dev.berth.simulator.trace.OpenbTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * The report of openb replays: allocation and fragmentation over arrived demand, every policy in
 * one plot.
 */
public final class OpenbReport {
  private static final int POINTS = 400;
  private static final double PERCENT = 100;
  private static final String X = "GPU demand arrived, of capacity";

  private OpenbReport() {}

  /** Makes the report from one run, or several of the same trace. */
  public static Report of(List<OpenbRun> runs, List<Report.Parameter> parameters) {
    OpenbTrace trace = runs.get(0).trace();
    boolean single = runs.size() == 1;
    return new Report(
        single
            ? "GPU sharing replay, policy " + runs.get(0).policy().id()
            : "GPU sharing policies compared",
        Figures.count(trace.arrivals().size())
            + " pods arrive one by one at "
            + Figures.count(trace.nodesByRank().size())
            + " empty nodes; a pod that fits nowhere is dropped.",
        single ? figures(runs.get(0)) : runs.stream().map(OpenbReport::figure).toList(),
        charts(runs),
        List.of(table(runs)),
        parameters);
  }

  private static List<Report.Figure> figures(OpenbRun run) {
    OpenbReplay.Outcome outcome = run.outcome();
    return List.of(
        new Report.Figure(
            Figures.decimal(run.allocatedPercent(), 2),
            "%",
            "GPU allocated",
            "of " + Figures.count(outcome.curve().capacityMillis() / GpuDevice.MILLIS) + " GPUs"),
        new Report.Figure(
            Figures.decimal(run.fragmentedPercent(), 2),
            "%",
            "GPU fragmented",
            "free, but of no use to a typical pod"),
        new Report.Figure(
            Figures.count(outcome.unplaced()),
            "pods",
            "not placed",
            "of " + Figures.count(run.trace().arrivals().size())),
        new Report.Figure(
            Figures.decimal(outcome.decisions().p50Micros(), 1),
            "µs",
            "median decision",
            "p99 "
                + Figures.decimal(outcome.decisions().p99Micros(), 1)
                + " µs of "
                + Figures.count(outcome.decisions().count())));
  }

  private static Report.Figure figure(OpenbRun run) {
    return new Report.Figure(
        Figures.decimal(run.allocatedPercent(), 2),
        "%",
        run.policy().id(),
        "GPU allocated; "
            + Figures.decimal(run.fragmentedPercent(), 2)
            + " % fragmented, "
            + Figures.count(run.outcome().unplaced())
            + " pods not placed");
  }

  private static List<Chart> charts(List<OpenbRun> runs) {
    OpenbCurve any = runs.get(0).outcome().curve();
    double[] arrived = points(any, any::arrivedPercent);
    List<Chart.Series> allocated = new ArrayList<>();
    allocated.add(
        new Chart.Series(
            "demand", points(any, arrival -> Math.min(PERCENT, any.arrivedPercent(arrival)))));
    List<Chart.Series> fragmented = new ArrayList<>();
    for (OpenbRun run : runs) {
      OpenbCurve curve = run.outcome().curve();
      String id = run.policy().id();
      allocated.add(new Chart.Series(id, points(curve, curve::allocatedPercent)));
      fragmented.add(new Chart.Series(id, points(curve, curve::fragmentedPercent)));
    }
    return List.of(
        over(
            "GPU allocated (% of capacity)",
            "Against the demand itself, up to all GPUs.", arrived, allocated),
        over(
            "GPU fragmented (% of capacity)",
            "Free thousandths on devices or nodes that a typical pod cannot use.",
            arrived,
            fragmented),
        dropped(runs));
  }

  private static Chart over(
      String title, String about, double[] arrived, List<Chart.Series> series) {
    return Chart.lines(title, about, Chart.Scale.PERCENT, X, arrived, "%", false, series);
  }

  /** Values of an evenly spread part of the arrivals, the last one among them. */
  private static double[] points(OpenbCurve curve, IntToDoubleFunction value) {
    double[] values = new double[Math.min(POINTS, curve.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = value.applyAsDouble((int) ((long) (i + 1) * curve.size() / values.length) - 1);
    }
    return values;
  }

  private static Chart dropped(List<OpenbRun> runs) {
    List<String> sizes = List.copyOf(runs.get(0).bySize().keySet());
    return Chart.bars(
        "Pods dropped by size (pods)",
        runs.stream().allMatch(run -> run.outcome().unplaced() == 0)
            ? "Every pod was placed."
            : "Arrivals that fitted nowhere at once.",
        "GPUs asked",
        sizes,
        "pods",
        runs.stream()
            .map(
                run ->
                    new Chart.Series(
                        run.policy().id(),
                        run.bySize().values().stream()
                            .mapToDouble(OpenbRun.Count::dropped)
                            .toArray()))
            .toList());
  }

  private static Report.Table table(List<OpenbRun> runs) {
    List<String> header =
        new ArrayList<>(
            List.of("policy", "what it is", "allocated", "at 130 %", "fragmented", "not placed"));
    runs.get(0)
        .bySize()
        .forEach((size, count) -> header.add(size + ", of " + Figures.count(count.arrived())));
    header.add("median decision");
    return new Report.Table(
        "All figures, and pods not placed by GPUs asked",
        header,
        runs.stream().map(OpenbReport::row).toList());
  }

  private static List<String> row(OpenbRun run) {
    List<String> row = new ArrayList<>();
    row.add(run.policy().id());
    row.add(run.policy().title());
    row.add(Figures.decimal(run.allocatedPercent(), 2) + " %");
    double published = run.publishedPercent();
    row.add(Double.isNaN(published) ? "" : Figures.decimal(published, 2) + " %");
    row.add(Figures.decimal(run.fragmentedPercent(), 2) + " %");
    row.add(Figures.count(run.outcome().unplaced()));
    run.bySize().values().forEach(count -> row.add(Figures.count(count.dropped())));
    row.add(Figures.decimal(run.outcome().decisions().p50Micros(), 1) + " µs");
    return row;
  }
}
