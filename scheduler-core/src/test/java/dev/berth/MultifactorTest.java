package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.event.JobEvent;
import dev.berth.model.Job;
import dev.berth.model.JobQueue;
import dev.berth.model.Priority;
import dev.berth.model.PriorityFactors;
import dev.berth.queue.FairShareConfig;
import dev.berth.queue.MultifactorWeights;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Slurm's weighted sum of factors, in the queue and in explanations. */
class MultifactorTest {

  private static final Offset<Double> CLOSE = Offset.offset(1e-9);

  private static Stage stage(MultifactorWeights.Builder weights) {
    Stage stage =
        Stage.set(
            options ->
                options
                    .healthTimeout(Duration.ZERO)
                    .queue(JobQueue.builder("fast").priority(10).build())
                    .queue(JobQueue.builder("slow").priority(4).build())
                    .config(
                        SchedulerConfig.builder("default")
                            .queueStrategy(
                                QueueStrategy.multifactor(
                                    weights.build(), FairShareConfig.ofDefaults()))
                            .build()));
    stage.addWorker("w", 4);
    return stage;
  }

  private static MultifactorWeights.Builder nothing() {
    return MultifactorWeights.builder().age(0).fairShare(0).jobSize(0).priorityClass(0).queue(0);
  }

  private static Job.Builder job(String id, int cpus, String queue) {
    return Stage.job(id, cpus).queue(queue);
  }

  private static List<String> placed(Stage stage) {
    return stage.heard.events(JobEvent.Placed.class).stream().map(JobEvent.Placed::jobId).toList();
  }

  private static PriorityFactors factors(Stage stage, String id) {
    return Objects.requireNonNull(stage.scheduler.explain(id).priority());
  }

  private static double factor(Stage stage, String id, String name) {
    return factors(stage, id).factors().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /** 1000 × 500/1000 + 800 × 10/10 = 1300 beats 1000 × 750/1000 + 800 × 4/10 = 1070. */
  @Test
  void order_classAndQueue_isByTheirWeightedSum() {
    try (Stage stage = stage(nothing().priorityClass(1_000).queue(800))) {
      stage.submit(job("runs", 4, "fast").build());
      stage.submit(job("high", 4, "slow").priority(Priority.HIGH).build());
      stage.submit(job("medium", 4, "fast").build());

      assertThat(factors(stage, "high").total()).isCloseTo(1_070, CLOSE);
      assertThat(factors(stage, "medium").total()).isCloseTo(1_300, CLOSE);
      stage.done(stage.scheduler.complete("runs"));
      assertThat(placed(stage)).containsExactly("runs", "medium");
    }
  }

  /** After 35 of 70 hours the older is 0.5 old; that outweighs 0.3 × (3 − 2) CPUs of 4. */
  @Test
  void order_ageAgainstSize_changesWithTime() {
    try (Stage stage = stage(nothing().age(100).maxAge(Duration.ofHours(70)).jobSize(30))) {
      stage.submit(job("runs", 4, "fast").build());
      stage.submit(job("older", 2, "fast").build());
      stage.pass(Duration.ofHours(35));
      stage.submit(job("larger", 3, "fast").build());

      assertThat(factor(stage, "older", "age")).isCloseTo(0.5, CLOSE);
      assertThat(factor(stage, "larger", "age")).isZero();
      assertThat(factor(stage, "larger", "job size")).isCloseTo(0.75, CLOSE);
      stage.done(stage.scheduler.complete("runs"));
      assertThat(placed(stage)).containsExactly("runs", "older");
    }
  }

  @Test
  void order_tenantThatHasUsedMost_goesLast() {
    try (Stage stage = stage(nothing().fairShare(1_000))) {
      stage.submit(job("runs", 4, "fast").tenant("greedy").build());
      stage.pass(Duration.ofHours(1));
      stage.submit(job("more", 4, "fast").tenant("greedy").build());
      stage.submit(job("modest", 4, "fast").tenant("modest").build());
      stage.done(stage.scheduler.complete("runs"));

      assertThat(placed(stage)).containsExactly("runs", "modest");
      assertThat(stage.scheduler.explain("more").toString()).contains("fair share");
    }
  }
}
