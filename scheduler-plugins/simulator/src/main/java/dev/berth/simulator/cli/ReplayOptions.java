package dev.berth.simulator.cli;

import dev.berth.simulator.output.Json;
import dev.berth.simulator.output.Outputs;
import dev.berth.simulator.replay.Decisions;
import dev.berth.simulator.report.Chart;
import dev.berth.simulator.report.HtmlReport;
import dev.berth.simulator.report.Report;
import dev.berth.simulator.report.SvgChart;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The outputs every replay can write beside its rows. */
final class ReplayOptions {
  @Option(
      names = "--summary",
      paramLabel = "OUT.json",
      description = "Where to write the metrics of the run as JSON.")
  @Nullable Path summary;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where to write index.html, a report with plots.")
  @Nullable Path report;

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description = "Where to write the plots of the report as pictures, such as mean-wait.svg.")
  @Nullable Path plots;

  /** The places, made ready before the run so that an unwritable one is told at once. */
  record Places(
      Outputs outputs,
      Outputs.@Nullable PendingFile summary,
      Outputs.@Nullable PendingFile report,
      @Nullable Path plots) {
    void write(Map<String, Object> entries, Supplier<Report> page) {
      if (summary != null) {
        summary.write(out -> Json.write(entries, out));
      }
      if (report == null && plots == null) {
        return;
      }
      Report shown = page.get();
      if (report != null) {
        report.write(out -> HtmlReport.write(shown, out));
      }
      if (plots != null) {
        for (Chart chart : shown.charts()) {
          if (SvgChart.draws(chart)) {
            outputs.fileIn(plots, fileName(chart)).write(out -> SvgChart.write(chart, out));
          }
        }
      }
    }
  }

  /** The title without units, in lower case, words joined by hyphens. */
  private static String fileName(Chart chart) {
    String words = chart.title().toLowerCase(Locale.ROOT).replaceAll("\\([^)]*\\)", " ").strip();
    return words.replaceAll("[^a-z0-9]+", "-") + ".svg";
  }

  Places prepare(Outputs outputs) {
    return new Places(
        outputs,
        summary == null ? null : outputs.file(summary),
        report == null ? null : outputs.fileIn(report, "index.html"),
        plots);
  }

  /** The file of one of several policies: OUT.easy.csv for OUT.csv. */
  static Path named(Path file, String id) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    int at = dot < 0 ? name.length() : dot;
    return file.resolveSibling(name.substring(0, at) + "." + id + name.substring(at));
  }

  static void add(Map<String, Object> entries, Decisions decisions, long wallNanos) {
    entries.put("decisions", decisions.count());
    entries.put("decision_p50_us", decisions.p50Micros());
    entries.put("decision_p99_us", decisions.p99Micros());
    entries.put("wall_s", wallNanos / 1e9);
  }
}
