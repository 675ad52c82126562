package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PriorityTest {
  @Test
  void standardOnes_rankInTheStatedOrder() {
    assertThat(
            Stream.of(
                Priority.CRITICAL, Priority.HIGH, Priority.MEDIUM, Priority.LOW, Priority.BATCH))
        .extracting(Priority::value)
        .containsExactly(1000, 750, 500, 250, 0);
  }

  @Test
  void compareTo_isByValueThenName() {
    var urgent = Priority.of("urgent", 750);

    assertThat(Stream.of(urgent, Priority.BATCH, Priority.HIGH, Priority.of("idle", -5)).sorted())
        .isEqualTo(List.of(Priority.of("idle", -5), Priority.BATCH, Priority.HIGH, urgent));
    assertThat(Priority.of("HIGH", 750)).isEqualTo(Priority.HIGH);
    assertThat(Priority.HIGH).hasToString("HIGH(750)");
  }

  @Test
  void new_badParts_areNamed() {
    assertThatThrownBy(() -> Priority.of("very high", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "name (very high) of priority must be 1 to 253 printable ASCII characters without"
                + " spaces");
    assertThatThrownBy(() -> Priority.of("top", 1_000_000_001))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value (1000000001) of priority top must be -1000000000 to 1000000000");
    assertThatThrownBy(() -> Priority.of("low", -1_000_000_001))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void new_atTheLimits_isAccepted() {
    assertThat(Priority.of("top", 1_000_000_000)).isGreaterThan(Priority.CRITICAL);
    assertThat(Priority.of("bottom", -1_000_000_000)).isLessThan(Priority.BATCH);
  }
}
