package dev.berth.internal.policy.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.model.Resources;
import dev.berth.queue.MultifactorWeights;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MultifactorPriorityTest {
  private static final Resources FLEET =
      Resources.builder()
          .cpuMillis(100_000)
          .memoryBytes(1_000)
          .gpuMillis(8_000)
          .extra("license", 4)
          .build();

  private final MultifactorPriority priority =
      new MultifactorPriority(
          MultifactorWeights.builder()
              .age(1_000)
              .fairShare(10_000)
              .jobSize(500)
              .priorityClass(2_000)
              .queue(4_000)
              .maxAge(Duration.ofDays(7))
              .build());

  @Test
  void age_shareOfTheGreatest_atMostOne() {
    assertThat(priority.age(0)).isZero();
    assertThat(priority.age(days(3.5))).isEqualTo(0.5, within(1e-12));
    assertThat(priority.age(days(7))).isEqualTo(1, within(1e-12));
    assertThat(priority.age(days(70))).isEqualTo(1);
    assertThat(priority.age(-1)).as("a clock that went back").isZero();
  }

  @Test
  void jobSize_largestShareOfAnyResource() {
    assertThat(priority.jobSize(cpu(25_000), FLEET)).isEqualTo(0.25);
    assertThat(
            priority.jobSize(
                Resources.builder().cpuMillis(1_000).memoryBytes(500).gpuMillis(2_000).build(),
                FLEET))
        .isEqualTo(0.5); // cpu 0.01, memory 0.5, gpu 0.25
    assertThat(priority.jobSize(Resources.builder().extra("license", 3).build(), FLEET))
        .isEqualTo(0.75);
    assertThat(priority.jobSize(FLEET, FLEET)).isEqualTo(1);
    assertThat(priority.jobSize(FLEET.times(2), FLEET)).as("more than there is").isEqualTo(1);
    assertThat(priority.jobSize(FLEET, Resources.ZERO)).as("no worker yet").isZero();
  }

  @Test
  void jobSize_favorSmall_theRest() {
    MultifactorPriority small =
        new MultifactorPriority(MultifactorWeights.builder().favorSmall(true).build());

    assertThat(small.jobSize(cpu(25_000), FLEET)).isEqualTo(0.75);
    assertThat(small.jobSize(Resources.ZERO, FLEET)).isEqualTo(1);
    assertThat(small.jobSize(FLEET, FLEET)).isZero();
  }

  @Test
  void relative_partOfTheHighest() {
    assertThat(MultifactorPriority.relative(250, 1000)).isEqualTo(0.25);
    assertThat(MultifactorPriority.relative(1000, 1000)).isEqualTo(1);
    assertThat(MultifactorPriority.relative(0, 1000)).isZero();
    assertThat(MultifactorPriority.relative(-5, 1000)).isZero();
    assertThat(MultifactorPriority.relative(0, 0)).isZero();
    assertThat(MultifactorPriority.relative(-5, -1)).isZero();
  }

  /** 0.5·1000 + 0.25·10000 + 0.1·500 + 1·2000 + 0.75·4000 = 500 + 2500 + 50 + 2000 + 3000. */
  @Test
  void total_weightedSum() {
    assertThat(priority.total(0.5, 0.25, 0.1, 1, 0.75)).isEqualTo(8050);
    assertThat(priority.explain(0.5, 0.25, 0.1, 1, 0.75).total()).isEqualTo(8050);
    assertThat(priority.explain(0.5, 0.25, 0.1, 1, 0.75))
        .hasToString(
            """
            priority 8,050
              age            0.5000 × 1,000 = 500
              fair share     0.2500 × 10,000 = 2,500
              job size       0.1000 × 500 = 50
              priority class 1.0000 × 2,000 = 2,000
              queue          0.7500 × 4,000 = 3,000"""
                .replace("\n", System.lineSeparator()));
  }

  private static Resources cpu(long millis) {
    return Resources.builder().cpuMillis(millis).build();
  }

  private static long days(double days) {
    return (long) (days * 86_400 * 1e9);
  }
}
