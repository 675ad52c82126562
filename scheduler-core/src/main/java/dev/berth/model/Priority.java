package dev.berth.model;

import java.util.Comparator;

/**
 * How urgent a job is: a name for people and a value that decides, higher first. Beside the
 * standard five a host makes its own with {@link #of}; priorities of equal value rank the same.
 *
 * <p>The natural order is by value, then by name.
 *
 * @param value −{@link Limits#PRIORITY} to {@link Limits#PRIORITY}
 */
public record Priority(String name, int value) implements Comparable<Priority> {
  public static final Priority CRITICAL = new Priority("CRITICAL", 1000);
  public static final Priority HIGH = new Priority("HIGH", 750);
  public static final Priority MEDIUM = new Priority("MEDIUM", 500);
  public static final Priority LOW = new Priority("LOW", 250);
  public static final Priority BATCH = new Priority("BATCH", 0);

  private static final Comparator<Priority> ORDER =
      Comparator.comparingInt(Priority::value).thenComparing(Priority::name);

  public Priority {
    Check.id("name", name, "priority");
    Check.range("value", value, -Limits.PRIORITY, Limits.PRIORITY, "priority " + name);
  }

  public static Priority of(String name, int value) {
    return new Priority(name, value);
  }

  @Override
  public int compareTo(Priority other) {
    return ORDER.compare(this, other);
  }

  /** As in {@code HIGH(750)}. */
  @Override
  public String toString() {
    return name + "(" + value + ")";
  }
}
