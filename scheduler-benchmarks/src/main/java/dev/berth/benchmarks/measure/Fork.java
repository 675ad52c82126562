package dev.berth.benchmarks.measure;

import java.util.List;

/** The main class of a forked JVM: measures one thing once. */
public final class Fork {

  private static final String PACKAGE = "dev.berth.benchmarks.";

  private Fork() {}

  static String nameOf(Class<? extends Measurement> measurement) {
    return measurement.getName().substring(PACKAGE.length());
  }

  /**
   * Measures, and ends the JVM.
   *
   * @param arguments the class of the measurement, such as {@code live.LiveDecision}, then its
   *     settings
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    List<String> all = List.of(arguments);
    Measurement measurement =
        Class.forName(PACKAGE + all.get(0))
            .asSubclass(Measurement.class)
            .getDeclaredConstructor()
            .newInstance();
    measurement.measure(new Settings(all.subList(1, all.size()))).print();
    System.exit(0); // some rivals leave threads behind
  }
}
