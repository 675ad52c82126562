package dev.berth.simulator.demo;

import dev.berth.model.Priority;
import dev.berth.model.Worker;
import dev.berth.simulator.report.Chart;
import dev.berth.simulator.report.Figures;
import dev.berth.simulator.report.Report;
import dev.berth.simulator.report.WaitChart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report of a day: headline, plots over the day, and tables. */
final class DemoReport {
  private static final int PARTS = 288;
  private static final double HOURS = 24;
  private static final String CLOCK = "time of day";

  private final Demo demo;
  private final DayRecord record;

  private DemoReport(Demo demo) {
    this.demo = demo;
    this.record = demo.record();
  }

  static Report of(Demo demo) {
    DemoReport report = new DemoReport(demo);
    return new Report(
        "A day on " + Figures.count(demo.fleet().workers().size()) + " workers",
        Figures.count(demo.work().jobs().size())
            + " jobs: CI, services, batch and GPU work of several tenants, with heartbeats, "
            + demo.record().outages()
            + " outages and "
            + demo.record().drains()
            + " drains, scheduled by the real engine on virtual time.",
        report.figures(),
        report.charts(),
        List.of(report.waits(), report.utilization(), report.engine()),
        report.parameters());
  }

  private List<Report.Figure> figures() {
    WaitSummary medium = WaitSummary.of(record.waits(Priority.MEDIUM));
    double placed = 100.0 * record.placedJobs() / demo.work().jobs().size();
    double[] cpu = record.utilization("cpu", PARTS);
    double[] gpu = record.utilization("gpu", PARTS);
    double[] fragmented = record.fragmented(PARTS);
    return List.of(
        new Report.Figure(
            // Rounded down: "100.00" must not hide a job that never found a place.
            Figures.decimal(Math.floor(placed * 100) / 100, 2),
            "%",
            "jobs placed",
            Figures.count(record.placedJobs()) + " of " + Figures.count(demo.work().jobs().size())),
        new Report.Figure(
            Figures.decimal(DemoTable.mean(cpu), 1),
            "%",
            "cpu requested, mean",
            "peak " + Figures.decimal(DemoTable.max(cpu), 1) + " %"),
        new Report.Figure(
            Figures.decimal(DemoTable.mean(gpu), 1),
            "%",
            "GPU requested, mean",
            "peak " + Figures.decimal(DemoTable.max(gpu), 1) + " %"),
        new Report.Figure(
            Figures.decimal(DemoTable.mean(fragmented), 1),
            "%",
            "GPU fragmented, mean",
            "free, but no use to a typical job"),
        new Report.Figure(
            Figures.decimal(medium.mean(), medium.mean() < 10 ? 2 : 0),
            "s",
            "mean wait, MEDIUM",
            "p99 " + Figures.span(medium.p99())),
        new Report.Figure(
            Figures.decimal(demo.decisions().p50Micros(), 1),
            "µs",
            "median decision",
            "p99 " + Figures.decimal(demo.decisions().p99Micros(), 1) + " µs"));
  }

  private List<Chart> charts() {
    double[] hours = new double[PARTS];
    for (int i = 0; i < PARTS; i++) {
      hours[i] = i * HOURS / PARTS;
    }
    List<Chart.Series> resources = new ArrayList<>();
    for (String resource : DayRecord.RESOURCES) {
      resources.add(new Chart.Series(resource, record.utilization(resource, PARTS)));
    }
    List<Chart.Series> queues = new ArrayList<>();
    Map<String, double[]> waits = new LinkedHashMap<>();
    for (Priority priority : DayRecord.PRIORITIES) {
      queues.add(new Chart.Series(priority.name(), record.queue(priority, PARTS)));
      waits.put(priority.name(), record.waits(priority));
    }
    return List.of(
        Chart.lines(
            "Utilization (% of capacity requested)",
            "Mean of each five minutes, over all workers.",
            Chart.Scale.CLOCK,
            CLOCK,
            hours,
            "%",
            false,
            resources),
        Chart.lines(
            "Queue length by priority (jobs)",
            "Longest within each five minutes; the layers add up.",
            Chart.Scale.CLOCK,
            CLOCK,
            hours,
            "jobs",
            true,
            queues),
        WaitChart.of(waits),
        Chart.lines(
            "GPU fragmented (% of all GPU)",
            "Free, but on devices or workers that a typical GPU job of the day cannot use.",
            Chart.Scale.CLOCK,
            CLOCK,
            hours,
            "%",
            false,
            List.of(new Chart.Series("fragmented", record.fragmented(PARTS)))),
        heatMap());
  }

