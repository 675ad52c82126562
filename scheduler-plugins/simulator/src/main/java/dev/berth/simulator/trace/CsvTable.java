package dev.berth.simulator.trace;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with a header line, read row by row. Columns are found by name, so further ones and
 * another order are welcome; every row must have as many fields as the header.
 */
final class CsvTable {
  private final Path file;
  private final List<String> header;
  private final Iterator<CsvRecord> records;
  private long line;
  private int rows;

  private CsvTable(Path file, Iterator<CsvRecord> records, List<String> required) {
    this.file = file;
    this.records = records;
    CsvRecord first = nextRecord();
    if (first == null) {
      throw TraceException.at(
          file, 1, "a header with " + String.join(",", required), "the end of the file");
    }
    this.header = first.getFields().stream().map(String::strip).toList();
    Set<String> names = new HashSet<>(header);
    if (!names.containsAll(required) || names.size() != header.size()) {
      throw TraceException.at(
          file,
          line,
          "a header with " + String.join(",", required),
          TraceException.quote(String.join(",", header)));
    }
  }

  /** Handles each row of a file; {@code table.index(name)} tells where a column is. */
  interface RowHandler {
    void row(CsvTable table, TraceRow row);
  }

  /** Reads a whole file, whose header must name the required columns. */
  static void read(Path file, List<String> required, RowHandler handler) {
    try (Reader reader = TraceFile.open(file);
        CsvReader<CsvRecord> csv =
            CsvReader.builder()
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(
                    CsvRecordHandler.builder()
                        .maxFieldSize(TraceFile.MAX_LINE_CHARS)
                        .maxRecordSize(TraceFile.MAX_LINE_CHARS)
                        .build(),
                    reader)) {
      CsvTable table = new CsvTable(file, csv.iterator(), required);
      for (TraceRow row = table.next(); row != null; row = table.next()) {
        handler.row(table, row);
      }
      if (table.rows == 0) {
        throw TraceException.at(file, table.line + 1, "at least one row", "the end of the file");
      }
    } catch (IOException e) {
      throw TraceFile.broken(file, 1, e);
    }
  }

  /** Where a column stands, or -1. */
  int index(String column) {
    return header.indexOf(column);
  }

  private @Nullable TraceRow next() {
    CsvRecord found = nextRecord();
    if (found == null) {
      return null;
    }
    if (found.getFieldCount() != header.size()) {
      throw TraceException.at(
          file,
          line,
          header.size() + " columns (" + String.join(",", header) + ")",
          Integer.toString(found.getFieldCount()));
    }
    TraceFile.checkRows(file, line, ++rows);
    return new TraceRow(file, line, found.getFields());
  }

  private @Nullable CsvRecord nextRecord() {
    try {
      if (!records.hasNext()) {
        return null;
      }
      CsvRecord found = records.next();
      line = found.getStartingLineNumber();
      return found;
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      throw TraceFile.broken(file, line + 1, cause == null ? new IOException(e) : cause);
    } catch (CsvParseException e) {
      throw TraceException.at(
          file,
          line + 1,
          "a CSV row of at most " + TraceFile.MAX_LINE_CHARS + " characters",
          String.valueOf(e.getMessage()));
    }
  }
}
