package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.JobState;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Worker;
import dev.berth.queue.QueueStrategy;
import dev.berth.spi.WorkerFacet;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A job that waits for one thing, gets it, and then lacks another, is tried when that comes. */
class WaitingForSeveralThingsTest {

  static final List<QueueStrategy> STRATEGIES = List.of(QueueStrategy.PRIORITY, QueueStrategy.FIFO);

  /** Asked in order of name, so that a missing label hides a lack of room. */
  private static Stage stage(QueueStrategy strategy) {
    TestFilter labels =
        TestFilter.of(
            "a-labels",
            (job, worker) ->
                job.requirements().nodeSelector().entrySet().stream()
                    .allMatch(
                        asked ->
                            worker.matches(LabelRequirement.in(asked.getKey(), asked.getValue()))),
            WorkerFacet.LABELS);
    return Stage.with(
        options ->
            options
                .config(SchedulerConfig.builder("default").queueStrategy(strategy).build())
                .healthTimeout(Duration.ZERO),
        labels,
        TestFilter.of(
            "b-room",
            (job, worker) -> worker.freeCpuMillis() >= job.requirements().resources().cpuMillis(),
            WorkerFacet.RESOURCES),
        TestFilter.of("c-state", (job, worker) -> worker.state().takesJobs(), WorkerFacet.STATE));
  }

  private static Worker labelled(String value) {
    return Stage.worker("w", 1).label("disk", value).build();
  }

  @ParameterizedTest
  @FieldSource("STRATEGIES")
  void update_labelComesBeforeRoom_isPlacedWhenRoomComes(QueueStrategy strategy) {
    try (Stage stage = stage(strategy)) {
      stage.addWorker(labelled("slow"));
      stage.submit("first", 1);
      stage.submit(Stage.job("second", 1).nodeSelector("disk", "fast").build());

      stage.done(stage.scheduler.update(labelled("fast")));
      assertThat(stage.state("second")).isEqualTo(JobState.QUEUED);
      stage.done(stage.scheduler.complete("first"));

      assertThat(stage.state("second")).isEqualTo(JobState.RUNNING);
    }
  }

  @ParameterizedTest
  @FieldSource("STRATEGIES")
  void undrain_roomCameWhileItDrained_isPlaced(QueueStrategy strategy) {
    try (Stage stage = stage(strategy)) {
      stage.addWorker("w", 1);
      stage.submit("first", 1);
      stage.submit("second", 1);

      stage.done(stage.scheduler.drain("w"));
      stage.done(stage.scheduler.complete("first"));
      assertThat(stage.state("second")).isEqualTo(JobState.QUEUED);
      stage.done(stage.scheduler.undrain("w"));

      assertThat(stage.state("second")).isEqualTo(JobState.RUNNING);
    }
  }
}