  private Chart heatMap() {
    List<String> groups = new ArrayList<>();
    List<List<String>> members = new ArrayList<>();
    demo.fleet()
        .byShape()
        .forEach(
            (shape, workers) -> {
              groups.add(shape.title());
              members.add(workers.stream().map(Worker::id).toList());
            });
    List<String> moments = new ArrayList<>();
    for (int i = 0; i < record.frames().size(); i++) {
      double hour = i * HOURS / (record.frames().size() - 1);
      moments.add(
          String.format(Locale.ROOT, "%02d:%02d", (int) hour, (int) Math.round(hour % 1 * 60)));
    }
    return Chart.grid(
        "Workers over the day (% of the resource that is fullest)",
        "One cell a worker, rows by shape. Move the slider or press play to go through the day.",
        groups,
        members,
        moments,
        record.frames());
  }

  private Report.Table waits() {
    List<List<String>> rows = new ArrayList<>();
    for (Priority priority : DayRecord.PRIORITIES) {
      WaitSummary waits = WaitSummary.of(record.waits(priority));
      rows.add(
          List.of(
              priority.name(),
              Figures.count(waits.jobs()),
              Figures.span(waits.mean()),
              Figures.span(waits.p50()),
              Figures.span(waits.p99()),
              Figures.span(waits.max()),
              Figures.count(record.stillWaiting(priority))));
    }
    return new Report.Table(
        "Wait by priority",
        List.of("priority", "placed", "mean", "p50", "p99", "longest", "left"),
        rows);
  }

  private Report.Table utilization() {
    List<List<String>> rows = new ArrayList<>();
    for (String resource : DayRecord.RESOURCES) {
      rows.add(row(resource + " requested", record.utilization(resource, PARTS)));
    }
    rows.add(row("gpu fragmented", record.fragmented(PARTS)));
    return new Report.Table("Utilization (%)", List.of("resource", "mean", "peak"), rows);
  }

  private static List<String> row(String name, double[] values) {
    return List.of(
        name,
        Figures.decimal(DemoTable.mean(values), 1),
        Figures.decimal(DemoTable.max(values), 1));
  }

  private Report.Table engine() {
    return new Report.Table(
        "Engine",
        List.of("what", "value"),
        List.of(
            List.of("decisions", Figures.count(demo.decisions().count())),
            List.of("decision p50", Figures.decimal(demo.decisions().p50Micros(), 1) + " µs"),
            List.of("decision p99", Figures.decimal(demo.decisions().p99Micros(), 1) + " µs"),
            List.of("jobs completed", Figures.count(record.completedJobs())),
            List.of("jobs still running", Figures.count(record.runningJobs())),
            List.of("runs failed", Figures.count(record.failedRuns())),
            List.of("runs evicted", Figures.count(record.evictedRuns())),
            List.of("workers found unhealthy", Figures.count(record.unhealthyWorkers()))));
  }

  private List<Report.Parameter> parameters() {
    Demo.Parameters asked = demo.parameters();
    return List.of(
        new Report.Parameter(
            "Command",
            "berth-simulator demo --workers "
                + asked.workers()
                + " --jobs "
                + asked.jobs()
                + " --seed "
                + asked.seed()),
        new Report.Parameter("Seed", Long.toString(asked.seed())),
        new Report.Parameter(
            "Played in", Figures.decimal(demo.wallSeconds(), 1) + " s, one engine thread"));
  }
}
