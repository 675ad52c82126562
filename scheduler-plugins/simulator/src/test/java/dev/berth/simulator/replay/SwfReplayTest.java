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

  /**
   * The expected starts are those two unrelated simulators agree on. Every replay but FCFS makes at
   * least one decision a job; kth_full with EASY takes about 5 s here, of 15 s it may take.
   */
  @ParameterizedTest
  @CsvSource({
    "kth_5k, 100, FCFS, fcfs",
    "kth_5k, 100, EASY, easy",
    "kth_5k, 100, EASYPERFECT, easyperfect",
    "kth_5k, 100, CONSERVATIVE, cons",
    "sdscsp2_5k, 128, FCFS, fcfs",
    "sdscsp2_5k, 128, EASY, easy",
    "sdscsp2_5k, 128, EASYPERFECT, easyperfect",
    "sdscsp2_5k, 128, CONSERVATIVE, cons",
    "kth_full, 100, FCFS, fcfs",
    "kth_full, 100, EASY, easy",
    "kth_full, 100, EASYPERFECT, easyperfect",
    "kth_full, 100, CONSERVATIVE, cons"
  })
  void run_recordedLog_startsAsExpected(
      String log, int processors, BatchPolicy policy, String expected) throws IOException {
    List<SwfJob> jobs = jobs(log, processors);

    SwfReplay.Outcome outcome = SwfReplay.run(jobs, processors, policy, Progress.NONE);

    List<String> rows = new ArrayList<>(List.of("job,start"));
    for (int i = 0; i < jobs.size(); i++) {
      rows.add(jobs.get(i).number() + "," + outcome.starts()[i]);
    }
    String file = "swf/expected/" + log + "." + expected + ".batch.start.csv";
    List<String> wanted = Files.readAllLines(TraceData.file(file));
    for (int i = 0; i < wanted.size(); i++) {
      assertThat(rows.get(i)).as("row %d of %s", i, file).isEqualTo(wanted.get(i));
    }
    assertThat(rows).hasSameSizeAs(wanted);
    assertThat(outcome.decisions().count()).isGreaterThanOrEqualTo(jobs.size());
    checkMetrics(log, expected, SwfMetrics.of(jobs, outcome.starts(), processors));
  }

  private static List<SwfJob> jobs(String log, int processors) {
    return SwfReader.read(TraceData.file("swf/" + log + ".jobs.csv"), processors).jobs();
  }

  /**
   * Columns: case,jobs,processors,policy,mode,wait,slowdown,utilization,makespan,max wait,queue.
   */
  private static void checkMetrics(String log, String policy, SwfMetrics metrics)
      throws IOException {
    String expected =
        Files.readAllLines(TraceData.file("swf/expected/summary.csv")).stream()
            .filter(line -> line.startsWith(log + ",") && line.contains("," + policy + ",batch,"))
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

    assertThat(SwfReplay.run(jobs, 2, BatchPolicy.FCFS, Progress.NONE).starts())
        .containsExactly(0, 10);
  }

  @Test
  void run_headThatDoesNotFit_blocksSmallerOnes() {
    // One of two processors is free until 10, but job 2 waits for both and job 3 behind it.
    List<SwfJob> jobs =
        List.of(
            new SwfJob(1, 0, 10, 10, 1, 0),
            new SwfJob(2, 1, 5, 5, 2, 0),
            new SwfJob(3, 2, 1, 1, 1, 0));

    assertThat(SwfReplay.run(jobs, 2, BatchPolicy.FCFS, Progress.NONE).starts())
        .containsExactly(0, 10, 15);
  }

  @Test
  void run_rowsOutOfTimeOrder_keepTheirPlace() {
    List<SwfJob> jobs = List.of(new SwfJob(1, 7, 10, 10, 1, 0), new SwfJob(2, 3, 5, 5, 1, 0));

    assertThat(SwfReplay.run(jobs, 1, BatchPolicy.FCFS, Progress.NONE).starts())
        .containsExactly(8, 3);
  }
}
