package dev.berth.simulator.trace;

import java.nio.file.Path;
import java.util.List;

/** One row of a trace and where it stands, so that each complaint names file, line and column. */
record TraceRow(Path file, long line, List<String> fields) {
  private static final int LONGEST_NAME = 253;

  String text(int index, String column) {
    String text = textOrEmpty(index);
    if (text.isEmpty()) {
      throw bad("a value for " + column, "an empty field");
    }
    return text;
  }

  /** A name that can serve as an id: printable ASCII without blanks. */
  String name(int index, String column) {
    String text = text(index, column);
    boolean plain = text.chars().allMatch(c -> c > ' ' && c < 127);
    if (!plain || text.length() > LONGEST_NAME) {
      throw bad(
          column + " of up to " + LONGEST_NAME + " printable ASCII characters without blanks",
          TraceException.quote(text));
    }
    return text;
  }

  String textOrEmpty(int index) {
    return fields.get(index).strip();
  }

  /** A whole number from {@code min} to {@code max}. */
  long whole(int index, String column, long min, long max) {
    String text = text(index, column);
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw bad("a whole number for " + column, TraceException.quote(text));
    }
    if (value < min || value > max) {
      throw bad(column + " from " + min + " to " + max, Long.toString(value));
    }
    return value;
  }

  TraceException bad(String expected, String found) {
    return TraceException.at(file, line, expected, found);
  }
}
