package dev.berth.simulator.trace;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A trace on disk, plain or gzip by its name, and what is common to reading any of them.
 *
 * <p><b>Limits:</b> a line has at most {@value #MAX_LINE_CHARS} characters and a file at most
 * {@value #MAX_ROWS} rows, so that a wrong or hostile file ends in a message, not in a full heap.
 */
final class TraceFile {
  static final int MAX_LINE_CHARS = 65_536;
  static final int MAX_ROWS = 5_000_000;

  private TraceFile() {}

  static Reader open(Path file) {
    if (Files.isDirectory(file)) {
      throw TraceException.of(file, "is a directory; expected a trace file");
    }
    try {
      return new InputStreamReader(openStream(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw broken(file, 1, e);
    }
  }

  @SuppressWarnings("MustBeClosedChecker")
  private static InputStream openStream(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    if (!file.toString().endsWith(".gz")) {
      return raw;
    }
    try {
      return new GZIPInputStream(raw, 65_536);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  static TraceException broken(Path file, long line, IOException e) {
    if (e instanceof NoSuchFileException) {
      return TraceException.of(file, "no such file");
    }
    if (e instanceof AccessDeniedException) {
      return TraceException.of(file, "permission denied");
    }
    if (e instanceof EOFException) {
      return TraceException.at(
          file, line, "more gzip data", "the end of the file; maybe it was cut off while copying");
    }
    if (e instanceof ZipException) {
      return TraceException.at(file, line, "gzip data", "something else (" + e.getMessage() + ")");
    }
    return TraceException.of(file, "cannot be read: " + e.getMessage());
  }

  static void checkRows(Path file, long line, int rows) {
    if (rows > MAX_ROWS) {
      throw TraceException.at(file, line, "at most " + MAX_ROWS + " rows", "one more");
    }
  }
}
