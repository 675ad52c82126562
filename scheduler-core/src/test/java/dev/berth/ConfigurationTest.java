package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a builder refuses names the setting and the value. */
class ConfigurationTest {

  @Test
  void durations_outOfRange_nameSettingAndValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scheduler.builder().healthTimeout(Duration.ofSeconds(-1)))
        .withMessage("healthTimeout (PT-1S) must be zero to 3650 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scheduler.builder().lostGrace(Duration.ofSeconds(Long.MAX_VALUE)))
        .withMessageStartingWith("lostGrace (PT2562047788015215H30M7S) must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scheduler.builder().backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .withMessage("backoff base (PT0S) must be above zero and at most 3650 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scheduler.builder().backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .withMessage("backoff cap (PT1S) must be at least the base (PT2S)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchedulerConfig.builder("p").schedulingTimeout(Duration.ZERO).build())
        .withMessageStartingWith("schedulingTimeout of profile p (PT0S) must be above zero");
  }

  @Test
  void numbers_outOfRange_nameSettingAndValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scheduler.builder().intakeCapacity(1))
        .withMessage("intakeCapacity (1) must be at least 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchedulerConfig.builder("p").parallelism(0).build())
        .withMessage("parallelism (0) of profile p must be 1 to 64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SchedulerConfig.builder(" ").build())
        .withMessage("name of a profile must not be blank");
  }

  @Test
  void profile_twice_isRefused() {
    SchedulerConfig config = SchedulerConfig.ofDefaults();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scheduler.builder().config(config).config(config))
        .withMessage("profile 'default' is there twice");
    assertThat(config.parallelism()).isOne();
  }
}
