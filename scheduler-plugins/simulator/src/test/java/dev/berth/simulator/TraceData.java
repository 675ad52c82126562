package dev.berth.simulator;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The recorded traces, which lie outside the project. A test that needs one is skipped without it;
 * CI fails on any skipped test.
 */
public final class TraceData {
  private TraceData() {}

  /** A file below the folder that the system property {@code berth.data} names. */
  public static Path file(String name) {
    Path file = Path.of(System.getProperty("berth.data", "../shared/data"), name);
    assumeThat(Files.isRegularFile(file))
        .as("recorded trace %s; set -Dberth.data to the folder that holds swf/ and openb/", file)
        .isTrue();
    return file;
  }
}
