package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuRequestTest {
  @Test
  void totalMillis_countsEveryDevice() {
    assertThat(GpuRequest.NONE.totalMillis()).isZero();
    assertThat(GpuRequest.share(250).totalMillis()).isEqualTo(250);
    assertThat(GpuRequest.whole(1).totalMillis()).isEqualTo(1000);
    assertThat(GpuRequest.whole(64).totalMillis()).isEqualTo(64_000);
  }

  @Test
  void whole_ofZero_isTheSharedNone() {
    assertThat(GpuRequest.whole(0)).isSameAs(GpuRequest.NONE);
    assertThat(GpuRequest.NONE.withModels(Set.of())).isSameAs(GpuRequest.NONE);
  }

  @Test
  void allows_withoutModels_any() {
    assertThat(GpuRequest.whole(1).allows("A100")).isTrue();
    assertThat(GpuRequest.whole(1).withModels(Set.of("T4")).allows("A100")).isFalse();
    assertThat(GpuRequest.whole(1).withModels(Set.of("T4", "A100")).allows("A100")).isTrue();
  }

  @Test
  void models_areASortedUnmodifiableCopy() {
    var given = new HashSet<>(List.of("V100", "A100", "T4"));
    var request = new GpuRequest(1, 1000, given);
    given.clear();

    assertThat(request.models()).containsExactly("A100", "T4", "V100");
    assertThatThrownBy(() -> request.models().add("P4"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 | 0    | count (-1) of GPU request must be 0 to 1024",
        "1025 | 1000 | count (1025) of GPU request must be 0 to 1024",
        "0  | 1    | milliPerGpu (1) of GPU request without devices must be 0",
        "1  | 0    | milliPerGpu (0) of GPU request must be 1 to 1000",
        "1  | 1001 | milliPerGpu (1001) of GPU request must be 1 to 1000",
        "2  | 500  | milliPerGpu (500) of GPU request must be 1000 if more than one device is asked"
            + " for",
      })
  void new_badNumbers_areNamed(int count, int milliPerGpu, String message) {
    assertThatThrownBy(() -> new GpuRequest(count, milliPerGpu, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void new_badModels_areNamed() {
    assertThatThrownBy(() -> GpuRequest.NONE.withModels(Set.of("T4")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("models (1 entry) of GPU request without devices must have 0");
    assertThatThrownBy(() -> GpuRequest.whole(1).withModels(Set.of("")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "an entry of models () of GPU request must be 1 to 253 printable ASCII characters");
  }

  @Test
  void device_badParts_areNamed() {
    assertThatThrownBy(() -> new GpuDevice(-1, "T4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("index (-1) of GPU device must be 0 to 63");
    assertThatThrownBy(() -> new GpuDevice(64, "T4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("index (64) of GPU device must be 0 to 63");
    assertThatThrownBy(() -> new GpuDevice(3, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("model () of GPU device 3 must be 1 to 253 printable ASCII characters");
  }
}
