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
import org.junit.jupiter.params.provider.EnumSource;

final class SwfReplayTest {

  /**
   * The expected starts are those two unrelated simulators agree on. Every replay but FCFS makes at
   * least one decision a job; kth_full with EASY takes about 6 s of CPU, of 15 s it may take.
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

  /**
   * Slowdowns are those of EASY times 0.44, 0.45 and 0.57, of which the geometric mean is 0.49;
   * mean waits times 0.70, 0.69 and 0.71; longest waits times 1.07, 1.07 and 0.96.
   */
  @Test
  void run_berth_servesBetterThanEasyAndForgetsNobody() throws IOException {
    double product = 1;
    for (String log : List.of("kth_full", "kth_5k", "sdscsp2_5k")) {
      int processors = log.startsWith("kth") ? 100 : 128;
      List<SwfJob> jobs = jobs(log, processors);

      SwfReplay.Outcome outcome = SwfReplay.run(jobs, processors, BatchPolicy.BERTH, Progress.NONE);

      List<String> easy = expected(log, "easy");
      SwfMetrics metrics = SwfMetrics.of(jobs, outcome.starts(), processors);
      double slowdown = metrics.meanBoundedSlowdown() / number(easy, 6);
      assertThat(slowdown).as("slowdown, %s", log).isLessThanOrEqualTo(0.75);
      assertThat(metrics.meanWait() / number(easy, 5)).as("wait, %s", log).isLessThan(0.95);
      assertThat(metrics.maxWait() / number(easy, 9)).as("longest, %s", log).isLessThan(1.2);
      product *= slowdown;
    }
    assertThat(Math.cbrt(product)).as("geometric mean of slowdowns").isLessThanOrEqualTo(0.5);
  }

  private static List<SwfJob> jobs(String log, int processors) {
    return SwfReader.read(TraceData.file("swf/" + log + ".jobs.csv"), processors).jobs();
  }

  /**
   * Columns: case,jobs,processors,policy,mode,wait,slowdown,utilization,makespan,max wait,queue.
   */
  private static void checkMetrics(String log, String policy, SwfMetrics metrics)
      throws IOException {
    List<String> fields = expected(log, policy);
    assertThat(metrics.meanWait()).isCloseTo(number(fields, 5), within(0.0006));
    assertThat(metrics.meanBoundedSlowdown()).isCloseTo(number(fields, 6), within(0.0000006));
    assertThat(metrics.utilization()).isCloseTo(number(fields, 7), within(0.0000006));
    assertThat(metrics.makespan()).isEqualTo((long) number(fields, 8));
    assertThat(metrics.maxWait()).isEqualTo((long) number(fields, 9));
    assertThat(metrics.maxQueue()).isEqualTo((int) number(fields, 10));
  }

  private static List<String> expected(String log, String policy) throws IOException {
    String row =
        Files.readAllLines(TraceData.file("swf/expected/summary.csv")).stream()
            .filter(line -> line.startsWith(log + ",") && line.contains("," + policy + ",batch,"))
            .findFirst()
            .orElseThrow();
    return List.of(row.split(",", -1));
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

  @ParameterizedTest
  @EnumSource(names = {"FAIRSHARE", "MULTIFACTOR"})
  void run_byShares_userWhoHadNothingGoesFirst(BatchPolicy policy) {
    // When job 1 of user 1 ends at 10, job 3 of user 2 goes before the older job 2 of user 1.
    List<SwfJob> jobs =
        List.of(
            new SwfJob(1, 0, 10, 10, 1, 1),
            new SwfJob(2, 1, 5, 5, 1, 1),
            new SwfJob(3, 2, 5, 5, 1, 2));

    assertThat(SwfReplay.run(jobs, 1, policy, Progress.NONE).starts()).containsExactly(0, 15, 10);
  }

  @Test
  void run_berth_takesShortJobsFirst() {
    // By their users' estimates: job 2 says 50 s, though it needs 5 as job 3 does.
    List<SwfJob> jobs =
        List.of(
            new SwfJob(1, 0, 10, 10, 1, 1),
            new SwfJob(2, 1, 5, 50, 1, 2),
            new SwfJob(3, 2, 5, 6, 1, 3));

    assertThat(SwfReplay.run(jobs, 1, BatchPolicy.BERTH, Progress.NONE).starts())
        .containsExactly(0, 15, 10);
  }

  @Test
  void run_berth_believesWhatUsersJobsDid() {
    // Users 1 and 2 claim the same for jobs 3 and 4, but user 2's job 2 ran for 5 s only.
    List<SwfJob> jobs =
        List.of(
            new SwfJob(1, 0, 90, 100, 1, 1),
            new SwfJob(2, 90, 5, 100, 1, 2),
            new SwfJob(5, 95, 10, 10, 1, 3),
            new SwfJob(3, 96, 50, 100, 1, 1),
            new SwfJob(4, 97, 50, 100, 1, 2));

    assertThat(SwfReplay.run(jobs, 1, BatchPolicy.BERTH, Progress.NONE).starts())
        .containsExactly(0, 90, 95, 155, 105);
  }

  @Test
  void run_rowsOutOfTimeOrder_keepTheirPlace() {
    List<SwfJob> jobs = List.of(new SwfJob(1, 7, 10, 10, 1, 0), new SwfJob(2, 3, 5, 5, 1, 0));

    assertThat(SwfReplay.run(jobs, 1, BatchPolicy.FCFS, Progress.NONE).starts())
        .containsExactly(8, 3);
  }
}
