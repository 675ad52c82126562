package dev.berth.simulator.demo;

import dev.berth.model.Priority;
import dev.berth.simulator.report.Figures;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The numbers of a day for a terminal. */
final class DemoTable {
  private static final int PARTS = 288;

  private DemoTable() {}

  static String of(Demo demo) {
    DayRecord record = demo.record();
    StringBuilder out = new StringBuilder();
    line(
        out,
        "%s of %s jobs placed on %s workers, %s completed, %s still running, %s waiting",
        Figures.count(record.placedJobs()),
        Figures.count(demo.work().jobs().size()),
        Figures.count(demo.fleet().workers().size()),
        Figures.count(record.completedJobs()),
        Figures.count(record.runningJobs()),
        Figures.count(DayRecord.PRIORITIES.stream().mapToLong(record::stillWaiting).sum()));
    line(out, "");
    line(out, "%-12s%10s%10s%10s%10s%10s", "priority", "placed", "mean", "p50", "p99", "longest");
    for (Priority priority : DayRecord.PRIORITIES) {
      WaitSummary waits = WaitSummary.of(record.waits(priority));
      line(
          out,
          "%-12s%10s%10s%10s%10s%10s",
          priority.name(),
          Figures.count(waits.jobs()),
          Figures.span(waits.mean()),
          Figures.span(waits.p50()),
          Figures.span(waits.p99()),
          Figures.span(waits.max()));
    }
    line(out, "");
    line(out, "%-12s%10s%10s", "utilization", "mean", "peak");
    for (String resource : DayRecord.RESOURCES) {
      percent(out, resource, record.utilization(resource, PARTS));
    }
    line(out, "");
    line(out, "%-12s%10s%10s", "fragmented", "mean", "peak");
    percent(out, "gpu", record.fragmented(PARTS));
    line(out, "  share of all GPU that is free but of no use to a typical GPU job of the day");
    line(out, "");
    line(
        out,
        "decision     p50 %s us, p99 %s us, %s decisions",
        Figures.decimal(demo.decisions().p50Micros(), 1),
        Figures.decimal(demo.decisions().p99Micros(), 1),
        Figures.count(demo.decisions().count()));
    line(
        out,
        "incidents    %d outages, %d drains; %s evicted and queued again, %s failed runs",
        record.outages(),
        record.drains(),
        Figures.count(record.evictedRuns()),
        Figures.count(record.failedRuns()));
    line(
        out,
        "one day played in %s s, seed %d",
        Figures.decimal(demo.wallSeconds(), 1),
        demo.parameters().seed());
    return out.toString();
  }

  private static void percent(StringBuilder out, String name, double[] values) {
    line(
        out,
        "%-12s%10s%10s",
        name,
        Figures.decimal(mean(values), 1) + " %",
        Figures.decimal(max(values), 1) + " %");
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  static double max(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }

  private static void line(StringBuilder out, String format, Object... values) {
    out.append(List.of(values).isEmpty() ? format : String.format(Locale.ROOT, format, values))
        .append(System.lineSeparator());
  }
}
