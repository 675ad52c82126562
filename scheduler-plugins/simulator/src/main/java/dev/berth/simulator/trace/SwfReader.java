package dev.berth.simulator.trace;

import dev.berth.model.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads batch logs: raw Standard Workload Format ({@code .swf}, {@code .swf.gz}) and the normalised
 * form ({@code .csv}, {@code .csv.gz}) with the columns job, submit, run, estimate, procs and,
 * optionally, user.
 *
 * <p><b>Raw form:</b> {@value #COLUMNS} whitespace-separated columns, {@code ;} starts a comment. A
 * job is dropped if it has no submit time (2), no run time (4), or needs no processors or more than
 * the machine has. Processors are those allocated (5), else those requested (8); the estimate is
 * the requested time (9), the run time where missing, and never below it. Jobs are sorted by submit
 * time and number, and times moved so that the first submission is at 0.
 *
 * <p><b>Normalised form:</b> rows keep their order and times; only jobs larger than the machine are
 * dropped.
 *
 * <p><b>Both forms:</b> an estimate above {@link #LONGEST_LIMIT}, the engine's longest time limit,
 * is cut to it, and counted: archives hold a few that mean "none". A run time above it is an error.
 *
 * <p><b>Errors:</b> {@link TraceException}; a job number that comes twice is one. <b>Source:</b>
 * Chapin et al., "Benchmarks and Standards for the Evaluation of Parallel Job Schedulers", JSSPP
 * 1999.
 */
public final class SwfReader {

  /** The longest time limit of a job. */
  public static final Duration LONGEST_LIMIT = Limits.TIME_LIMIT;

  private static final int COLUMNS = 18;

  /** About 31 years: below it no sum of two times overflows virtual nanoseconds. */
  private static final long MAX_SECONDS = 1_000_000_000L;

  private static final long LONGEST_SECONDS = LONGEST_LIMIT.toSeconds();

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final Path file;
  private final int processors;
  private final List<SwfJob> jobs = new ArrayList<>();
  private final Map<Long, Long> lineOfJob = new HashMap<>();
  private int dropped;
  private int cut;

  private SwfReader(Path file, int processors) {
    this.file = file;
    this.processors = processors;
  }

  /** Reads the jobs that fit a machine of so many processors; at least one must. */
  public static SwfTrace read(Path file, int processors) {
    SwfTrace trace = new SwfReader(file, processors).read();
    if (trace.jobs().isEmpty()) {
      throw TraceException.of(
          file,
          "expected at least one job that fits "
              + processors
              + " processors, found none of "
              + trace.dropped());
    }
    return trace;
  }

  private SwfTrace read() {
    String name = file.toString();
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    if (plain.endsWith(".swf")) {
      return readRaw();
    }
    if (plain.endsWith(".csv")) {
      return readNormalised();
    }
    throw TraceException.of(file, "expected a name ending in .swf, .csv, .swf.gz or .csv.gz");
  }

  private SwfTrace readNormalised() {
    CsvTable.read(
        file,
        List.of("job", "submit", "run", "estimate", "procs"),
        (table, row) -> {
          long run = row.whole(table.index("run"), "run", 1, LONGEST_SECONDS);
          long estimate = row.whole(table.index("estimate"), "estimate", -1, Long.MAX_VALUE);
          int userColumn = table.index("user");
          add(
              row,
              row.whole(table.index("job"), "job", 0, Long.MAX_VALUE),
              row.whole(table.index("submit"), "submit", 0, MAX_SECONDS),
              run,
              estimate,
              row.whole(table.index("procs"), "procs", 1, Integer.MAX_VALUE),
              userColumn < 0 ? -1 : row.whole(userColumn, "user", -1, Long.MAX_VALUE));
        });
    return new SwfTrace(jobs, dropped, cut);
  }

  private SwfTrace readRaw() {
    try (BufferedReader reader = new BufferedReader(TraceFile.open(file))) {
      int rows = 0;
      long number = 0;
      for (String line = line(reader, 1); line != null; line = line(reader, number + 1)) {
        number++;
        String text = line.strip();
        if (text.isEmpty() || text.startsWith(";")) {
          continue;
        }
        TraceFile.checkRows(file, number, ++rows);
        List<String> fields = List.of(BLANKS.split(text));
        TraceRow row = new TraceRow(file, number, fields);
        if (fields.size() != COLUMNS) {
          throw row.bad(COLUMNS + " columns", Integer.toString(fields.size()));
        }
        addRaw(row);
      }
    } catch (IOException e) {
      throw TraceException.of(file, "cannot be closed: " + e.getMessage());
    }
    return rebased();
  }

  private void addRaw(TraceRow row) {
    long number = row.whole(0, "job number (column 1)", 0, Long.MAX_VALUE);
    long submit = row.whole(1, "submit time (column 2)", Long.MIN_VALUE, Long.MAX_VALUE);
    long run = row.whole(3, "run time (column 4)", Long.MIN_VALUE, LONGEST_SECONDS);
    long allocated = row.whole(4, "allocated processors (column 5)", -1, Integer.MAX_VALUE);
    long requested = row.whole(7, "requested processors (column 8)", -1, Integer.MAX_VALUE);
    long estimate = row.whole(8, "requested time (column 9)", Long.MIN_VALUE, Long.MAX_VALUE);
    long user = row.whole(11, "user (column 12)", Long.MIN_VALUE, Long.MAX_VALUE);
    long procs = allocated > 0 ? allocated : requested;
    add(row, number, submit, run, estimate, procs, user);
  }

  private void add(
      TraceRow row, long number, long submit, long run, long estimate, long procs, long user) {
    Long earlier = lineOfJob.putIfAbsent(number, row.line());
    if (earlier != null) {
      throw row.bad("each job once", "job " + number + " again (first in line " + earlier + ")");
    }
    if (submit < 0 || run <= 0 || procs < 1 || procs > processors) {
      dropped++;
      return;
    }
    cut += estimate > LONGEST_SECONDS ? 1 : 0;
    long limit = Math.min(Math.max(estimate, run), LONGEST_SECONDS);
    jobs.add(new SwfJob(number, submit, run, limit, (int) procs, user));
  }

  private SwfTrace rebased() {
    jobs.sort(Comparator.comparingLong(SwfJob::submit).thenComparingLong(SwfJob::number));
    long first = jobs.isEmpty() ? 0 : jobs.get(0).submit();
    List<SwfJob> rebased = new ArrayList<>(jobs.size());
    for (SwfJob job : jobs) {
      long submit = job.submit() - first;
      if (submit > MAX_SECONDS) {
        throw TraceException.of(
            file,
            "job "
                + job.number()
                + " is submitted "
                + submit
                + " s after the first; at most "
                + MAX_SECONDS
                + " s can be replayed");
      }
      rebased.add(
          new SwfJob(
              job.number(), submit, job.run(), job.estimate(), job.processors(), job.user()));
    }
    return new SwfTrace(rebased, dropped, cut);
  }

  private @Nullable String line(BufferedReader reader, long number) {
    StringBuilder line = new StringBuilder(128);
    try {
      int c = reader.read();
      if (c < 0) {
        return null;
      }
      for (; c >= 0 && c != '\n'; c = reader.read()) {
        if (line.length() == TraceFile.MAX_LINE_CHARS) {
          throw TraceException.at(
              file, number, "at most " + TraceFile.MAX_LINE_CHARS + " characters", "more");
        }
        line.append((char) c);
      }
    } catch (IOException e) {
      throw TraceFile.broken(file, number, e);
    }
    return line.toString();
  }
}
