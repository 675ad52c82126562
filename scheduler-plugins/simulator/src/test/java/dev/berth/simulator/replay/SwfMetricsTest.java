package dev.berth.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.simulator.trace.SwfJob;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SwfMetricsTest {

  /**
   * Two processors. Job 1: submit 100, run 100, both; job 2: submit 110, run 4, one; job 3: submit
   * 120, run 50, one. FCFS: starts 100, 200, 200.
   */
  private static final List<SwfJob> JOBS =
      List.of(
          new SwfJob(1, 100, 100, 100, 2, 0),
          new SwfJob(2, 110, 4, 4, 1, 0),
          new SwfJob(3, 120, 50, 50, 1, 0));

  private static final long[] STARTS = {100, 200, 200};

  @Test
  void of_threeJobs_isWorkedByHand() {
    SwfMetrics metrics = SwfMetrics.of(JOBS, STARTS, 2);

    // Waits 0, 90, 80: mean 170 / 3.
    assertThat(metrics.meanWait()).isCloseTo(170.0 / 3, within(1e-12));
    assertThat(metrics.maxWait()).isEqualTo(90);
    // Slowdowns: 100/100 = 1; (90+4)/max(4,10) = 9.4; (80+50)/50 = 2.6. Mean 13/3.
    assertThat(metrics.meanBoundedSlowdown()).isCloseTo(13.0 / 3, within(1e-12));
    // From 100 to 250.
    assertThat(metrics.makespan()).isEqualTo(150);
    // Work 100*2 + 4*1 + 50*1 = 254 of 2 * 150.
    assertThat(metrics.utilization()).isCloseTo(254.0 / 300, within(1e-12));
    // Jobs 2 and 3 wait together.
    assertThat(metrics.maxQueue()).isEqualTo(2);
  }

  @Test
  void of_shortJobWithoutWait_hasSlowdownOne() {
    SwfMetrics metrics = SwfMetrics.of(List.of(new SwfJob(1, 0, 1, 1, 1, 0)), new long[] {0}, 1);

    // max(1, (0+1)/10).
    assertThat(metrics.meanBoundedSlowdown()).isEqualTo(1);
    assertThat(metrics.maxQueue()).isZero();
  }

  @Test
  void busy_countsProcessors() {
    // 2 processors from 100 to 200, then 1+1 until 204, then 1 until 250.
    assertThat(SwfMetrics.busy(JOBS, STARTS).means(100, 250, 1)[0])
        .isCloseTo((200 + 8 + 46) / 150.0, within(1e-12));
  }

  @Test
  void slowdowns_areOfJobsSubmittedInEachPart() {
    // Parts 100 to 114 and 115 to 129: jobs 1 and 2 (1 and 9.4), and job 3 (2.6).
    assertThat(SwfMetrics.slowdowns(JOBS, STARTS, 100, 130, 2))
        .containsExactly(new double[] {5.2, 2.6}, within(1e-12));
  }

  @Test
  void slowdowns_partWithoutJobs_isZero() {
    assertThat(SwfMetrics.slowdowns(JOBS, STARTS, 0, 100, 1)).containsExactly(0);
  }
}
