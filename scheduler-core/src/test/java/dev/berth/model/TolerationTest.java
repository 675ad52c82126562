package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TolerationTest {
  /** Each toleration against the taint {@code dedicated=gpu:NoSchedule}. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "any",
      value = {
        "dedicated, false, gpu, any,                true",
        "dedicated, false, gpu, NO_SCHEDULE,        true",
        "dedicated, false, gpu, NO_EXECUTE,         false",
        "dedicated, false, gpu, PREFER_NO_SCHEDULE, false",
        "dedicated, false, cpu, any,                false",
        "dedicated, false, '',  any,                false",
        "other,     false, gpu, any,                false",
        "dedicated, true,  '',  any,                true",
        "dedicated, true,  '',  NO_SCHEDULE,        true",
        "dedicated, true,  '',  NO_EXECUTE,         false",
        "other,     true,  '',  any,                false",
        "any,       true,  '',  any,                true",
        "any,       true,  '',  NO_SCHEDULE,        true",
        "any,       true,  '',  NO_EXECUTE,         false",
      })
  void tolerates_asKubernetes(
      @Nullable String key,
      boolean exists,
      String value,
      @Nullable TaintEffect effect,
      boolean tolerates) {
    var taint = new Taint("dedicated", "gpu", TaintEffect.NO_SCHEDULE);

    assertThat(new Toleration(key, exists, value, effect).tolerates(taint)).isEqualTo(tolerates);
  }

  @Test
  void equal_toAnEmptyValue_toleratesOnlyThat() {
    var toleration = Toleration.equal("spot", "");

    assertThat(toleration.tolerates(new Taint("spot", "", TaintEffect.NO_EXECUTE))).isTrue();
    assertThat(toleration.tolerates(new Taint("spot", "yes", TaintEffect.NO_EXECUTE))).isFalse();
  }

  @Test
  void statics_makeTheSameAsTheConstructor() {
    var effect = TaintEffect.NO_EXECUTE;
    assertThat(Toleration.equal("k", "v")).isEqualTo(new Toleration("k", false, "v", null));
    assertThat(Toleration.equal("k", "v", effect))
        .isEqualTo(new Toleration("k", false, "v", effect));
    assertThat(Toleration.exists("k")).isEqualTo(new Toleration("k", true, "", null));
    assertThat(Toleration.exists("k", effect)).isEqualTo(new Toleration("k", true, "", effect));
    assertThat(Toleration.everything()).isEqualTo(new Toleration(null, true, "", null));
  }

  @Test
  void new_badParts_areNamed() {
    assertThatThrownBy(() -> new Toleration(null, false, "v", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key (null) of toleration must be given unless any value will do");
    assertThatThrownBy(() -> new Toleration("k", true, "v", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value (v) of toleration of k must be empty if any value will do");
    assertThatThrownBy(() -> Toleration.exists("a b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "key (a b) of toleration must be 1 to 317 printable ASCII characters without spaces");
    assertThatThrownBy(() -> Toleration.equal("k", "é"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value (é) of toleration of k must be 0 to 253 printable ASCII characters");
  }

  @Test
  void taint_badParts_areNamed() {
    assertThatThrownBy(() -> new Taint("", "v", TaintEffect.NO_SCHEDULE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key () of taint must be 1 to 317 printable ASCII characters without spaces");
    assertThatThrownBy(() -> new Taint("k", "a\tb", TaintEffect.NO_SCHEDULE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value (a\\u0009b) of taint k must be 0 to 253 printable ASCII characters");
  }

  @Test
  void taint_toString_readsAsKubernetesWritesIt() {
    assertThat(new Taint("dedicated", "gpu", TaintEffect.NO_SCHEDULE))
        .hasToString("dedicated=gpu:NoSchedule");
    assertThat(new Taint("spot", "", TaintEffect.PREFER_NO_SCHEDULE))
        .hasToString("spot:PreferNoSchedule");
    assertThat(new Taint("down", "", TaintEffect.NO_EXECUTE)).hasToString("down:NoExecute");
  }

  @Test
  void hashCode_isTheSameInEveryRun() {
    assertThat(new Taint("k", "v", TaintEffect.NO_EXECUTE).hashCode())
        .isEqualTo(Objects.hash("k", "v", "NoExecute"));
    assertThat(Toleration.equal("k", "v", TaintEffect.NO_EXECUTE).hashCode())
        .isEqualTo(Objects.hash("k", false, "v", "NoExecute"));
    assertThat(Toleration.everything().hashCode()).isEqualTo(Objects.hash(null, true, "", null));
  }
}
