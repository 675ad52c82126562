package dev.berth.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A demand on one label of a worker, or of a job in a {@link LabelSelector}, such as "zone in (a,
 * b)" or "cores greater than 16".
 *
 * <p>The meaning is Kubernetes': {@link Operator#NOT_IN} and {@link Operator#DOES_NOT_EXIST} hold
 * where the label is absent; {@link Operator#GT} and {@link Operator#LT} read the label as a whole
 * number in the range of {@code long} and do not hold if it is none.
 *
 * @param values at least one for IN and NOT_IN, exactly one whole number for GT and LT, none for
 *     EXISTS and DOES_NOT_EXIST
 */
public record LabelRequirement(String key, Operator operator, List<String> values) {
  public LabelRequirement {
    Check.labelKey("key", key, "label requirement");
    Check.present("operator", operator, "label requirement " + key);
    String owner = "label requirement " + key + " " + operator.spelling();
    values =
        switch (operator) {
          case IN, NOT_IN -> Check.list("values", values, 1, Limits.VALUES, owner);
          case EXISTS, DOES_NOT_EXIST -> Check.list("values", values, 0, 0, owner);
          case GT, LT -> Check.list("values", values, 1, 1, owner);
        };
    for (String value : values) {
      Check.labelValue("value", value, owner);
    }
    if ((operator == Operator.GT || operator == Operator.LT) && parse(values.get(0)) == null) {
      throw Check.refused("value", values.get(0), owner, "be a whole number that fits a long");
    }
  }

  public static LabelRequirement in(String key, String... values) {
    return new LabelRequirement(key, Operator.IN, Arrays.asList(values));
  }

  public static LabelRequirement notIn(String key, String... values) {
    return new LabelRequirement(key, Operator.NOT_IN, Arrays.asList(values));
  }

  public static LabelRequirement exists(String key) {
    return new LabelRequirement(key, Operator.EXISTS, List.of());
  }

  public static LabelRequirement doesNotExist(String key) {
    return new LabelRequirement(key, Operator.DOES_NOT_EXIST, List.of());
  }

  public static LabelRequirement gt(String key, long bound) {
    return new LabelRequirement(key, Operator.GT, List.of(Long.toString(bound)));
  }

  public static LabelRequirement lt(String key, long bound) {
    return new LabelRequirement(key, Operator.LT, List.of(Long.toString(bound)));
  }

  /** Whether a label of this value, {@code null} where there is none, will do. */
  public boolean matches(@Nullable String value) {
    return switch (operator) {
      case IN -> value != null && values.contains(value);
      case NOT_IN -> value == null || !values.contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
      case GT -> compareToBound(value) > 0;
      case LT -> compareToBound(value) < 0;
    };
  }

  /** Whether these labels will do. */
  public boolean matches(Map<String, String> labels) {
    return matches(labels.get(key));
  }

  /** The same in every run, which an enum's own is not. */
  @Override
  public int hashCode() {
    return Objects.hash(key, operator.spelling(), values);
  }

  /** As in {@code zone In [a, b]}. */
  @Override
  public String toString() {
    return key + " " + operator.spelling() + (values.isEmpty() ? "" : " " + values);
  }

  /** 0 also where the value is no number, which is neither greater nor less. */
  private int compareToBound(@Nullable String value) {
    Long number = value == null ? null : parse(value);
    return number == null ? 0 : Long.compare(number, Long.parseLong(values.get(0)));
  }

  private static @Nullable Long parse(String value) {
    // Words are the usual case; an exception for each would cost a microsecond per label value.
    if (value.isEmpty() || !Character.isDigit(value.charAt(value.length() - 1))) {
      return null;
    }
    try {
      return Long.valueOf(value);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
