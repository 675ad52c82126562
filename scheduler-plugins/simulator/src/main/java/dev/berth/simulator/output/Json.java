package dev.berth.simulator.output;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;

/** Writes the summary of a run as one JSON object, a key a line. */
public final class Json {
  private static final JSON PRETTY = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

  private Json() {}

  /** Writes the entries in their order, and a line end. */
  public static void write(Map<String, Object> entries, Writer out) throws IOException {
    out.write(PRETTY.asString(entries));
    out.write('\n');
  }
}
