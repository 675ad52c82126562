package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelRequirementTest {
  /** The value column: nothing means that the worker has no such label. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      delimiter = '|',
      value = {
        "IN             | a,b | a    | true",
        "IN             | a,b | b    | true",
        "IN             | a,b | c    | false",
        "IN             | a,b | A    | false",
        "IN             | a,b | none | false",
        "NOT_IN         | a,b | a    | false",
        "NOT_IN         | a,b | b    | false",
        "NOT_IN         | a,b | c    | true",
        "NOT_IN         | a,b | none | true",
        "EXISTS         | ''  | a    | true",
        "EXISTS         | ''  | ''   | true",
        "EXISTS         | ''  | none | false",
        "DOES_NOT_EXIST | ''  | a    | false",
        "DOES_NOT_EXIST | ''  | ''   | false",
        "DOES_NOT_EXIST | ''  | none | true",
        "GT             | 16  | 17   | true",
        "GT             | 16  | 16   | false",
        "GT             | 16  | 15   | false",
        "GT             | 16  | 9    | false",
        "GT             | 16  | 100  | true",
        "GT             | -5  | -4   | true",
        "GT             | -5  | -6   | false",
        "GT             | 16  | many | false",
        "GT             | 16  | v17  | false",
        "GT             | 16  | 17.5 | false",
        "GT             | 16  | ''   | false",
        "GT             | 16  | none | false",
        "GT             | 0   | 9223372036854775807 | true",
        "GT             | 0   | 9223372036854775808 | false",
        "LT             | 16  | 15   | true",
        "LT             | 16  | 16   | false",
        "LT             | 16  | 17   | false",
        "LT             | 16  | 9    | true",
        "LT             | 16  | 100  | false",
        "LT             | 16  | many | false",
        "LT             | 16  | ''   | false",
        "LT             | 16  | none | false",
        "LT             | 0   | -9223372036854775808 | true",
        "LT             | 0   | -9223372036854775809 | false",
      })
  void matches_asKubernetes(
      Operator operator, String values, @Nullable String value, boolean matches) {
    var wanted = values.isEmpty() ? List.<String>of() : List.of(values.split(","));
    var requirement = new LabelRequirement("key", operator, wanted);

    assertThat(requirement.matches(value)).isEqualTo(matches);
    assertThat(requirement.matches(labels(value))).isEqualTo(matches);
  }

  private static Map<String, String> labels(@Nullable String value) {
    return value == null ? Map.of("other", "a") : Map.of("key", value, "other", "a");
  }

  @Test
  void statics_makeTheSameAsTheConstructor() {
    assertThat(LabelRequirement.in("k", "a", "b"))
        .isEqualTo(new LabelRequirement("k", Operator.IN, List.of("a", "b")));
    assertThat(LabelRequirement.notIn("k", "a"))
        .isEqualTo(new LabelRequirement("k", Operator.NOT_IN, List.of("a")));
    assertThat(LabelRequirement.exists("k"))
        .isEqualTo(new LabelRequirement("k", Operator.EXISTS, List.of()));
    assertThat(LabelRequirement.doesNotExist("k"))
        .isEqualTo(new LabelRequirement("k", Operator.DOES_NOT_EXIST, List.of()));
    assertThat(LabelRequirement.gt("k", -3))
        .isEqualTo(new LabelRequirement("k", Operator.GT, List.of("-3")));
    assertThat(LabelRequirement.lt("k", Long.MAX_VALUE))
        .isEqualTo(new LabelRequirement("k", Operator.LT, List.of("9223372036854775807")));
  }

  @Test
  void new_valueCountDoesNotSuitOperator_namesBoth() {
    assertRefused(
        () -> LabelRequirement.in("zone"),
        "values (0 entries) of label requirement zone In must have 1 to 64");
    assertRefused(
        () -> LabelRequirement.notIn("zone", new String[0]),
        "values (0 entries) of label requirement zone NotIn must have 1 to 64");
    assertRefused(
        () -> new LabelRequirement("zone", Operator.EXISTS, List.of("a")),
        "values (1 entry) of label requirement zone Exists must have 0");
    assertRefused(
        () -> new LabelRequirement("zone", Operator.DOES_NOT_EXIST, List.of("a")),
        "values (1 entry) of label requirement zone DoesNotExist must have 0");
    assertRefused(
        () -> new LabelRequirement("cores", Operator.GT, List.of("1", "2")),
        "values (2 entries) of label requirement cores Gt must have 1");
    assertRefused(
        () -> new LabelRequirement("cores", Operator.LT, List.of()),
        "values (0 entries) of label requirement cores Lt must have 1");
    assertRefused(
        () -> new LabelRequirement("zone", Operator.IN, new ArrayList<>(values(65))),
        "values (65 entries) of label requirement zone In must have 1 to 64");
  }

  private static List<String> values(int count) {
    return Collections.nCopies(count, "v");
  }

  @Test
  void new_boundIsNoNumber_namesIt() {
    assertRefused(
        () -> new LabelRequirement("cores", Operator.GT, List.of("many")),
        "value (many) of label requirement cores Gt must be a whole number that fits a long");
    assertRefused(
        () -> new LabelRequirement("cores", Operator.LT, List.of("9223372036854775808")),
        "value (9223372036854775808) of label requirement cores Lt must be a whole number that"
            + " fits a long");
  }

  @Test
  void new_badKeyOrValue_namesIt() {
    assertRefused(
        () -> LabelRequirement.exists("a b"),
        "key (a b) of label requirement must be 1 to 317 printable ASCII characters without"
            + " spaces");
    assertRefused(
        () -> LabelRequirement.in("zone", "a\nb"),
        "value (a\\u000ab) of label requirement zone In must be 0 to 253 printable ASCII"
            + " characters");
  }

  @Test
  void values_areACopy() {
    var given = new ArrayList<>(List.of("a"));
    var requirement = new LabelRequirement("zone", Operator.IN, given);
    given.add("b");

    assertThat(requirement.values()).containsExactly("a");
  }

  @Test
  void toString_readsAsKubernetesWritesIt() {
    assertThat(LabelRequirement.in("zone", "a", "b")).hasToString("zone In [a, b]");
    assertThat(LabelRequirement.exists("ssd")).hasToString("ssd Exists");
  }

  @Test
  void hashCode_isTheSameInEveryRun() {
    assertThat(LabelRequirement.exists("ssd").hashCode())
        .isEqualTo(Objects.hash("ssd", "Exists", List.of()));
  }

  private static void assertRefused(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
