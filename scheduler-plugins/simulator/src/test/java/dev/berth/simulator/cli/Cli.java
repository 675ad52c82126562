package dev.berth.simulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A folder with small inputs, and commands run on them within this process. */
final class Cli {
  static final String JOBS =
      """
      job,submit,run,estimate,procs,user
      5,0,10,20,2,1
      9,4,7,7,1,1
      """;

  final Path folder;
  final Path jobs;
  final Path starts;
  final Path placements;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  Cli(Path folder) {
    this.folder = folder;
    this.jobs = write("jobs.csv", JOBS);
    this.starts = folder.resolve("starts.csv");
    this.placements = folder.resolve("placements.csv");
    write("nodes.csv", "sn,cpu_milli,memory_mib,gpu,model\nn0,8000,100,2,T4\n");
    write(
        "pods.csv",
        """
        name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec
        cpu,1000,1,0,0,
        two,1000,1,2,1000,T4
        """);
    write("arrivals.csv", "seq,pod\n0,two\n1,cpu\n2,two\n");
    write("ranks.csv", "node,rank\nn0,0\n");
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commandLine = CommandLineFactory.create();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(args);
  }

  /** Replays the batch log; options given in pairs replace or join those that are there. */
  int swf(String... more) {
    return run(
        with(
            List.of(
                "replay",
                "swf",
                "--jobs",
                jobs.toString(),
                "--processors",
                "2",
                "--policy",
                "fcfs",
                "--starts",
                starts.toString()),
            more));
  }

  /** Replays the openb run; options given in pairs replace or join those that are there. */
  int openb(String... more) {
    List<String> args = new ArrayList<>(List.of("replay", "openb"));
    for (String name : List.of("nodes", "pods", "arrivals", "ranks")) {
      args.addAll(List.of("--" + name, folder.resolve(name + ".csv").toString()));
    }
    args.addAll(List.of("--policy", "bestfit", "--placements", placements.toString()));
    return run(with(args, more));
  }

  private static String[] with(List<String> args, String... more) {
    List<String> all = new ArrayList<>(args);
    for (int i = 0; i < more.length; i += 2) {
      int at = all.indexOf(more[i]);
      if (at >= 0) {
        all.set(at + 1, more[i + 1]);
      } else {
        all.addAll(Arrays.asList(more).subList(i, i + 2));
      }
    }
    return all.toArray(String[]::new);
  }

  /** The last command was refused with one clear line, no stack trace, and nothing left behind. */
  void assertRefused(int exitCode, String message) {
    assertThat(exitCode).as(err()).isEqualTo(CommandLine.ExitCode.USAGE);
    String first = err().lines().findFirst().orElse("");
    assertThat(first).startsWith("berth-simulator: ").contains(message);
    assertThat(err()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(err().lines().skip(1)).allMatch(line -> line.startsWith("Try '"));
    assertThat(starts).doesNotExist();
    assertThat(placements).doesNotExist();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
