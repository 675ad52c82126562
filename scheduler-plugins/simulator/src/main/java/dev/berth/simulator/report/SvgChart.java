package dev.berth.simulator.report;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws a {@link Chart} of lines or bars as a small static picture, for a page of documents where
 * the report's script cannot run. Equal charts give equal bytes on every machine: it asks for no
 * fonts, no display and no plotting library, whose output would differ by these.
 *
 * <p>Colours follow the reader's light or dark setting. <b>Errors:</b> {@link
 * IllegalArgumentException} for a chart of another type.
 */
public final class SvgChart {
  private static final String LINES = "lines";
  private static final List<String> TYPES = List.of(LINES, "bars");
  private static final int WIDTH = 720;
  private static final int LEFT = 56;
  private static final int RIGHT = 12;
  private static final int PLOT_HEIGHT = 190;
  private static final int BOTTOM = 46;
  private static final int PLOT_WIDTH = WIDTH - LEFT - RIGHT;
  private static final int TICKS = 4;
  private static final double BAR_SHARE = 0.72;
  private static final double LEGEND_LETTER = 6.6;
  private static final int LEGEND_ROW = 18;
  private static final int COLOURS = 7;

  private static final String STYLE =
      """
      <style>
      text{font:12px system-ui,sans-serif;fill:#4a5564}.t{font-weight:600;font-size:14px;fill:#1d2530}
      .g{stroke:#dde3ea}.l{fill:none;stroke-width:1.6}
      .c0{color:#1d5fd1}.c1{color:#0f9d8a}.c2{color:#d9820f}.c3{color:#8347c9}.c4{color:#c9335a}
      .c5{color:#5c6878}.c6{color:#7d5a2f}
      @media(prefers-color-scheme:dark){text{fill:#aab4c2}.t{fill:#e8edf4}.g{stroke:#313b49}
      .c0{color:#6ea8ff}.c1{color:#38c9b4}.c2{color:#f2aa4c}.c3{color:#b48af0}.c4{color:#f0708f}
      .c5{color:#97a3b4}.c6{color:#c9a06a}}
      </style>
      """;

  private static final class Line {
    private final String name;
    private final double[] values;

    private Line(Map<?, ?> series) {
      this.name = String.valueOf(series.get("name"));
      this.values = (double[]) requireNonNull(series.get("values"));
    }
  }

  private final Chart chart;
  private final List<Line> lines;
  private final double step;
  private final double top;
  private final StringBuilder svg = new StringBuilder();
  private final StringBuilder legend = new StringBuilder();

  /** Where the plot begins, below title and legend. */
  private final int above;

  private SvgChart(Chart chart) {
    if (!draws(chart)) {
      throw new IllegalArgumentException(
          "type (%s) of chart %s must be one of %s"
              .formatted(chart.spec().get("type"), chart.title(), TYPES));
    }
    this.chart = chart;
    this.lines = lines(chart);
    double most =
        lines.stream().flatMapToDouble(line -> Arrays.stream(line.values)).max().orElse(0);
    this.step = step(most <= 0 ? 1 : most / TICKS);
    this.top = step * Math.max(1, Math.ceil(most / step - 1e-9));
    this.above = (lines.size() > 1 ? legend() : 1) * LEGEND_ROW + 40;
  }

  /** Whether a chart is of a type that can be drawn. */
  public static boolean draws(Chart chart) {
    return TYPES.contains(String.valueOf(chart.spec().get("type")));
  }

  /** Draws a chart. */
  public static void write(Chart chart, Writer out) throws IOException {
    out.write(new SvgChart(chart).draw());
  }

  private String draw() {
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
        .append(WIDTH)
        .append(' ')
        .append(height())
        .append("\" role=\"img\">\n<title>")
        .append(HtmlReport.escape(chart.title()))
        .append("</title>\n")
        .append(STYLE);
    text(svg, "t", LEFT, 18, "start", chart.title());
    values();
    if (named("type").equals(LINES)) {
      overTime();
    } else {
      categories();
    }
    text(svg, "", LEFT + PLOT_WIDTH / 2.0, height() - 8.0, "middle", named("xName"));
    return svg.append(legend).append("</svg>\n").toString();
  }

  private void values() {
    for (double value = 0; value <= top + step / 2; value += step) {
      double y = y(value);
      svg.append("<path class=\"g\" d=\"M%d %sH%d\"/>\n".formatted(LEFT, at(y), LEFT + PLOT_WIDTH));
      text(svg, "", LEFT - 6, y + 4, "end", label(value));
    }
  }

