package dev.berth.simulator.demo;

import dev.berth.model.Priority;
import dev.berth.simulator.report.Figures;
import java.util.Arrays;
import java.util.Formatter;
import java.util.Locale;

/** The numbers of a day for a terminal. */
final class DemoTable {
  private static final int PARTS = 288;

  private DemoTable() {}

  static String of(Demo demo) {
    DayRecord record = demo.record();
    Formatter out = new Formatter(Locale.ROOT);
    out.format(
        "%s of %s jobs placed on %s workers, %s completed, %s still running, %s waiting%n",
        Figures.count(record.placedJobs()),
        Figures.count(demo.work().jobs().size()),
        Figures.count(demo.fleet().workers().size()),
        Figures.count(record.completedJobs()),
        Figures.count(record.runningJobs()),
        Figures.count(DayRecord.PRIORITIES.stream().mapToLong(record::stillWaiting).sum()));
    out.format("%n");
    out.format(
        "%-12s%10s%10s%10s%10s%10s%n", "priority", "placed", "mean", "p50", "p99", "longest");
    for (Priority priority : DayRecord.PRIORITIES) {
      WaitSummary waits = WaitSummary.of(record.waits(priority));
      out.format(
          "%-12s%10s%10s%10s%10s%10s%n",
          priority.name(),
          Figures.count(waits.jobs()),
          Figures.span(waits.mean()),
          Figures.span(waits.p50()),
          Figures.span(waits.p99()),
          Figures.span(waits.max()));
    }
    out.format("%n");
    out.format("%-12s%10s%10s%n", "utilization", "mean", "peak");
    for (String resource : DayRecord.RESOURCES) {
      percent(out, resource, record.utilization(resource, PARTS));
    }
    out.format("%n");
    out.format("%-12s%10s%10s%n", "fragmented", "mean", "peak");
    percent(out, "gpu", record.fragmented(PARTS));
    out.format("  share of all GPU that is free but of no use to a typical GPU job of the day%n");
    out.format("%n");
    out.format(
        "decision     p50 %s us, p99 %s us, %s decisions%n",
        Figures.decimal(demo.decisions().p50Micros(), 1),
        Figures.decimal(demo.decisions().p99Micros(), 1),
        Figures.count(demo.decisions().count()));
    out.format(
        "incidents    %d outages, %d drains; %s evicted and queued again, %s failed runs%n",
        record.outages(),
        record.drains(),
        Figures.count(record.evictedRuns()),
        Figures.count(record.failedRuns()));
    out.format(
        "one day played in %s s, seed %d%n",
        Figures.decimal(demo.wallSeconds(), 1), demo.parameters().seed());
    return out.toString();
  }

  private static void percent(Formatter out, String name, double[] values) {
    out.format(
        "%-12s%10s%10s%n",
        name, Figures.decimal(mean(values), 1) + " %", Figures.decimal(max(values), 1) + " %");
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  static double max(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }
}
