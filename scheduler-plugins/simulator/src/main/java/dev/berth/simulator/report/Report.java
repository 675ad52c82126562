package dev.berth.simulator.report;

import java.util.List;

/**
 * What a report shows, from top to bottom.
 *
 * @param title what ran
 * @param subtitle one sentence on how
 * @param figures the few numbers that matter most
 * @param tables further numbers
 * @param charts the plots
 * @param parameters what is needed to run it again
 */
public record Report(
    String title,
    String subtitle,
    List<Figure> figures,
    List<Chart> charts,
    List<Table> tables,
    List<Parameter> parameters) {

  public Report {
    figures = List.copyOf(figures);
    charts = List.copyOf(charts);
    tables = List.copyOf(tables);
    parameters = List.copyOf(parameters);
  }

  /** A number with its unit, what it is, and a remark that may be empty. */
  public record Figure(String value, String unit, String label, String remark) {}

  /** An input of the run. */
  public record Parameter(String name, String value) {}

  /** Rows under a header; the first column names the row. */
  public record Table(String title, List<String> header, List<List<String>> rows) {
    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }
}
