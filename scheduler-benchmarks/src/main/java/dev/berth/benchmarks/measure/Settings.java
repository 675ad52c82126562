package dev.berth.benchmarks.measure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a measurement is told: pairs such as {@code workers=10000}.
 *
 * <p><b>Errors:</b> {@link IllegalArgumentException} for what is no pair or no number.
 */
public final class Settings {

  private final Map<String, String> pairs = new TreeMap<>();

  /** Reads {@code name=value} pairs. */
  public Settings(List<String> arguments) {
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'" + argument + "' must be a pair such as workers=10000");
      }
      pairs.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
  }

  /** The number of this name. */
  public int number(String name, int orElse) {
    String value = pairs.get(name);
    if (value == null) {
      return orElse;
    }
    try {
      return Integer.parseInt(value.replace("_", ""));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(name + " (" + value + ") must be a whole number");
    }
  }

  /** The text of this name. */
  public String text(String name, String orElse) {
    return pairs.getOrDefault(name, orElse);
  }
}
