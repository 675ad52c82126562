package dev.berth.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.simulator.TraceData;
import dev.berth.simulator.trace.SwfJob;
import dev.berth.simulator.trace.SwfReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SwfReplayTest {

  @ParameterizedTest
  @CsvSource({"kth_5k, 100", "sdscsp2_5k, 128", "kth_full, 100"})
  void run_recordedLog_startsAsExpected(String log, int processors) throws IOException {
    List<SwfJob> jobs =
        SwfReader.read(TraceData.file("swf/" + log + ".jobs.csv"), processors).jobs();

    SwfReplay.Outcome outcome = SwfReplay.run(jobs, processors, Progress.NONE);

    List<String> rows = new ArrayList<>(List.of("job,start"));
    for (int i = 0; i < jobs.size(); i++) {
      rows.add(jobs.get(i).number() + "," + outcome.starts()[i]);
    }
    assertThat(rows)
        .isEqualTo(
            Files.readAllLines(TraceData.file("swf/expected/" + log + ".fcfs.batch.start.csv")));
    assertThat(outcome.decisions().count()).isGreaterThanOrEqualTo(jobs.size());
    checkMetrics(log, SwfMetrics.of(jobs, outcome.starts(), processors));
  }

  /**
   * Columns: case,jobs,processors,policy,mode,wait,slowdown,utilization,makespan,max wait,queue.
   */
  private static void checkMetrics(String log, SwfMetrics metrics) throws IOException {
    String expected =
        Files.readAllLines(TraceData.file("swf/expected/summary.csv")).stream()
            .filter(line -> line.startsWith(log + ",") && line.contains(",fcfs,batch,"))
            .findFirst()
            .orElseThrow();
    List<String> fields = List.of(expected.split(",", -1));
    assertThat(metrics.meanWait()).isCloseTo(number(fields, 5), within(0.0006));
    assertThat(metrics.meanBoundedSlowdown()).isCloseTo(number(fields, 6), within(0.0000006));
    assertThat(metrics.utilization()).isCloseTo(number(fields, 7), within(0.0000006));
    assertThat(metrics.makespan()).isEqualTo((long) number(fields, 8));
    assertThat(metrics.maxWait()).isEqualTo((long) number(fields, 9));
    assertThat(metrics.maxQueue()).isEqualTo((int) number(fields, 10));
  }

  private static double number(List<String> fields, int column) {
    return Double.parseDouble(fields.get(column));
  }

  @Test
  void run_completionAndSubmissionAtOneInstant_freesFirst() {
    // Job 2 comes in the second in which job 1 ends, and both need the whole machine.
    List<SwfJob> jobs = List.of(new SwfJob(1, 0, 10, 10, 2, 0), new SwfJob(2, 10, 5, 5, 2, 0));

    assertThat(SwfReplay.run(jobs, 2, Progress.NONE).starts()).containsExactly(0, 10);
  }

  @Test
  void run_headThatDoesNotFit_blocksSmallerOnes() {
    // One of two processors is free until 10, but job 2 waits for both and job 3 behind it.
    List<SwfJob> jobs =
        List.of(
            new SwfJob(1, 0, 10, 10, 1, 0),
            new SwfJob(2, 1, 5, 5, 2, 0),
            new SwfJob(3, 2, 1, 1, 1, 0));

    assertThat(SwfReplay.run(jobs, 2, Progress.NONE).starts()).containsExactly(0, 10, 15);
  }

  @Test
  void run_rowsOutOfTimeOrder_keepTheirPlace() {
    List<SwfJob> jobs = List.of(new SwfJob(1, 7, 10, 10, 1, 0), new SwfJob(2, 3, 5, 5, 1, 0));

    assertThat(SwfReplay.run(jobs, 1, Progress.NONE).starts()).containsExactly(8, 3);
  }
}
