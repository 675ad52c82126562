package dev.berth.model;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Validates what the package's constructors and builders are given, and words every refusal the
 * same way: {@code field (value) of owner must …}.
 *
 * <p>Each method returns the value it checked. {@code owner} reads like "job j-17"; it is {@link
 * #UNOWNED} where a value does not know whose it is.
 */
final class Check {
  static final String UNOWNED = "";

  private static final int STANDARD_RESOURCES = 4;
  private static final int SHOWN_CHARACTERS = 64;

  private Check() {}

  static <T> T present(String field, @Nullable T value, String owner) {
    if (value == null) {
      throw new NullPointerException(field + of(owner) + " must not be null");
    }
    return value;
  }

  static String id(String field, String value, String owner) {
    return word(field, value, Limits.ID_LENGTH, owner);
  }

  /** Whether {@link #id} takes it. */
  static boolean isId(@Nullable String value) {
    return value != null && isWord(value, Limits.ID_LENGTH);
  }

  static String labelKey(String field, String value, String owner) {
    return word(field, value, Limits.LABEL_KEY_LENGTH, owner);
  }

  static String labelValue(String field, String value, String owner) {
    return text(field, value, 0, owner);
  }

  static String gpuModel(String field, String value, String owner) {
    return text(field, value, 1, owner);
  }

  static String description(String field, String value, String owner) {
    present(field, value, owner);
    if (value.length() > Limits.DESCRIPTION_LENGTH) {
      throw refused(
          field, value, owner, "have at most " + Limits.DESCRIPTION_LENGTH + " characters");
    }
    return value;
  }

  /** Above zero and no longer than sums of times bear; null is none. */
  static void timeLimit(String field, @Nullable Duration limit, String owner) {
    if (limit == null) {
      return;
    }
    if (limit.isNegative() || limit.isZero()) {
      throw refused(
          field, limit, owner, "be above zero\nMaybe no time limit is meant: then leave it out.");
    }
    if (limit.compareTo(Limits.TIME_LIMIT) > 0) {
      throw refused(field, limit, owner, "be at most " + Limits.TIME_LIMIT.toDays() + " days");
    }
  }

  static long notNegative(String field, long value, String owner) {
    if (value < 0) {
      throw refused(field, value, owner, "be 0 or more");
    }
    return value;
  }

  /** An amount one job may ask for or one worker may have. */
  static long amount(String field, long value, String owner) {
    return amount(field, value, Limits.AMOUNT, owner);
  }

  static long amount(String field, long value, long most, String owner) {
    notNegative(field, value, owner);
    if (value > most) {
      throw refused(
          field,
          value,
          owner,
          "be at most "
              + most
              + "\nMaybe the unit is wrong: cpu counts in millicores, gpu in thousandths, memory and"
              + " storage in bytes.");
    }
    return value;
  }

  /** Every amount of one job or worker. */
  static Resources amounts(String field, Resources value, String owner) {
    present(field, value, owner);
    amount("cpuMillis", value.cpuMillis(), owner);
    amount("memoryBytes", value.memoryBytes(), owner);
    amount("gpuMillis", value.gpuMillis(), owner);
    amount("storageBytes", value.storageBytes(), owner);
    size("extras", value.extras().size(), 0, Limits.EXTRAS, owner);
    value.extras().forEach((name, amount) -> amount("extra " + name, amount, owner));
    return value;
  }

  /** An unmodifiable copy in alphabetical order; amounts of 0 stay. */
  static Map<String, Long> amountsByName(
      String field, Map<String, Long> amounts, long most, String owner) {
    present(field, amounts, owner);
    var copy = new LinkedHashMap<>(amounts);
    size(field, copy.size(), 0, Limits.EXTRAS + STANDARD_RESOURCES, owner);
    copy.forEach(
        (resource, amount) -> {
          labelKey("name of a resource in " + field, resource, owner);
          present(field + " of " + resource, amount, owner);
          amount(field + " of " + resource, amount, most, owner);
        });
    return SortedArrayMap.copyOf(copy);
  }

  static int range(String field, int value, int least, int most, String owner) {
    if (value < least || value > most) {
      throw refused(field, value, owner, "be " + between(least, most));
    }
    return value;
  }

  static double percent(String field, double value, String owner) {
    if (!(value >= 0 && value <= 100)) {
      throw refused(field, value, owner, "be 0 to 100");
    }
    return value;
  }

  /** How many elements a collection has; the value shown is the count. */
  static void size(String field, int count, int least, int most, String owner) {
    if (count < least || count > most) {
      String shown = count == 1 ? "1 entry" : count + " entries";
      throw refused(field, shown, owner, "have " + between(least, most));
    }
  }

  /** An unmodifiable copy in the given order. */
  static <T> List<T> list(String field, List<T> values, int least, int most, String owner) {
    present(field, values, owner);
    // Checked after it is copied, so that a list another thread changes cannot slip anything by.
    List<T> copy;
    try {
      copy = List.copyOf(values);
    } catch (NullPointerException e) {
      throw new NullPointerException("an entry of " + field + of(owner) + " must not be null");
    }
    size(field, copy.size(), least, most, owner);
    return copy;
  }

  /** An unmodifiable copy in alphabetical order. */
  static Map<String, String> labels(String field, Map<String, String> labels, String owner) {
    present(field, labels, owner);
    if (labels.isEmpty()) {
      return Map.of();
    }
    var copy = new LinkedHashMap<>(labels);
    size(field, copy.size(), 0, Limits.LABELS, owner);
    copy.forEach((key, value) -> label(field, key, value, owner));
    return SortedArrayMap.copyOf(copy);
  }

  static void label(String field, String key, String value, String owner) {
    labelKey("key in " + field, key, owner);
    present("value of " + key + " in " + field, value, owner);
    if (!isText(value, 0)) {
      labelValue("value of " + key + " in " + field, value, owner);
    }
  }

  /** An unmodifiable copy in alphabetical order. */
  static Set<String> ids(String field, Set<String> ids, int most, String owner) {
    present(field, ids, owner);
    if (ids.isEmpty()) {
      return Set.of();
    }
    var copy = new TreeSet<String>();
    for (String id : ids) {
      copy.add(id("an entry of " + field, id, owner));
    }
    size(field, copy.size(), 0, most, owner);
    return Collections.unmodifiableSet(copy);
  }

  /** An unmodifiable copy in alphabetical order. */
  static Set<String> gpuModels(String field, Set<String> models, String owner) {
    present(field, models, owner);
    if (models.isEmpty()) {
      return Set.of();
    }
    var copy = new TreeSet<String>();
    for (String model : models) {
      copy.add(gpuModel("an entry of " + field, model, owner));
    }
    size(field, copy.size(), 0, Limits.GPUS, owner);
    return Collections.unmodifiableSet(copy);
  }

  static IllegalArgumentException refused(String field, Object value, String owner, String must) {
    return new IllegalArgumentException(
        field + " (" + shown(String.valueOf(value)) + ")" + of(owner) + " must " + must);
  }

  private static String word(String field, String value, int most, String owner) {
    present(field, value, owner);
    if (!isWord(value, most)) {
      throw refused(
          field,
          value,
          owner,
          "be 1 to " + most + " printable ASCII characters without spaces" + length(value, most));
    }
    return value;
  }

  private static boolean isWord(String value, int most) {
    return !value.isEmpty() && value.length() <= most && printable(value, '!');
  }

  private static String text(String field, String value, int least, String owner) {
    present(field, value, owner);
    if (!isText(value, least)) {
      int most = Limits.LABEL_VALUE_LENGTH;
      throw refused(
          field,
          value,
          owner,
          "be " + least + " to " + most + " printable ASCII characters" + length(value, most));
    }
    return value;
  }

  private static boolean isText(String value, int least) {
    return value.length() >= least
        && value.length() <= Limits.LABEL_VALUE_LENGTH
        && printable(value, ' ');
  }

  private static boolean printable(String value, char least) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < least || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static String length(String value, int most) {
    return value.length() > most ? ", and has " + value.length() : "";
  }

  private static String between(int least, int most) {
    if (least == most) {
      return Integer.toString(least);
    }
    return most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
  }

  private static String of(String owner) {
    return owner.isEmpty() ? "" : " of " + owner;
  }

  /** Short and on one line, so that a hostile value cannot forge or flood a log. */
  private static String shown(String value) {
    var text = new StringBuilder();
    for (int i = 0; i < value.length() && i < SHOWN_CHARACTERS; i++) {
      char c = value.charAt(i);
      if (Character.isISOControl(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return value.length() > SHOWN_CHARACTERS ? text.append('…').toString() : text.toString();
  }
}
