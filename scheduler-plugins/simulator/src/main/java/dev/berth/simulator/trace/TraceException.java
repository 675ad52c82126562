package dev.berth.simulator.trace;

import java.nio.file.Path;

/**
 * A trace that cannot be used. The message is one line for the user: the file, the line where there
 * is one, what was expected and what was found.
 */
public final class TraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_QUOTE = 60;

  private TraceException(String message) {
    super(message);
  }

  static TraceException at(Path file, long line, String expected, String found) {
    return new TraceException(
        file + ", line " + line + ": expected " + expected + ", found " + found);
  }

  static TraceException of(Path file, String problem) {
    return new TraceException(file + ": " + problem);
  }

  /** Text from a file as shown in a message: quoted, shortened, control characters made visible. */
  static String quote(String text) {
    String shown = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    StringBuilder quoted = new StringBuilder(shown.length() + 2).append('\'');
    shown.chars().forEach(c -> quoted.append(Character.isISOControl(c) ? '?' : (char) c));
    return quoted.append('\'').toString();
  }
}
