package dev.berth.benchmarks.measure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a measurement gave: figures by name, in order. A JVM hands them to the one that started it
 * as lines of its output.
 */
public final class Figures {

  private static final String MARK = "figure ";

  private final Map<String, Double> values = new LinkedHashMap<>();

  /** Adds one. */
  public Figures with(String name, double value) {
    values.put(name, value);
    return this;
  }

  /** The figure of this name, or not a number. */
  public double get(String name) {
    return values.getOrDefault(name, Double.NaN);
  }

  /** The line of one figure. */
  void print() {
    values.forEach((name, value) -> System.out.printf(Locale.ROOT, "%s%s %s%n", MARK, name, value));
  }

  /** Takes in a printed line, if it is one. */
  void read(String line) {
    if (line.startsWith(MARK)) {
      String[] parts = line.substring(MARK.length()).split(" ", 2);
      with(parts[0], Double.parseDouble(parts[1]));
    }
  }

  /** For each name the median over several. */
  static Figures medians(List<Figures> several) {
    Figures medians = new Figures();
    for (String name : several.get(0).values.keySet()) {
      medians.with(name, median(several.stream().mapToDouble(of -> of.get(name)).toArray()));
    }
    return medians;
  }

  /** The middle one, the upper of two. */
  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append(
                String.format(Locale.ROOT, value < 100 ? "%s %.2f  " : "%s %,.0f  ", name, value)));
    return text.toString().strip();
  }
}
