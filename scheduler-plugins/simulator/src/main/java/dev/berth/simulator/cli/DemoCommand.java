package dev.berth.simulator.cli;

import dev.berth.simulator.demo.Demo;
import dev.berth.simulator.output.Outputs;
import dev.berth.simulator.report.HtmlReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description = "Schedules a generated day of mixed work and writes a report with plots.",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class)
final class DemoCommand implements Runnable {
  private static final int MOST_WORKERS = 100_000;
  private static final int MOST_JOBS = 5_000_000;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Workers to generate (default ${DEFAULT-VALUE}).")
  int workers = 1_000;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Jobs to generate (default 50 a worker, which fills the day).")
  @Nullable Integer jobs;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Another seed is another day (default ${DEFAULT-VALUE}).")
  long seed = 42;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where to write index.html (default ${DEFAULT-VALUE}).")
  Path report = Path.of("berth-report");

  @Override
  public void run() {
    range("--workers", workers, 1, MOST_WORKERS);
    int count = jobs == null ? Demo.Parameters.jobsFor(workers) : jobs;
    range("--jobs", count, 1, MOST_JOBS);
    PrintWriter out = spec.commandLine().getOut();
    try (Outputs outputs = new Outputs()) {
      Outputs.PendingFile page = outputs.fileIn(report, "index.html");
      Demo demo;
      try (ConsoleProgress progress = ConsoleProgress.orLines("a day of work", out)) {
        demo = Demo.run(new Demo.Parameters(workers, count, seed), progress);
      }
      page.write(writer -> HtmlReport.write(demo.report(), writer));
      outputs.commit();
      out.println();
      out.print(demo.table());
      out.println("report       " + report.resolve("index.html"));
      out.flush();
    }
  }

  private void range(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(), option + " must be from " + min + " to " + max + ", was " + value);
    }
  }
}
