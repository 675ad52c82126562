package dev.berth.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

final class SvgChartTest {

  private static String draw(Chart chart) {
    StringWriter out = new StringWriter();
    try {
      SvgChart.write(chart, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString();
  }

  private static Document parse(String svg) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
    } catch (Exception e) {
      throw new AssertionError(svg, e);
    }
  }

  private static Chart bars(Chart.Series... series) {
    return Chart.bars("Wait <h>", "", "policy", List.of("a", "b"), "h", List.of(series));
  }

  @Test
  void write_bars_areAsHighAsTheirValues() {
    Document svg = parse(draw(bars(new Chart.Series("wait", new double[] {2, 8}))));

    // The axis ends at 8, so the second bar has the plot's whole height of 190 and the first 2/8.
    assertThat(((Element) svg.getElementsByTagName("rect").item(0)).getAttribute("height"))
        .isEqualTo("47.5");
    assertThat(((Element) svg.getElementsByTagName("rect").item(1)).getAttribute("height"))
        .isEqualTo("190.0");
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("Wait <h>");
  }

  @Test
  void write_lines_endAtTheEdgesOfThePlot() {
    Chart chart =
        Chart.lines(
            "Busy",
            "",
            Chart.Scale.DAYS,
            "days",
            new double[] {1, 2, 3},
            "%",
            false,
            List.of(new Chart.Series("busy", new double[] {0, 50, 100})));

    // Plot from 56 to 708 and from 58 to 248, which is 0 %.
    assertThat(draw(chart)).contains("M56.0 248.0L382.0 153.0L708.0 58.0");
  }

  @Test
  void write_allZero_isFlat() {
    assertThat(draw(bars(new Chart.Series("wait", new double[] {0, 0}))))
        .contains("height=\"0.0\"")
        .doesNotContain("NaN");
  }

  @Test
  void write_manyNames_takeAnotherRow() {
    String name = "a policy with a long name and more";
    Chart.Series[] series = new Chart.Series[4];
    for (int i = 0; i < series.length; i++) {
      series[i] = new Chart.Series(name + i, new double[] {1, 2});
    }

    assertThat(parse(draw(bars(series))).getDocumentElement().getAttribute("viewBox"))
        .as("a row of 18 more than with one series")
        .isEqualTo("0 0 720 312");
  }

  @Test
  void write_otherType_isRefused() {
    Chart grid =
        Chart.grid("Fleet", "", List.of("g"), List.of(List.of("w")), List.of("0"), List.of());

    assertThat(SvgChart.draws(grid)).isFalse();
    assertThatThrownBy(() -> draw(grid))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("type (grid) of chart Fleet must be one of [lines, bars]");
  }
}
