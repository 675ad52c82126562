package dev.berth.simulator.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One plot: what to draw, as data that the page's script turns into ECharts options.
 *
 * @param title what is plotted, with its unit
 * @param about how to read it
 * @param spec the data as maps, lists, numbers and text
 */
public record Chart(String title, String about, Map<String, Object> spec) {
  private static final double PRECISION = 1_000.0;

  /** How the values of a horizontal axis are written. */
  public enum Scale {
    /** Hours of a day, as 06:00. */
    CLOCK,
    /** Days from the start. */
    DAYS,
    /** Percent. */
    PERCENT
  }

  /** Values with a name. */
  public static final class Series {
    private final String name;
    private final double[] values;

    /** Values in the order of the axis or of the categories. */
    public Series(String name, double[] values) {
      this.name = name;
      this.values = values.clone();
    }
  }

  /** Lines over a common axis; stacked ones are filled and add up. */
  public static Chart lines(
      String title,
      String about,
      Scale scale,
      String xName,
      double[] x,
      String unit,
      boolean stacked,
      List<Series> series) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("type", "lines");
    spec.put("scale", scale.name());
    spec.put("xName", xName);
    spec.put("x", rounded(x));
    spec.put("unit", unit);
    spec.put("stacked", stacked);
    spec.put("series", named(series));
    return new Chart(title, about, spec);
  }

  /** Bars side by side, one group a category. */
  public static Chart bars(
      String title,
      String about,
      String xName,
      List<String> categories,
      String unit,
      List<Series> series) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("type", "bars");
    spec.put("xName", xName);
    spec.put("categories", categories);
    spec.put("unit", unit);
    spec.put("series", named(series));
    return new Chart(title, about, spec);
  }

  /**
   * A heat map of many things over time: a cell each, in rows by group, and a frame each moment.
   *
   * @param groups the names of the groups, and {@code members} the things of each, by name
   * @param frames for each moment the values in percent, in the order of the members
   */
  public static Chart grid(
      String title,
      String about,
      List<String> groups,
      List<List<String>> members,
      List<String> moments,
      List<double[]> frames) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("type", "grid");
    spec.put("groups", groups);
    spec.put("members", members);
    spec.put("moments", moments);
    spec.put("frames", frames.stream().map(Chart::whole).toList());
    return new Chart(title, about, spec);
  }

  private static List<Map<String, Object>> named(List<Series> series) {
    return series.stream()
        .<Map<String, Object>>map(
            each -> {
              Map<String, Object> map = new LinkedHashMap<>();
              map.put("name", each.name);
              map.put("values", rounded(each.values));
              return map;
            })
        .toList();
  }

  private static double[] rounded(double[] values) {
    return Arrays.stream(values).map(v -> Math.round(v * PRECISION) / PRECISION).toArray();
  }

  private static int[] whole(double[] values) {
    return Arrays.stream(values).mapToInt(v -> (int) Math.round(v)).toArray();
  }
}
