package dev.berth.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

final class HtmlReportTest {
  private static final String HOSTILE = "</script><img src=\"http://evil\">&'";

  private static String page(String text) throws IOException {
    double[] two = {1.23456, 2};
    List<Chart.Series> series = List.of(new Chart.Series(text, two));
    Report report =
        new Report(
            text,
            text,
            List.of(new Report.Figure(text, "%", text, "")),
            List.of(
                Chart.lines(text, text, Chart.Scale.CLOCK, text, two, "%", true, series),
                Chart.bars(text, text, "x", List.of(text, "b"), "", series),
                Chart.grid(
                    text,
                    text,
                    List.of(text),
                    List.of(List.of("w-1", "w-2")),
                    List.of("00:00"),
                    List.of(new double[] {0, 99.6}))),
            List.of(new Report.Table(text, List.of(text, "b"), List.of(List.of(text, "1")))),
            List.of(new Report.Parameter(text, text)));
    StringWriter out = new StringWriter();
    HtmlReport.write(report, out);
    return out.toString();
  }

  @Test
  void write_hasEverythingInside() throws IOException {
    String page = page("plain");

    assertThat(page).startsWith("<!doctype html>").endsWith("</html>\n");
    assertThat(page).contains("echarts").doesNotContain("{{title", "{{data", "{{script");
    assertThat(page)
        .as("nothing is loaded from anywhere")
        .doesNotContainPattern(Pattern.compile("(src|href)\\s*=\\s*[\"']?(https?:)?//"))
        .doesNotContainPattern(Pattern.compile("<link|@import|url\\(\\s*[\"']?http"))
        .doesNotContainPattern(Pattern.compile("<script[^>]*\\ssrc"));
  }

  @Test
  void write_hostileText_staysText() throws IOException {
    String page = page(HOSTILE);

    assertThat(page)
        .doesNotContain("<img src=\"http://evil")
        .contains("&lt;/script&gt;&lt;img src=&quot;");
    assertThat(page.split("</script>", -1)).as("three scripts and no more").hasSize(4);
  }

  @Test
  void write_dataReadsBack() throws IOException {
    String page = page(HOSTILE);
    String open = "id=\"charts\">";
    int from = page.indexOf(open) + open.length();

    List<Object> charts = JSON.std.listFrom(page.substring(from, page.indexOf("</script>", from)));

    assertThat(charts).hasSize(3);
    assertThat(charts.get(0))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("xName", HOSTILE)
        .containsEntry("x", List.of(1.235, 2.0));
    assertThat(charts.get(2))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("frames", List.of(List.of(0, 100)));
  }

  @Test
  void waitShares_countJobsThatWaited() {
    // Eight jobs, 12.5 % each: those of 0 s are left out, 1 s and 60 s are still in the class they
    // bound, 1.5 s and 61 s in the next.
    double[] shares = WaitChart.shares(new double[] {0, 0, 1, 1.5, 60, 61, 86_400, 86_401});

    assertThat(shares).containsExactly(12.5, 12.5, 12.5, 12.5, 0, 0, 12.5, 12.5);
  }

  @Test
  void waitChart_namesTheShareAtOnce() {
    Chart chart = WaitChart.of(Map.of("LOW", new double[] {0, 0, 0, 5}));

    assertThat(chart.spec().toString()).contains("LOW (75.0 % at once)");
  }

  @Test
  void figures_readWell() {
    assertThat(Figures.count(27_992)).isEqualTo("27,992");
    assertThat(Figures.decimal(1_234.56, 1)).isEqualTo("1,234.6");
    assertThat(Figures.span(0.04)).isEqualTo("0.0 s");
    assertThat(Figures.span(59.4)).isEqualTo("59 s");
    assertThat(Figures.span(90)).isEqualTo("1.5 min");
    assertThat(Figures.span(5_400)).isEqualTo("1.5 h");
    assertThat(Figures.span(129_600)).isEqualTo("1.5 d");
  }
}
