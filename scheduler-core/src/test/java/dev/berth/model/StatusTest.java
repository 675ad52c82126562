package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTest {
  private static final Job JOB = Job.builder("j-17").build();
  private static final Worker WORKER = Worker.builder("w-1").build();

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 100.1, Double.NaN, Double.POSITIVE_INFINITY})
  void usage_percentOutOfRange_isRefused(double percent) {
    assertThatThrownBy(() -> new Usage(percent, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cpuPercent (" + percent + ") of usage must be 0 to 100");
    assertThatThrownBy(() -> new Usage(0, 0, percent))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ioPercent (" + percent + ") of usage must be 0 to 100");
  }

  @Test
  void usage_atTheLimits_isAccepted() {
    assertThat(new Usage(100, Long.MAX_VALUE, 0).cpuPercent()).isEqualTo(100);
    assertThat(new Usage(0, 0, 0)).isEqualTo(Usage.NONE);
    assertThatThrownBy(() -> new Usage(0, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("memoryBytes (-1) of usage must be 0 or more");
  }

  @Test
  void placement_badParts_areNamed() {
    assertThatThrownBy(() -> new Placement("", "w", List.of()))
        .hasMessageStartingWith("jobId () of placement must be 1 to 253");
    assertThatThrownBy(() -> new Placement("j-17", "w 1", List.of()))
        .hasMessageStartingWith("workerId (w 1) of placement of job j-17 must be 1 to 253");
    assertThatThrownBy(() -> new Placement("j-17", "w", List.of(0, 64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an entry of gpus (64) of placement of job j-17 must be 0 to 63");
    assertThatThrownBy(() -> new Placement("j-17", "w", List.of(-1)))
        .hasMessage("an entry of gpus (-1) of placement of job j-17 must be 0 to 63");
    assertThatThrownBy(() -> new Placement("j-17", "w", List.of(63, 2, 63)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gpus ([63, 2, 63]) of placement of job j-17 must name each device once");
  }

  @Test
  void placement_gpus_areACopyInTheGivenOrder() {
    var gpus = new ArrayList<>(List.of(63, 0, 5));
    var placement = new Placement("j", "w", gpus);
    gpus.clear();

    assertThat(placement.gpus()).containsExactly(63, 0, 5);
  }

  @ParameterizedTest
  @EnumSource
  void jobStatus_withoutPlacement_onlyWhereItHasNone(JobState state) {
    if (state == JobState.SCHEDULED || state == JobState.RUNNING) {
      assertThatThrownBy(() -> status(state, null, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("placement (null) of job j-17 must be there while it is " + state);
    } else {
      assertThat(status(state, null, 0).placement()).isNull();
    }
    var placement = new Placement("j-17", "w-1", List.of());
    assertThat(status(state, placement, 1).placement()).isEqualTo(placement);
  }

  @Test
  void jobStatus_badParts_areNamed() {
    var others = new Placement("j-18", "w-1", List.of());
    assertThatThrownBy(() -> status(JobState.RUNNING, others, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("placement (" + others + ") of job j-17 must be its own");
    assertThatThrownBy(() -> status(JobState.QUEUED, null, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attempts (-1) of job j-17 must be 0 or more");
  }

  private static JobStatus status(JobState state, @Nullable Placement placement, int attempts) {
    return new JobStatus(JOB, state, placement, attempts, Instant.EPOCH, null, null, null);
  }

  @Test
  void workerStatus_negativeJobs_isRefused() {
    assertThatThrownBy(
            () ->
                new WorkerStatus(
                    WORKER, WorkerState.AVAILABLE, Resources.ZERO, Usage.NONE, -1, Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("runningJobs (-1) of worker w-1 must be 0 or more");
  }

  @Test
  @SuppressWarnings("NullAway") // What a caller without a null checker can do.
  void statuses_null_isNamed() {
    assertThatThrownBy(
            () -> new WorkerStatus(WORKER, WorkerState.GONE, Resources.ZERO, Usage.NONE, 0, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("lastHeartbeat of worker w-1 must not be null");
    assertThatThrownBy(() -> new JobStatus(JOB, JobState.QUEUED, null, 0, null, null, null, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("submittedAt of job j-17 must not be null");
  }
}
