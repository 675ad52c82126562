package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcesTest {
  private static final Resources SMALL =
      Resources.builder()
          .cpuMillis(1)
          .memoryBytes(2)
          .gpuMillis(3)
          .storageBytes(4)
          .extra("fpga", 5)
          .build();

  @Test
  void plus_addsEveryResource() {
    var other = Resources.builder().cpuMillis(10).extra("fpga", 20).extra("port", 30).build();

    assertThat(SMALL.plus(other))
        .isEqualTo(new Resources(11, 2, 3, 4, Map.of("fpga", 25L, "port", 30L)));
  }

  @Test
  void minus_takesEveryResource() {
    assertThat(SMALL.minus(new Resources(1, 1, 1, 1, Map.of("fpga", 1L))))
        .isEqualTo(new Resources(0, 1, 2, 3, Map.of("fpga", 4L)));
  }

  @Test
  void minus_itself_isZero() {
    assertThat(SMALL.minus(SMALL)).isEqualTo(Resources.ZERO);
    assertThat(SMALL.minus(SMALL).isZero()).isTrue();
    assertThat(SMALL.isZero()).isFalse();
  }

  @Test
  void plus_oneWithoutExtras_keepsTheOthers() {
    assertThat(SMALL.plus(Resources.ZERO)).isEqualTo(SMALL);
    assertThat(Resources.ZERO.plus(SMALL)).isEqualTo(SMALL);
    assertThat(SMALL.minus(Resources.ZERO)).isEqualTo(SMALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "memory", "gpu", "storage", "fpga"})
  void isZero_anyAmount_isNot(String name) {
    assertThat(only(name, 1).isZero()).isFalse();
    assertThat(only(name, 0).isZero()).isTrue();
  }

  @Test
  void times_multipliesEveryResource() {
    assertThat(SMALL.times(3)).isEqualTo(new Resources(3, 6, 9, 12, Map.of("fpga", 15L)));
    assertThat(SMALL.times(0)).isEqualTo(Resources.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "memory", "gpu", "storage", "fpga"})
  void plus_moreThanALong_namesResourceAndAmounts(String name) {
    assertThatThrownBy(() -> only(name, Long.MAX_VALUE).plus(only(name, 1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(name + ": 9223372036854775807 plus 1 is more than a long holds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "memory", "gpu", "storage", "fpga"})
  void minus_belowZero_namesResourceAndAmounts(String name) {
    assertThatThrownBy(() -> only(name, 500).minus(only(name, 600)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(name + ": 500 minus 600 is below 0");
  }

  @ParameterizedTest
  @CsvSource({
    "cpu, 4611686018427387904, 2", // 2^62 * 2 = 2^63: the sign flips
    "memory, 4611686018427387904, 4", // = 2^64: wraps to 0
    "gpu, 9223372036854775807, 2147483647",
    "storage, 9223372036854775807, 3", // wraps to a positive number
    "fpga, 4611686018427387904, 2",
  })
  void times_moreThanALong_namesResourceAndFactor(String name, long amount, int factor) {
    assertThatThrownBy(() -> only(name, amount).times(factor))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage(name + ": " + amount + " times " + factor + " is more than a long holds");
  }

  @Test
  void times_negative_isRefused() {
    assertThatThrownBy(() -> SMALL.times(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("factor (-1) must be 0 or more");
  }

  @Test
  void plus_manyOfTheLargestRequest_overflowsLoudly() {
    var largest = only("memory", Limits.AMOUNT);

    assertThat(largest.times(1023).memoryBytes()).isEqualTo(1023L << 53);
    assertThatThrownBy(() -> largest.times(1023).plus(largest))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "memory", "gpu", "storage", "fpga"})
  void fitsIn_comparesEachResource(String name) {
    var available = new Resources(9, 9, 9, 9, Map.of("fpga", 9L));

    assertThat(only(name, 9).fitsIn(available)).isTrue();
    assertThat(only(name, 10).fitsIn(available)).isFalse();
  }

  @Test
  void fitsIn_extraThatIsAbsent_doesNot() {
    assertThat(only("fpga", 1).fitsIn(only("port", 1))).isFalse();
    assertThat(Resources.ZERO.fitsIn(Resources.ZERO)).isTrue();
  }

  @Test
  void get_knowsStandardAndExtraNames() {
    assertThat(SMALL.get("cpu")).isEqualTo(1);
    assertThat(SMALL.get("memory")).isEqualTo(2);
    assertThat(SMALL.get("gpu")).isEqualTo(3);
    assertThat(SMALL.get("storage")).isEqualTo(4);
    assertThat(SMALL.get("fpga")).isEqualTo(5);
    assertThat(SMALL.get("port")).isZero();
  }

  @Test
  void extras_ofAmountZero_areLeftOut() {
    var zero = only("fpga", 0);

    assertThat(zero).isEqualTo(Resources.ZERO).hasSameHashCodeAs(Resources.ZERO);
    assertThat(zero.extras()).isEmpty();
  }

  @Test
  void extras_iterateAlphabetically() {
    var extras = new LinkedHashMap<String, Long>();
    for (String name : new String[] {"port", "fpga", "tpu", "disk", "license"}) {
      extras.put(name, 1L);
    }

    assertThat(new Resources(0, 0, 0, 0, extras).extras().keySet())
        .containsExactly("disk", "fpga", "license", "port", "tpu");
  }

  @Test
  void extras_areACopyAndUnmodifiable() {
    var given = new HashMap<>(Map.of("fpga", 1L));
    var resources = new Resources(0, 0, 0, 0, given);
    given.put("fpga", 2L);

    assertThat(resources.extras()).isEqualTo(Map.of("fpga", 1L));
    assertThatThrownBy(() -> resources.extras().put("port", 1L))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, 0, 0, cpuMillis",
    "0, -1, 0, 0, memoryBytes",
    "0, 0, -1, 0, gpuMillis",
    "0, 0, 0, -1, storageBytes",
  })
  void new_negativeAmount_namesField(long cpu, long memory, long gpu, long storage, String field) {
    assertThatThrownBy(() -> new Resources(cpu, memory, gpu, storage, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(field + " (-1) must be 0 or more");
  }

  @Test
  void new_negativeExtra_namesIt() {
    assertThatThrownBy(() -> only("fpga", -7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("extra fpga (-7) must be 0 or more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "memory", "gpu", "storage"})
  void new_extraWithAStandardName_isRefused(String name) {
    assertThatThrownBy(() -> Resources.builder().extra(name, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "name of an extra (" + name + ") must not be one of cpu, memory, gpu and storage");
  }

  @Test
  void new_extraWithABadName_isRefused() {
    assertThatThrownBy(() -> new Resources(0, 0, 0, 0, Map.of("a b", 1L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "name of an extra (a b) must be 1 to 317 printable ASCII characters without spaces");
  }

  @Test
  void toString_namesAmountsWithUnits() {
    assertThat(new Resources(2000, 3L << 29, 500, 1025, Map.of("fpga", 2L)))
        .hasToString(
            "cpu 2,000 millicores, memory 1.5 GiB, gpu 500 thousandths, storage 1,025 B, fpga 2");
    assertThat(Resources.ZERO).hasToString("nothing");
  }

  private static Resources only(String name, long amount) {
    return switch (name) {
      case "cpu" -> new Resources(amount, 0, 0, 0, Map.of());
      case "memory" -> new Resources(0, amount, 0, 0, Map.of());
      case "gpu" -> new Resources(0, 0, amount, 0, Map.of());
      case "storage" -> new Resources(0, 0, 0, amount, Map.of());
      default -> new Resources(0, 0, 0, 0, Map.of(name, amount));
    };
  }
}