  private void overTime() {
    double[] x = (double[]) requireNonNull(chart.spec().get("x"));
    double from = x[0];
    double span = Math.max(x[x.length - 1] - from, Double.MIN_NORMAL);
    double tick = step(span / 8);
    for (double value = Math.ceil(from / tick) * tick; value <= from + span; value += tick) {
      text(
          svg,
          "",
          LEFT + (value - from) / span * PLOT_WIDTH,
          above + PLOT_HEIGHT + 18,
          "middle",
          label(value));
    }
    for (int i = 0; i < lines.size(); i++) {
      svg.append("<path class=\"l c%d\" stroke=\"currentColor\" d=\"".formatted(i % COLOURS));
      double[] values = lines.get(i).values;
      for (int p = 0; p < values.length; p++) {
        svg.append(p == 0 ? 'M' : 'L')
            .append(at(LEFT + (x[p] - from) / span * PLOT_WIDTH))
            .append(' ')
            .append(at(y(values[p])));
      }
      svg.append("\"/>\n");
    }
  }

  private void categories() {
    List<?> names = (List<?>) requireNonNull(chart.spec().get("categories"));
    double group = (double) PLOT_WIDTH / names.size();
    double bar = group * BAR_SHARE / lines.size();
    for (int c = 0; c < names.size(); c++) {
      double left = LEFT + c * group;
      text(
          svg,
          "",
          left + group / 2,
          above + PLOT_HEIGHT + 18,
          "middle",
          String.valueOf(names.get(c)));
      for (int i = 0; i < lines.size(); i++) {
        double value = lines.get(i).values[c];
        double x = left + group * (1 - BAR_SHARE) / 2 + i * bar;
        svg.append(
            "<rect class=\"c%d\" fill=\"currentColor\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n"
                .formatted(
                    i % COLOURS, at(x), at(y(value)), at(bar), at(above + PLOT_HEIGHT - y(value))));
        if (lines.size() == 1) {
          text(svg, "", x + bar / 2, y(value) - 5, "middle", label(value));
        }
      }
    }
  }

  /** How many rows the names of the series take. */
  private int legend() {
    int rows = 1;
    double x = LEFT;
    for (int i = 0; i < lines.size(); i++) {
      double width = 30 + LEGEND_LETTER * lines.get(i).name.length();
      if (x > LEFT && x + width > WIDTH) {
        rows++;
        x = LEFT;
      }
      int y = 12 + rows * LEGEND_ROW;
      legend.append(
          "<rect class=\"c%d\" fill=\"currentColor\" x=\"%s\" y=\"%d\" width=\"11\" height=\"9\"/>\n"
              .formatted(i % COLOURS, at(x), y));
      text(legend, "", x + 16, y + 9.0, "start", lines.get(i).name);
      x += width;
    }
    return rows;
  }

  private static void text(
      StringBuilder svg, String style, double x, double y, String anchor, String content) {
    svg.append("<text")
        .append(style.isEmpty() ? "" : " class=\"" + style + "\"")
        .append(" x=\"")
        .append(at(x))
        .append("\" y=\"")
        .append(at(y))
        .append("\" text-anchor=\"")
        .append(anchor)
        .append("\">")
        .append(HtmlReport.escape(content))
        .append("</text>\n");
  }

  private int height() {
    return above + PLOT_HEIGHT + BOTTOM;
  }

  private double y(double value) {
    return above + PLOT_HEIGHT * (1 - value / top);
  }

  private String named(String key) {
    return String.valueOf(chart.spec().get(key));
  }

  private static List<Line> lines(Chart chart) {
    List<Line> lines = new ArrayList<>();
    for (Object each : (List<?>) chart.spec().getOrDefault("series", List.of())) {
      lines.add(new Line((Map<?, ?>) each));
    }
    return lines;
  }

  /** The next of 1, 2 or 5 times a power of ten. */
  private static double step(double rough) {
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (int times : new int[] {1, 2, 5}) {
      if (times * power >= rough * (1 - 1e-9)) {
        return times * power;
      }
    }
    return 10 * power;
  }

  private static String label(double value) {
    int decimals = Math.abs(value) >= 10 || value == Math.rint(value) ? 0 : 2;
    return Figures.decimal(value, decimals);
  }

  private static String at(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate);
  }
}
