package dev.berth.model;

import static dev.berth.model.JobState.CANCELLED;
import static dev.berth.model.JobState.COMPLETED;
import static dev.berth.model.JobState.FAILED;
import static dev.berth.model.JobState.HELD;
import static dev.berth.model.JobState.PREEMPTED;
import static dev.berth.model.JobState.QUEUED;
import static dev.berth.model.JobState.RUNNING;
import static dev.berth.model.JobState.SCHEDULED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateTest {
  private static final Map<JobState, Set<JobState>> JOB_MOVES =
      Map.of(
          HELD, EnumSet.of(QUEUED, CANCELLED),
          QUEUED, EnumSet.of(HELD, SCHEDULED, CANCELLED),
          SCHEDULED, EnumSet.of(RUNNING, QUEUED, CANCELLED),
          RUNNING, EnumSet.of(COMPLETED, FAILED, PREEMPTED, QUEUED, CANCELLED),
          COMPLETED, EnumSet.noneOf(JobState.class),
          FAILED, EnumSet.of(QUEUED),
          PREEMPTED, EnumSet.of(QUEUED, CANCELLED),
          CANCELLED, EnumSet.noneOf(JobState.class));

  @ParameterizedTest
  @EnumSource
  void jobMoves_areThoseOfThePicture(JobState from) {
    for (JobState to : JobState.values()) {
      assertThat(from.canMoveTo(to))
          .as("%s to %s", from, to)
          .isEqualTo(JOB_MOVES.getOrDefault(from, Set.of()).contains(to));
    }
  }

  @ParameterizedTest
  @EnumSource
  void finalJobStates_areTheThreeEnds(JobState state) {
    assertThat(state.isFinal()).isEqualTo(EnumSet.of(COMPLETED, FAILED, CANCELLED).contains(state));
  }

  private static final Map<WorkerState, Set<WorkerState>> WORKER_MOVES =
      Map.of(
          WorkerState.AVAILABLE, EnumSet.complementOf(EnumSet.of(WorkerState.AVAILABLE)),
          WorkerState.RUNNING, EnumSet.complementOf(EnumSet.of(WorkerState.RUNNING)),
          WorkerState.DRAINING, EnumSet.complementOf(EnumSet.of(WorkerState.DRAINING)),
          WorkerState.UNHEALTHY, EnumSet.complementOf(EnumSet.of(WorkerState.UNHEALTHY)),
          WorkerState.GONE, EnumSet.noneOf(WorkerState.class));

  @ParameterizedTest
  @EnumSource
  void workerMoves_areThoseOfThePicture(WorkerState from) {
    for (WorkerState to : WorkerState.values()) {
      assertThat(from.canMoveTo(to))
          .as("%s to %s", from, to)
          .isEqualTo(WORKER_MOVES.getOrDefault(from, Set.of()).contains(to));
    }
  }

  @ParameterizedTest
  @EnumSource
  void workersThatTakeJobs_areTheHealthyOnesNotDraining(WorkerState state) {
    assertThat(state.takesJobs())
        .isEqualTo(EnumSet.of(WorkerState.AVAILABLE, WorkerState.RUNNING).contains(state));
  }
}
