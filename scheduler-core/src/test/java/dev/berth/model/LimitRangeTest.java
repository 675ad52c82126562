package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What limit ranges and queues refuse and fill in. */
class LimitRangeTest {
  private static final LimitRange RANGE =
      LimitRange.builder("r")
          .minimum("cpu", 100)
          .maximum("cpu", 4_000)
          .byDefault("cpu", 500)
          .byDefault("memory", 1L << 30)
          .build();

  @Test
  void applyTo_jobThatNamesNothing_getsTheDefaults() {
    Job job = RANGE.applyTo(Job.builder("j").label("keep", "me").build());
    assertThat(job.requirements().resources())
        .isEqualTo(Resources.builder().cpuMillis(500).memoryBytes(1L << 30).build());
    assertThat(job.labels()).containsEntry("keep", "me");
  }

  @Test
  void applyTo_jobThatNamesAll_isTheSameObject() {
    Job job = Job.builder("j").cpuMillis(100).memoryBytes(1).build();
    assertThat(RANGE.applyTo(job)).isSameAs(job);
    assertThat(LimitRange.NONE.applyTo(job)).isSameAs(job);
  }

  @Test
  void applyTo_belowOrAbove_isRefusedWithResourceAskedAndLimit() {
    assertThatThrownBy(() -> RANGE.applyTo(Job.builder("j").cpuMillis(99).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cpu (99 millicores) of job j must be at least 100, the minimum of limit range r");
    assertThatThrownBy(() -> RANGE.applyTo(Job.builder("j").cpuMillis(4_001).build()))
        .hasMessage(
            "cpu (4,001 millicores) of job j must be at most 4,000, the maximum of limit range r");
    RANGE.applyTo(Job.builder("j").cpuMillis(4_000).build());
  }

  @Test
  void applyTo_minimumWithoutDefault_refusesWhoNamesNothing() {
    LimitRange gpus = LimitRange.builder("g").minimum("gpu", 1_000).build();
    assertThatThrownBy(() -> gpus.applyTo(Job.builder("j").build()))
        .hasMessage(
            "gpu (0 thousandths) of job j must be at least 1,000, the minimum of limit range g");
  }

  @Test
  void applyTo_defaultsOfGpusAndExtras() {
    LimitRange range =
        LimitRange.builder("g").byDefault("gpu", 2_000).byDefault("licence", 1).build();
    Requirements got = range.applyTo(Job.builder("j").build()).requirements();
    assertThat(got.gpus()).isEqualTo(GpuRequest.whole(2));
    assertThat(got.resources().get("licence")).isEqualTo(1);
    LimitRange share = LimitRange.builder("s").byDefault("gpu", 250).build();
    assertThat(share.applyTo(Job.builder("j").build()).requirements().gpus())
        .isEqualTo(GpuRequest.share(250));
    assertThat(share.applyTo(Job.builder("j").gpus(1).build()).requirements().gpus())
        .isEqualTo(GpuRequest.whole(1));
  }

  @Test
  void build_thatContradictsItself_isRefused() {
    assertThatThrownBy(() -> LimitRange.builder("r").minimum("cpu", 2).maximum("cpu", 1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("minimum of cpu (2) of limit range r must be at most the maximum, 1");
    assertThatThrownBy(() -> LimitRange.builder("r").byDefault("cpu", 2).maximum("cpu", 1).build())
        .hasMessage("default of cpu (2) of limit range r must be at most the maximum, 1");
    assertThatThrownBy(() -> LimitRange.builder("r").byDefault("cpu", 2).minimum("cpu", 3).build())
        .hasMessage("default of cpu (2) of limit range r must be at least 3");
    assertThatThrownBy(() -> LimitRange.builder("r").byDefault("cpu", 0).build())
        .hasMessage("default of cpu (0) of limit range r must be at least 1");
    assertThatThrownBy(() -> LimitRange.builder("r").byDefault("gpu", 1_500).build())
        .hasMessage(
            "default of gpu (1500) of limit range r must be a share of one device or up to 64 whole"
                + " ones of 1000");
    assertThatThrownBy(() -> LimitRange.builder("r").maximum("cpu", -1))
        .hasMessage("maximum of cpu (-1) of limit range r must be 0 or more");
  }

  // ---- queues

  @Test
  void queue_withoutADefaultTimeLimit_givesItsMaximum() {
    JobQueue queue = JobQueue.builder("q").maxTimeLimit(Duration.ofHours(2)).build();
    assertThat(queue.applyTo(Job.builder("j").build()).timeLimit()).isEqualTo(Duration.ofHours(2));
    Job named = Job.builder("j").timeLimit(Duration.ofHours(1)).build();
    assertThat(queue.applyTo(named)).isSameAs(named);
  }

  @Test
  void queue_priorityClass_isForJobsThatNameNone() {
    JobQueue queue = JobQueue.builder("q").priorityClass(Priority.HIGH).build();
    assertThat(queue.applyTo(Job.builder("j").build()).priority()).isEqualTo(Priority.HIGH);
    assertThat(queue.applyTo(Job.builder("j").priority(Priority.LOW).build()).priority())
        .isEqualTo(Priority.LOW);
  }

  @Test
  void queue_badValues_areRefused() {
    assertThatThrownBy(() -> JobQueue.builder("q").priority(-1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("priority (-1) of queue q must be 0 to 1000000");
    assertThatThrownBy(() -> JobQueue.builder("q").maxTimeLimit(Duration.ZERO).build())
        .hasMessageStartingWith("maxTimeLimit (PT0S) of queue q must be above zero");
    assertThatThrownBy(
            () ->
                JobQueue.builder("q")
                    .defaultTimeLimit(Duration.ofHours(2))
                    .maxTimeLimit(Duration.ofHours(1))
                    .build())
        .hasMessage("defaultTimeLimit (PT2H) of queue q must be at most its maxTimeLimit, PT1H");
    assertThatThrownBy(() -> JobQueue.builder("q").allowTenant("a b"))
        .hasMessageStartingWith("tenants (a b) of queue q must be");
  }
}
