package dev.berth.simulator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoCommandTest {
  @TempDir Path folder;

  private Cli cli;

  @BeforeEach
  void writeInputs() {
    cli = new Cli(folder);
  }

  @Test
  void demo_smallDay_printsTableAndWritesReport() {
    Path report = folder.resolve("day");

    int exitCode =
        cli.run("demo", "--workers", "20", "--jobs", "300", "--report", report.toString());

    assertThat(exitCode).as(cli.err()).isZero();
    assertThat(cli.out())
        .contains("a day of work: 100 %", "jobs placed on 20 workers", "CRITICAL", "p99")
        .contains("utilization", "cpu", "memory", "gpu", "storage", "fragmented", "decision");
    assertThat(report.resolve("index.html")).content().contains("A day on 20 workers");
  }

  @Test
  void demo_badNumbers_areRefused() {
    cli.assertRefused(
        cli.run("demo", "--workers", "0"), "--workers must be from 1 to 100000, was 0");
    cli.assertRefused(
        cli.run("demo", "--jobs", "99999999"), "--jobs must be from 1 to 5000000, was 99999999");
    cli.assertRefused(cli.run("demo", "--seed", "one"), "'one' is not a long");
  }

  @Test
  void demo_reportInTheWay_isRefused() {
    Path file = cli.write("file", "x");

    cli.assertRefused(cli.run("demo", "--report", file.toString()), "cannot write " + file);
  }

  @Test
  void command_unknownOrMissing_listsKnown() {
    cli.assertRefused(cli.run("replai"), "'replai'");
    cli.assertRefused(cli.run("replay"), "expected a command: swf, openb");
    cli.assertRefused(cli.run(), "expected a command: replay, demo");
  }

  @Test
  void helpAndVersion_areTold() {
    assertThat(cli.run("--help")).isZero();
    assertThat(cli.out()).contains("replay", "demo");
    assertThat(cli.run("--version")).isZero();
    assertThat(cli.out()).startsWith("berth-simulator ");
    assertThat(cli.run("replay", "openb", "--help")).isZero();
    assertThat(cli.out()).contains("--ranks", "fgd: fragmentation gradient descent");
  }

  @Test
  void help_ofEveryCommand_isFormattedWithoutComplaint() {
    PrintStream before = System.err;
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    System.setErr(new PrintStream(complaints, true, UTF_8));
    try {
      cli.run("replay", "openb", "--help");
      cli.run("replay", "swf", "--help");
      cli.run("demo", "--help");
    } finally {
      System.setErr(before);
    }
    assertThat(complaints.toString(UTF_8)).isEmpty();
  }
}
