package dev.berth.simulator.cli;

import dev.berth.simulator.output.Outputs;
import dev.berth.simulator.replay.SwfMetrics;
import dev.berth.simulator.replay.SwfReplay;
import dev.berth.simulator.replay.SwfReport;
import dev.berth.simulator.report.Figures;
import dev.berth.simulator.report.Report;
import dev.berth.simulator.trace.SwfJob;
import dev.berth.simulator.trace.SwfReader;
import dev.berth.simulator.trace.SwfTrace;
import dev.berth.time.Ticker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "swf",
    description = {
      "Replays a batch log (.swf, .swf.gz, or its normalised form .csv, .csv.gz).",
      "Writes one row job,start a job, in input order: for .csv the order of its rows, for .swf"
          + " by submit time and job number, which is the order of a well-formed log."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class)
final class ReplaySwfCommand implements Runnable {
  /** The batch policies that can be replayed. */
  enum Policy {
    /** First come, first served. */
    FCFS
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--jobs", required = true, paramLabel = "FILE", description = "The batch log.")
  Path jobs = Path.of("");

  @Option(
      names = "--processors",
      required = true,
      paramLabel = "N",
      description = "Processors of the machine; larger jobs are dropped.")
  int processors;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "POLICY",
      converter = PolicyConverter.class,
      description = "fcfs: first come, first served.")
  Policy policy = Policy.FCFS;

  @Option(
      names = "--starts",
      required = true,
      paramLabel = "OUT.csv",
      description = "Where to write the start times, in seconds.")
  Path starts = Path.of("");

  @Mixin ReplayOptions options = new ReplayOptions();

  /** Names the policies there are when one is asked for that is not. */
  static final class PolicyConverter extends NamedConverter<Policy> {
    PolicyConverter() {
      super("policy", Policy.values());
    }
  }

  @Override
  public void run() {
    if (processors < 1) {
      throw new ParameterException(
          spec.commandLine(), "--processors must be 1 or more, was " + processors);
    }
    long began = Ticker.system().nanos();
    try (Outputs outputs = new Outputs()) {
      outputs.protect(jobs);
      SwfTrace trace = SwfReader.read(jobs, processors);
      Outputs.PendingFile rows = outputs.file(starts);
      ReplayOptions.Places places = options.prepare(outputs);
      SwfReplay.Outcome outcome;
      try (ConsoleProgress progress = ConsoleProgress.onTerminalOnly("replay")) {
        outcome = SwfReplay.run(trace.jobs(), processors, progress);
      }
      SwfMetrics metrics = SwfMetrics.of(trace.jobs(), outcome.starts(), processors);
      rows.write(out -> writeRows(trace.jobs(), outcome.starts(), out));
      Map<String, Object> summary = summary(trace, metrics);
      ReplayOptions.add(summary, outcome.decisions(), Ticker.system().nanos() - began);
      places.write(
          summary,
          () -> SwfReport.of(trace.jobs(), outcome, metrics, processors, parameters(trace)));
      outputs.commit();
      tell(trace, metrics);
    }
  }

  private static void writeRows(List<SwfJob> jobs, long[] starts, Writer out) throws IOException {
    out.write("job,start\n");
    for (int i = 0; i < starts.length; i++) {
      out.write(jobs.get(i).number() + "," + starts[i] + "\n");
    }
  }

  private Map<String, Object> summary(SwfTrace trace, SwfMetrics metrics) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("policy", policy.name().toLowerCase(Locale.ROOT));
    summary.put("processors", processors);
    summary.put("jobs", trace.jobs().size());
    summary.put("dropped", trace.dropped());
    summary.put("mean_wait_s", metrics.meanWait());
    summary.put("mean_bounded_slowdown_tau10", metrics.meanBoundedSlowdown());
    summary.put("utilization", metrics.utilization());
    summary.put("makespan_s", metrics.makespan());
    summary.put("max_wait_s", metrics.maxWait());
    summary.put("max_queue", metrics.maxQueue());
    return summary;
  }

  private List<Report.Parameter> parameters(SwfTrace trace) {
    return List.of(
        new Report.Parameter(
            "Command",
            "berth-simulator replay swf --jobs "
                + jobs.getFileName()
                + " --processors "
                + processors
                + " --policy fcfs --starts OUT.csv"),
        new Report.Parameter("Jobs dropped", Figures.count(trace.dropped())));
  }

  private void tell(SwfTrace trace, SwfMetrics metrics) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        Figures.count(trace.jobs().size())
            + " jobs replayed, "
            + Figures.count(trace.dropped())
            + " dropped: mean wait "
            + Figures.decimal(metrics.meanWait(), 1)
            + " s, utilization "
            + Figures.decimal(100 * metrics.utilization(), 2)
            + " %, makespan "
            + Figures.count(metrics.makespan())
            + " s");
    out.flush();
  }
}
