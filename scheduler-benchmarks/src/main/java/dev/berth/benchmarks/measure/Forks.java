package dev.berth.benchmarks.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a measurement in JVMs of its own, one after the other: what one JVM's compiler made of the
 * code, and where its heap came to lie, is one throw of the dice.
 */
public final class Forks {

  private static final List<String> FLAGS =
      List.of("-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow");

  private final int count;

  /** So many JVMs for each measurement. */
  public Forks(int count) {
    this.count = count;
  }

  /**
   * The medians over the forks.
   *
   * @param heap as for {@code -Xmx}
   */
  public Figures medians(
      Class<? extends Measurement> measurement, String heap, String... settings) {
    List<Figures> figures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      figures.add(run(measurement, heap, settings));
    }
    Figures medians = Figures.medians(figures);
    System.err.printf(
        "%s %s: %s%n", measurement.getSimpleName(), String.join(" ", settings), medians);
    return medians;
  }

  private static Figures run(
      Class<? extends Measurement> measurement, String heap, String... settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.add("-Xmx" + heap);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Fork.class.getName());
    command.add(Fork.nameOf(measurement));
    command.addAll(List.of(settings));
    Figures figures = new Figures();
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        output.lines().forEach(figures::read);
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(String.join(" ", command) + " ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return figures;
  }
}
