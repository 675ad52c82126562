package dev.berth.benchmarks.measure;

/** Something that can be measured in a JVM of its own. */
@FunctionalInterface
public interface Measurement {

  /** Measures, and returns what came out. */
  Figures measure(Settings settings);
}
