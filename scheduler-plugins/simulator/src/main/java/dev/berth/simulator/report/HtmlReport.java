package dev.berth.simulator.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a {@link Report} as one HTML page with style, script, plotting library (Apache ECharts)
 * and data inside, so that it opens without a network and years later.
 *
 * <p><b>Safety:</b> every text of the report is escaped, also inside the data, where no "&lt;" is
 * left that could end the script element.
 */
public final class HtmlReport {
  private static final Pattern MARK = Pattern.compile("\\{\\{(\\w+)}}");

  private HtmlReport() {}

  /** Writes the page. */
  public static void write(Report report, Writer out) throws IOException {
    String template = resource("report.html");
    Matcher mark = MARK.matcher(template);
    int written = 0;
    while (mark.find()) {
      out.write(template, written, mark.start() - written);
      out.write(part(mark.group(1), report));
      written = mark.end();
    }
    out.write(template, written, template.length() - written);
  }

  private static String part(String name, Report report) throws IOException {
    return switch (name) {
      case "title" -> escape(report.title());
      case "subtitle" -> escape(report.subtitle());
      case "style" -> resource("report.css");
      case "echarts" -> echarts();
      case "script" -> resource("report.js");
      case "figures" -> figures(report.figures());
      case "charts" -> charts(report.charts());
      case "tables" -> tables(report.tables());
      case "parameters" -> parameters(report.parameters());
      case "data" -> data(report.charts());
      default -> throw new IllegalStateException("the page asks for an unknown part " + name);
    };
  }

  private static String figures(List<Report.Figure> figures) {
    StringBuilder html = new StringBuilder();
    for (Report.Figure figure : figures) {
      html.append("<div class=\"figure\"><div class=\"label\">")
          .append(escape(figure.label()))
          .append("</div><div class=\"value\">")
          .append(escape(figure.value()))
          .append("<span class=\"unit\">")
          .append(escape(figure.unit()))
          .append("</span></div><div class=\"remark\">")
          .append(escape(figure.remark()))
          .append("</div></div>\n");
    }
    return html.toString();
  }

  private static String charts(List<Chart> charts) {
    StringBuilder html = new StringBuilder();
    for (int i = 0; i < charts.size(); i++) {
      Chart chart = charts.get(i);
      html.append("<section class=\"card\"><h2>")
          .append(escape(chart.title()))
          .append("</h2><p>")
          .append(escape(chart.about()))
          .append("</p><div class=\"chart ")
          .append(chart.spec().get("type"))
          .append("\" data-chart=\"")
          .append(i)
          .append("\"></div></section>\n");
    }
    return html.toString();
  }

  private static String tables(List<Report.Table> tables) {
    StringBuilder html = new StringBuilder();
    for (Report.Table table : tables) {
      html.append("<section class=\"card\"><h2>")
          .append(escape(table.title()))
          .append("</h2><div class=\"scroll\"><table><thead>");
      row(html, "th", table.header());
      html.append("</thead><tbody>");
      table.rows().forEach(cells -> row(html, "td", cells));
      html.append("</tbody></table></div></section>\n");
    }
    return html.toString();
  }

  private static void row(StringBuilder html, String cell, List<String> texts) {
    html.append("<tr>");
    for (String text : texts) {
      html.append('<').append(cell).append('>').append(escape(text));
      html.append("</").append(cell).append('>');
    }
    html.append("</tr>");
  }

  private static String parameters(List<Report.Parameter> parameters) {
    StringBuilder html = new StringBuilder();
    for (Report.Parameter each : parameters) {
      html.append("<dt>").append(escape(each.name())).append("</dt><dd>");
      html.append(escape(each.value())).append("</dd>");
    }
    return html.toString();
  }

  private static String data(List<Chart> charts) throws IOException {
    List<Map<String, Object>> specs =
        charts.stream()
            .<Map<String, Object>>map(
                chart -> {
                  Map<String, Object> spec = new LinkedHashMap<>(chart.spec());
                  spec.put("title", chart.title());
                  return spec;
                })
            .toList();
    return JSON.std.asString(specs).replace("<", "\\u003c");
  }

  private static String echarts() throws IOException {
    Properties build = new Properties();
    try (InputStream in = open("report.properties")) {
      build.load(in);
    }
    String version = build.getProperty("echarts.version");
    String path = "META-INF/resources/webjars/echarts/" + version + "/echarts.min.js";
    try (InputStream in = HtmlReport.class.getClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("the plotting library is missing: no " + path + " on the class path");
      }
      String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return script.replace("</script", "<\\/script");
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream in = HtmlReport.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("the report's " + name + " is missing from the class path");
    }
    return in;
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
