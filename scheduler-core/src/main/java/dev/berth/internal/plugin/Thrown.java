package dev.berth.internal.plugin;

/**
 * What foreign code threw, in words: also when the throwable throws again as it is asked for them.
 *
 * <p><b>Thread-safety:</b> a pure function.
 */
public final class Thrown {

  private Thrown() {}

  /** The throwable's own words, or its class where it has none. */
  public static String describe(Throwable thrown) {
    try {
      return String.valueOf(thrown.toString());
    } catch (Throwable again) {
      return thrown.getClass().getName();
    }
  }
}
