package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.simulator.Gzip;
import dev.berth.simulator.TraceData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SwfReaderTest {
  private static final String HEADER = "job,submit,run,estimate,procs,user\n";

  @TempDir Path folder;

  // Columns: 1 job, 2 submit, 3 wait, 4 run, 5 allocated, 6, 7, 8 requested, 9 requested time,
  // 10, 11, 12 user, 13 to 18.
  private static String raw(
      long job, long submit, long run, long allocated, long requested, long time) {
    return job
        + " "
        + submit
        + " -1 "
        + run
        + " "
        + allocated
        + " -1 -1 "
        + requested
        + " "
        + time
        + " -1 1 7 -1 -1 -1 -1 -1 -1\n";
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void read_normalised_keepsRowsAndTimes() throws IOException {
    Path file = write("x.csv", HEADER + "9,50,10,20,4,1\n3,60,5,5,1,2\n");

    SwfTrace trace = SwfReader.read(file, 4);

    assertThat(trace.jobs())
        .containsExactly(new SwfJob(9, 50, 10, 20, 4, 1), new SwfJob(3, 60, 5, 5, 1, 2));
    assertThat(trace.dropped()).isZero();
  }

  @Test
  void read_normalisedWithoutUser_isUnknown() throws IOException {
    Path file = write("x.csv", "procs,job,submit,run,estimate\n2,1,0,10,20\n");

    assertThat(SwfReader.read(file, 4).jobs()).containsExactly(new SwfJob(1, 0, 10, 20, 2, -1));
  }

  @Test
  void read_gzip_isTheSame() throws IOException {
    String text = HEADER + "9,50,10,20,4,1\n";

    assertThat(SwfReader.read(write("x.csv.gz", Gzip.pack(text)), 4))
        .isEqualTo(SwfReader.read(write("x.csv", text), 4));
  }

  @Test
  void read_raw_sortsAndRebases() throws IOException {
    Path file =
        write(
            "x.swf",
            "; Version: 2\n\n  ; a comment\n"
                + raw(2, 130, 10, 4, 8, 60)
                + raw(1, 100, 30, 2, 2, 60)
                + raw(0, 130, 10, 1, 1, 60));

    assertThat(SwfReader.read(file, 8).jobs())
        .containsExactly(
            new SwfJob(1, 0, 30, 60, 2, 7),
            new SwfJob(0, 30, 10, 60, 1, 7),
            new SwfJob(2, 30, 10, 60, 4, 7));
  }

  @Test
  void read_raw_takesRequestedProcessorsWhereNoneWereAllocated() throws IOException {
    Path file = write("x.swf", raw(1, 0, 30, -1, 3, 60));

    assertThat(SwfReader.read(file, 8).jobs().get(0).processors()).isEqualTo(3);
  }

  @Test
  void read_raw_estimateIsAtLeastTheRunTime() throws IOException {
    Path file = write("x.swf", raw(1, 0, 30, 1, 1, -1) + raw(2, 0, 30, 1, 1, 20));

    assertThat(SwfReader.read(file, 8).jobs())
        .extracting(SwfJob::estimate)
        .containsExactly(30L, 30L);
  }

  @Test
  void read_raw_dropsWhatCannotRun() throws IOException {
    Path file =
        write(
            "x.swf",
            raw(1, -1, 30, 1, 1, 60)
                + raw(2, 0, 0, 1, 1, 60)
                + raw(3, 0, -1, 1, 1, 60)
                + raw(4, 0, 30, -1, -1, 60)
                + raw(5, 0, 30, 9, 9, 60)
                + raw(6, 5, 30, 8, 8, 60));

    SwfTrace trace = SwfReader.read(file, 8);

    assertThat(trace.jobs()).containsExactly(new SwfJob(6, 0, 30, 60, 8, 7));
    assertThat(trace.dropped()).isEqualTo(5);
  }

  @Test
  void read_estimateAboveTheLongestLimit_isCutAndCounted() throws IOException {
    long longest = SwfReader.LONGEST_LIMIT.toSeconds();
    Path rows =
        write(
            "x.csv",
            HEADER
                + ("1,0,10," + longest + ",4,1\n")
                + ("2,0,10," + (longest + 1) + ",4,1\n")
                + ("3,0,10," + Long.MAX_VALUE + ",9,1\n"));
    Path raw = write("x.swf", raw(1, 0, 30, 1, 1, 738_738_720) + raw(2, 0, 30, 1, 1, 60));

    SwfTrace trace = SwfReader.read(rows, 8);
    SwfTrace rawTrace = SwfReader.read(raw, 8);

    assertThat(trace.jobs()).extracting(SwfJob::estimate).containsExactly(longest, longest);
    assertThat(trace.cut()).as("but not those dropped").isOne();
    assertThat(rawTrace.jobs()).extracting(SwfJob::estimate).containsExactly(longest, 60L);
    assertThat(rawTrace.cut()).isOne();
  }

  @Test
  void read_recordedJobs_arePlausible() {
    SwfTrace trace = SwfReader.read(TraceData.file("swf/kth_full.jobs.csv"), 100);

    assertThat(trace.jobs()).hasSize(27_992);
    assertThat(trace.dropped()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,0,x,20,4,1   | line 2: expected a whole number for run, found 'x'",
        "1,0,1.5,20,4,1 | line 2: expected a whole number for run, found '1.5'",
        "1,0,,20,4,1    | line 2: expected a value for run, found an empty field",
        "1,0,0,20,4,1   | line 2: expected run from 1 to 315619200, found 0",
        "1,0,315619201,20,4,1 | line 2: expected run from 1 to 315619200, found 315619201",
        "1,-5,10,20,4,1 | line 2: expected submit from 0 to 1000000000, found -5",
        "1,0,10,20,0,1  | line 2: expected procs from 1 to 2147483647, found 0",
        "1,0,99999999999999999999,20,4,1 | expected a whole number for run, found '99999999999999999999'",
        "1,0,10,20,4    | line 2: expected 6 columns (job,submit,run,estimate,procs,user), found 5",
        "1,0,10,20,4,1,9 | line 2: expected 6 columns (job,submit,run,estimate,procs,user), found 7",
        "1,0,10,20,\"4,1 | expected a CSV row",
      })
  void read_badRow_namesLineAndExpectation(String row, String message) throws IOException {
    Path file = write("bad.csv", HEADER + row + "\n");

    assertThatThrownBy(() -> SwfReader.read(file, 8))
        .isInstanceOf(TraceException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void read_jobTwice_namesBothLines() throws IOException {
    Path file = write("x.csv", HEADER + "1,0,10,20,4,1\n2,0,10,20,4,1\n1,0,10,20,4,1\n");

    assertThatThrownBy(() -> SwfReader.read(file, 8))
        .hasMessageContaining(
            "line 4: expected each job once, found job 1 again (first in line 2)");
  }

  @Test
  void read_wrongHeader_listsColumns() throws IOException {
    Path file = write("x.csv", "job,start\n1,2\n");

    assertThatThrownBy(() -> SwfReader.read(file, 8))
        .hasMessageContaining(
            "line 1: expected a header with job,submit,run,estimate,procs, found 'job,start'");
  }

  @Test
  void read_emptyFile_expectsHeader() throws IOException {
    Path file = write("x.csv", "");

    assertThatThrownBy(() -> SwfReader.read(file, 8)).hasMessageContaining("the end of the file");
  }

  @Test
  void read_headerOnly_expectsRow() throws IOException {
    Path file = write("x.csv", HEADER);

    assertThatThrownBy(() -> SwfReader.read(file, 8))
        .hasMessageContaining("line 2: expected at least one row");
  }

  @Test
  void read_noJobFits_saysSo() throws IOException {
    Path file = write("x.csv", HEADER + "1,0,10,20,4,1\n");

    assertThatThrownBy(() -> SwfReader.read(file, 3))
        .hasMessageContaining("expected at least one job that fits 3 processors, found none of 1");
  }

  @Test
  void read_rawWithFewColumns_namesLine() throws IOException {
    Path file = write("x.swf", "; comment\n" + raw(1, 0, 30, 1, 1, 60) + "2 0 -1 30\n");

    assertThatThrownBy(() -> SwfReader.read(file, 8))
        .hasMessage(file + ", line 3: expected 18 columns, found 4");
  }

  @Test
  void read_rawWithText_namesColumn() throws IOException {
    Path file = write("x.swf", raw(1, 0, 30, 1, 1, 60).replace("-1 30", "-1 thirty"));

    assertThatThrownBy(() -> SwfReader.read(file, 8))
        .hasMessageContaining("line 1: expected a whole number for run time (column 4)");
  }

  @Test
  void read_truncatedGzip_namesLine() throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < 20_000; i++) {
      text.append(i).append(",").append(i * 7919L % 100_003).append(",10,20,4,1\n");
    }
    byte[] packed = Gzip.pack(text.toString());
    Path file = write("x.csv.gz", Arrays.copyOf(packed, packed.length / 2));

    assertThatThrownBy(() -> SwfReader.read(file, 8))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("expected more gzip data, found the end of the file")
        .hasMessageMatching(".*line \\d{3,}: .*");
  }

  @Test
  void read_truncatedRawGzip_namesLine() throws IOException {
    byte[] packed = Gzip.pack(raw(1, 0, 30, 1, 1, 60).repeat(20));
    Path file = write("x.swf.gz", Arrays.copyOf(packed, packed.length - 9));

    assertThatThrownBy(() -> SwfReader.read(file, 8))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("x.swf.gz, line ");
  }

  @Test
  void read_noGzip_saysSo() throws IOException {
    Path file = write("x.csv.gz", HEADER);

    assertThatThrownBy(() -> SwfReader.read(file, 8))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("expected gzip data");
  }

  @Test
  void read_endlessLine_isRefused() throws IOException {
    Path raw = write("x.swf", "1 ".repeat(TraceFile.MAX_LINE_CHARS));
    Path csv = write("x.csv", HEADER + "1".repeat(2 * TraceFile.MAX_LINE_CHARS));

    assertThatThrownBy(() -> SwfReader.read(raw, 8))
        .hasMessageContaining("line 1: expected at most 65536 characters");
    assertThatThrownBy(() -> SwfReader.read(csv, 8))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("line 2: expected a CSV row of at most 65536 characters");
  }

  @Test
  void read_missingFile_saysSo() {
    Path file = folder.resolve("none.csv");

    assertThatThrownBy(() -> SwfReader.read(file, 8)).hasMessage(file + ": no such file");
  }

  @Test
  void read_folder_saysSo() throws IOException {
    Path file = Files.createDirectory(folder.resolve("folder.csv"));

    assertThatThrownBy(() -> SwfReader.read(file, 8)).hasMessageContaining("is a directory");
  }

  @Test
  void read_unknownEnding_listsKnown() throws IOException {
    Path file = write("x.txt", HEADER);

    assertThatThrownBy(() -> SwfReader.read(file, 8))
        .hasMessageContaining("expected a name ending in .swf, .csv, .swf.gz or .csv.gz");
  }

  @Test
  void read_farApart_isRefused() throws IOException {
    Path file = write("x.swf", raw(1, 0, 30, 1, 1, 60) + raw(2, 2_000_000_000L, 30, 1, 1, 60));

    assertThatThrownBy(() -> SwfReader.read(file, 8))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("job 2 is submitted 2000000000 s after the first");
  }
}
