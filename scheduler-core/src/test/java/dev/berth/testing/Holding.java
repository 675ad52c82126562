package dev.berth.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.JobState;
import org.jspecify.annotations.Nullable;

/** What tests say about held jobs. */
public final class Holding {

  private Holding() {}

  /** What a job waits for, or why it ended, by its status. */
  public static @Nullable String reason(Stage stage, String job) {
    return stage.scheduler.job(job).orElseThrow().reason();
  }

  /** It is held, and says why wherever it can. */
  public static void assertHeld(Stage stage, String job, String reason) {
    assertThat(stage.state(job)).as(job).isEqualTo(JobState.HELD);
    assertThat(reason(stage, job)).as(job).isEqualTo(reason);
    assertThat(stage.scheduler.explain(job).note()).as(job).isEqualTo("it is HELD: " + reason);
  }

  /** Nothing holds it, but it has no worker. */
  public static void assertQueued(Stage stage, String job) {
    assertThat(stage.state(job)).as(job).isEqualTo(JobState.QUEUED);
    assertThat(reason(stage, job)).as(job).isNull();
  }
}
