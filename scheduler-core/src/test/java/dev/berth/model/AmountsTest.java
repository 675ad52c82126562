package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory  | 0                   | 0 B                       | 0 B",
        "memory  | 1023                | 1,023 B                   | 1,023 B",
        "memory  | 1024                | 1 KiB                     | 1 KiB",
        "memory  | 1025                | 1,025 B                   | 1 KiB",
        "memory  | 1280                | 1.25 KiB                  | 1.25 KiB",
        "memory  | 1536                | 1.5 KiB                   | 1.5 KiB",
        "storage | 67198345216         | 67,198,345,216 B          | 62.58 GiB",
        "storage | 9007199254740992    | 8 PiB                     | 8 PiB",
        "memory  | 9223372036854775807 | 9,223,372,036,854,775,807 B | 8 EiB",
        "cpu     | 1                   | 1 millicore               | 1 millicore",
        "cpu     | 64000               | 64,000 millicores         | 64,000 millicores",
        "gpu     | 500                 | 500 thousandths           | 500 thousandths",
        "fpga    | 1234                | 1,234                     | 1,234",
      })
  void amounts_readWithUnits(String resource, long amount, String exact, String rounded) {
    assertThat(Amounts.exact(resource, amount)).isEqualTo(exact);
    assertThat(Amounts.rounded(resource, amount)).isEqualTo(rounded);
  }

  @Test
  void pair_thatRoundsToTheSame_isToldInBytes() {
    var pair = Amounts.pair("memory", (1L << 30) + 1, 1L << 30);

    assertThat(pair.first()).isEqualTo("1,073,741,825 B");
    assertThat(pair.second()).isEqualTo("1,073,741,824 B");
  }

  @Test
  void pair_ofEqualAmounts_isRounded() {
    assertThat(Amounts.pair("memory", 1L << 30, 1L << 30).first()).isEqualTo("1 GiB");
  }

  @Test
  void number_inAnyLocale_readsTheSame() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(Amounts.number(64000)).isEqualTo("64,000");
      assertThat(Amounts.rounded("memory", 1536)).isEqualTo("1.5 KiB");
    } finally {
      Locale.setDefault(before);
    }
  }
}
