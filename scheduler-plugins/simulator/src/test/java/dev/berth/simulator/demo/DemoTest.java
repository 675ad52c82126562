package dev.berth.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.simulator.replay.Progress;
import dev.berth.simulator.report.HtmlReport;
import java.io.IOException;
import java.io.StringWriter;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DemoTest {
  private static final Demo.Parameters SMALL = new Demo.Parameters(50, 2_500, 42);
  private static final int PARTS = 288;

  /** The table without what the real clock measures. */
  private static String numbers(Demo demo) {
    return demo.table()
        .lines()
        .filter(line -> !line.startsWith("decision") && !line.startsWith("one day played"))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void run_sameSeedTwice_sameNumbers() {
    Demo first = Demo.run(SMALL, Progress.NONE);
    Demo second = Demo.run(SMALL, Progress.NONE);

    assertThat(numbers(second)).isEqualTo(numbers(first));
    assertThat(second.decisions().count()).isEqualTo(first.decisions().count());
    assertThat(second.record().frames()).containsExactlyElementsOf(first.record().frames());
    for (String resource : DayRecord.RESOURCES) {
      assertThat(second.record().utilization(resource, PARTS))
          .isEqualTo(first.record().utilization(resource, PARTS));
    }
  }

  @Test
  void run_otherSeed_otherDay() {
    Demo first = Demo.run(SMALL, Progress.NONE);
    Demo second = Demo.run(new Demo.Parameters(50, 2_500, 43), Progress.NONE);

    assertThat(numbers(second)).isNotEqualTo(numbers(first));
  }

  @Test
  void run_aFullDay_accountsForEveryJob() {
    DayRecord record = Demo.run(SMALL, Progress.NONE).record();

    long waiting = DayRecord.PRIORITIES.stream().mapToLong(record::stillWaiting).sum();
    assertThat(record.completedJobs() + record.runningJobs() + waiting).isEqualTo(2_500);
    assertThat(record.placedJobs()).isGreaterThan(2_400);
    assertThat(record.evictedRuns()).isPositive();
    assertThat(record.failedRuns()).isPositive();
    assertThat(record.unhealthyWorkers()).isEqualTo(record.outages());
    for (String resource : DayRecord.RESOURCES) {
      for (double percent : record.utilization(resource, PARTS)) {
        assertThat(percent).as(resource).isBetween(0.0, 100.0);
      }
    }
  }

  @Test
  void run_oneWorker_isADayToo() {
    Demo demo = Demo.run(new Demo.Parameters(1, 20, 5), Progress.NONE);

    assertThat(demo.fleet().workers()).hasSize(1);
    assertThat(demo.table()).contains("of 20 jobs placed on 1 workers");
  }

  @Test
  void report_readsOffline() throws IOException {
    StringWriter page = new StringWriter();
    HtmlReport.write(Demo.run(SMALL, Progress.NONE).report(), page);

    assertThat(page.toString())
        .contains("A day on 50 workers", "--workers 50 --jobs 2500 --seed 42")
        .doesNotContainPattern(Pattern.compile("(src|href)\\s*=\\s*[\"']?(https?:)?//"));
  }
}
