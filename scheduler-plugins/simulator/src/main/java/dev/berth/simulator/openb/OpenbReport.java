package dev.berth.simulator.openb;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.simulator.report.Chart;
import dev.berth.simulator.report.Figures;
import dev.berth.simulator.report.Report;
import dev.berth.simulator.trace.OpenbTrace;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** The report of an openb replay: allocation and fragmentation over arrived demand. */
public final class OpenbReport {
  private static final int POINTS = 400;
  private static final double PERCENT = 100;

  private OpenbReport() {}

  /** Makes the report from what was replayed and what came of it. */
  public static Report of(
      OpenbTrace trace,
      OpenbPolicy policy,
      OpenbReplay.Outcome outcome,
      List<Report.Parameter> parameters) {
    return new Report(
        "GPU sharing replay, policy " + policy.name().toLowerCase(Locale.ROOT),
        Figures.count(trace.arrivals().size())
            + " pods arrive one by one at "
            + Figures.count(trace.nodesByRank().size())
            + " empty nodes; a pod that fits nowhere is dropped.",
        figures(trace, outcome),
        charts(trace, outcome),
        List.of(),
        parameters);
  }

  private static List<Report.Figure> figures(OpenbTrace trace, OpenbReplay.Outcome outcome) {
    OpenbCurve curve = outcome.curve();
    int last = curve.size() - 1;
    return List.of(
        new Report.Figure(
            Figures.decimal(curve.allocatedPercent(last), 2),
            "%",
            "GPU allocated",
            "of " + Figures.count(curve.capacityMillis() / GpuDevice.MILLIS) + " GPUs"),
        new Report.Figure(
            Figures.decimal(curve.fragmentedPercent(last), 2),
            "%",
            "GPU fragmented",
            "free, but of no use to a typical pod"),
        new Report.Figure(
            Figures.count(outcome.unplaced()),
            "pods",
            "not placed",
            "of " + Figures.count(trace.arrivals().size())),
        new Report.Figure(
            Figures.decimal(outcome.decisions().p50Micros(), 1),
            "µs",
            "median decision",
            "p99 "
                + Figures.decimal(outcome.decisions().p99Micros(), 1)
                + " µs of "
                + Figures.count(outcome.decisions().count())));
  }

  private static List<Chart> charts(OpenbTrace trace, OpenbReplay.Outcome outcome) {
    OpenbCurve curve = outcome.curve();
    int points = Math.min(POINTS, curve.size());
    double[] arrived = new double[points];
    double[] ideal = new double[points];
    double[] allocated = new double[points];
    double[] fragmented = new double[points];
    for (int i = 0; i < points; i++) {
      int arrival = (int) ((long) (i + 1) * curve.size() / points) - 1;
      arrived[i] = curve.arrivedPercent(arrival);
      ideal[i] = Math.min(PERCENT, arrived[i]);
      allocated[i] = curve.allocatedPercent(arrival);
      fragmented[i] = curve.fragmentedPercent(arrival);
    }
    String x = "GPU demand arrived, of capacity";
    return List.of(
        Chart.lines(
            "GPU allocated (% of capacity)",
            "Against the demand itself, up to all GPUs.",
            Chart.Scale.PERCENT,
            x,
            arrived,
            "%",
            false,
            List.of(new Chart.Series("demand", ideal), new Chart.Series("allocated", allocated))),
        Chart.lines(
            "GPU fragmented (% of capacity)",
            "Free thousandths on devices or nodes that a typical pod cannot use.",
            Chart.Scale.PERCENT,
            x,
            arrived,
            "%",
            false,
            List.of(new Chart.Series("fragmented", fragmented))),
        bySize(trace, outcome));
  }

  private static Chart bySize(OpenbTrace trace, OpenbReplay.Outcome outcome) {
    TreeMap<Integer, int[]> counts = new TreeMap<>();
    for (int i = 0; i < trace.arrivals().size(); i++) {
      int size = size(trace.arrivals().get(i).gpus());
      int[] count = counts.computeIfAbsent(size, key -> new int[2]);
      count[outcome.placements().get(i) == null ? 1 : 0]++;
    }
    double[] placed = counts.values().stream().mapToDouble(count -> count[0]).toArray();
    double[] dropped = counts.values().stream().mapToDouble(count -> count[1]).toArray();
    return Chart.bars(
        "Pods placed and dropped by size (pods)",
        Arrays.stream(dropped).sum() == 0 ? "Every pod was placed." : "Counts of arrivals.",
        "GPUs asked",
        counts.keySet().stream().map(OpenbReport::sizeName).toList(),
        "pods",
        List.of(new Chart.Series("placed", placed), new Chart.Series("dropped", dropped)));
  }

  /** Sorts none, then a share, then one whole GPU and more. */
  private static int size(GpuRequest gpus) {
    boolean share = gpus.count() == 1 && gpus.milliPerGpu() < GpuDevice.MILLIS;
    return share ? 1 : gpus.count() == 0 ? 0 : gpus.count() + 1;
  }

  private static String sizeName(int size) {
    return switch (size) {
      case 0 -> "none";
      case 1 -> "a share";
      default -> Integer.toString(size - 1);
    };
  }
}
