package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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
  void memory_ofOneDevice_takesNoThousandths() {
    GpuRequest request = GpuRequest.memory(10);
    assertThat(request.milliPerGpu()).isZero();
    assertThat(request.memoryBytes()).isEqualTo(10);
    assertThat(request.isWhole()).isFalse();
  }

  @Test
  void with_eachWish_changesOnlyThat() {
    GpuRequest plain = GpuRequest.whole(8);
    GpuRequest full =
        plain
            .withModels(Set.of("A100"))
            .withMinMemory(5)
            .withNuma(Locality.PREFER)
            .withLinks(Locality.REQUIRE)
            .withSplit(GpuSplit.exactly(4));
    assertThat(full)
        .isEqualTo(
            new GpuRequest(
                8,
                1000,
                0,
                Set.of("A100"),
                5,
                Locality.PREFER,
                Locality.REQUIRE,
                GpuSplit.exactly(4)));
    assertThat(
            full.withModels(Set.of())
                .withMinMemory(0)
                .withNuma(Locality.NONE)
                .withLinks(Locality.NONE)
                .withSplit(GpuSplit.NEVER))
        .isEqualTo(plain);
  }

  @Test
  void with_whatItHas_isTheSame() {
    GpuRequest request = GpuRequest.share(5).withMemory(3).withMinMemory(4);
    assertThat(request.withMemory(3)).isSameAs(request);
    assertThat(request.withMinMemory(4)).isSameAs(request);
    assertThat(request.withNuma(Locality.NONE)).isSameAs(request);
    assertThat(request.withLinks(Locality.NONE)).isSameAs(request);
    assertThat(request.withSplit(GpuSplit.NEVER)).isSameAs(request);
  }

  @Test
  void allows_device_ofModelAndMemory() {
    GpuRequest request = GpuRequest.whole(1).withModels(Set.of("A100")).withMinMemory(40);
    assertThat(request.allows(new GpuDevice(0, "A100", 40, 0))).isTrue();
    assertThat(request.allows(new GpuDevice(0, "A100", 39, 0))).isFalse();
    assertThat(request.allows(new GpuDevice(0, "T4", 40, 0))).isFalse();
    assertThat(GpuRequest.whole(1).withMinMemory(1).allows(new GpuDevice(0, "T4"))).isFalse();
  }

  @Test
  void toString_saysOnlyWhatIsAsked() {
    assertThat(GpuRequest.whole(2)).hasToString("GpuRequest[2 x 1000]");
    assertThat(
            GpuRequest.share(5)
                .withMemory(3)
                .withMinMemory(4)
                .withModels(Set.of("T4"))
                .withNuma(Locality.REQUIRE)
                .withLinks(Locality.PREFER)
                .withSplit(GpuSplit.IF_NEEDED))
        .hasToString(
            "GpuRequest[1 x 5, memoryBytes=3, models=[T4], minMemoryBytes=4, numa=REQUIRE,"
                + " links=PREFER, gpusPerWorker=-1]");
  }

  @Test
  void new_badWishes_areNamed() {
    assertRefused(() -> GpuRequest.memory(0), "memoryBytes (0) of GPU request must be above zero");
    assertRefused(() -> GpuRequest.memory(-1), "memoryBytes (-1) of GPU request must be 0 or more");
    assertRefused(
        () -> GpuRequest.whole(1).withMinMemory(-1),
        "minMemoryBytes (-1) of GPU request must be 0 or more");
    assertRefused(
        () -> GpuRequest.whole(2).withMemory(5),
        "memoryBytes (5) of GPU request must be 0 for whole devices"
            + "\nMaybe minMemoryBytes is meant: what each device must have.");
    assertRefused(
        () -> GpuRequest.share(1000).withMemory(5),
        "memoryBytes (5) of GPU request must be 0 for whole devices"
            + "\nMaybe minMemoryBytes is meant: what each device must have.");
    assertRefused(
        () -> GpuRequest.memory(5).withMemory(0),
        "milliPerGpu (0) of GPU request must be 1 to 1000");
    assertRefused(
        () -> GpuRequest.whole(6).withSplit(GpuSplit.exactly(4)),
        "count (6) of GPU request must be a multiple of the 4 per worker");
    assertRefused(
        () -> GpuRequest.whole(4).withSplit(GpuSplit.exactly(8)),
        "count (4) of GPU request must be a multiple of the 8 per worker");
  }

  @Test
  void new_wishesWithoutDevices_areRefused() {
    String message =
        "GPU request without devices must not ask for memory, NUMA, links or several workers"
            + "\nMaybe the number of GPUs is missing.";
    assertRefused(() -> GpuRequest.NONE.withMemory(1), message);
    assertRefused(() -> GpuRequest.NONE.withMinMemory(1), message);
    assertRefused(() -> GpuRequest.NONE.withNuma(Locality.PREFER), message);
    assertRefused(() -> GpuRequest.NONE.withLinks(Locality.REQUIRE), message);
    assertRefused(() -> GpuRequest.NONE.withSplit(GpuSplit.IF_NEEDED), message);
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
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
