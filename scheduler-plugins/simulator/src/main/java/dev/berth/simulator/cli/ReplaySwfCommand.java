package dev.berth.simulator.cli;

import dev.berth.simulator.output.Outputs;
import dev.berth.simulator.replay.BatchPolicy;
import dev.berth.simulator.replay.SwfComparison;
import dev.berth.simulator.replay.SwfMetrics;
import dev.berth.simulator.replay.SwfReport;
import dev.berth.simulator.replay.SwfRun;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
          + " by submit time and job number, which is the order of a well-formed log.",
      "With several policies the report compares them on one page, the summary has an entry for"
          + " each, and the start times go to a file each: OUT.easy.csv for OUT.csv."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class)
final class ReplaySwfCommand implements Runnable {
  private static final String LONGEST = Figures.count(SwfReader.LONGEST_LIMIT.toDays()) + " days";

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
      paramLabel = "POLICY[,POLICY...]",
      converter = BatchPolicies.Converter.class,
      description = {
        "fcfs: first come, first served;",
        "easy: others may pass the first unless they delay it;",
        "easyperfect: the same with run times known;",
        "conservative: others may pass unless they delay anybody;",
        "fairshare: the user who had least lately goes first;",
        "multifactor: by a weighted sum of factors, as Slurm does;",
        "berth: short jobs first, nobody forgotten;",
        "all: each of them."
      })
  BatchPolicies policies = new BatchPolicies(List.of(BatchPolicy.FCFS));

  @Option(
      names = "--starts",
      required = true,
      paramLabel = "OUT.csv",
      description = "Where to write the start times, in seconds.")
  Path starts = Path.of("");

  @Mixin ReplayOptions options = new ReplayOptions();

  @Override
  public void run() {
    if (processors < 1) {
      throw new ParameterException(
          spec.commandLine(), "--processors must be 1 or more, was " + processors);
    }
    try (Outputs outputs = new Outputs()) {
      outputs.protect(jobs);
      SwfTrace trace = SwfReader.read(jobs, processors);
      List<Outputs.PendingFile> rows = new ArrayList<>();
      for (BatchPolicy policy : policies.list()) {
        rows.add(outputs.file(startsOf(policy)));
      }
      ReplayOptions.Places places = options.prepare(outputs);
      List<SwfRun> runs = new ArrayList<>();
      Map<String, Map<String, Object>> summaries = new LinkedHashMap<>();
      for (int i = 0; i < rows.size(); i++) {
        BatchPolicy policy = policies.list().get(i);
        long began = Ticker.system().nanos();
        SwfRun run = replay(trace, policy);
        runs.add(run);
        rows.get(i).write(out -> writeRows(trace.jobs(), run.outcome().starts(), out));
        Map<String, Object> summary = summary(trace, run);
        ReplayOptions.add(summary, run.outcome().decisions(), Ticker.system().nanos() - began);
        summaries.put(policy.id(), summary);
      }
      places.write(
          single() ? summaries.values().iterator().next() : new LinkedHashMap<>(summaries),
          () -> report(trace, runs));
      outputs.commit();
      tell(trace, runs);
    }
  }

  private boolean single() {
    return policies.list().size() == 1;
  }

  private Path startsOf(BatchPolicy policy) {
    return single() ? starts : ReplayOptions.named(starts, policy.id());
  }

  private SwfRun replay(SwfTrace trace, BatchPolicy policy) {
    String task = single() ? "replay" : "replay " + policy.id();
    try (ConsoleProgress progress = ConsoleProgress.onTerminalOnly(task)) {
      return SwfRun.of(trace.jobs(), processors, policy, progress);
    }
  }

  private static void writeRows(List<SwfJob> jobs, long[] starts, Writer out) throws IOException {
    out.write("job,start\n");
    for (int i = 0; i < starts.length; i++) {
      out.write(jobs.get(i).number() + "," + starts[i] + "\n");
    }
  }

  private Map<String, Object> summary(SwfTrace trace, SwfRun run) {
    SwfMetrics metrics = run.metrics();
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("policy", run.policy().id());
    summary.put("processors", processors);
    summary.put("jobs", trace.jobs().size());
    summary.put("dropped", trace.dropped());
    summary.put("limits_cut", trace.cut());
    summary.put("mean_wait_s", metrics.meanWait());
    summary.put("mean_bounded_slowdown_tau10", metrics.meanBoundedSlowdown());
    summary.put("utilization", metrics.utilization());
    summary.put("makespan_s", metrics.makespan());
    summary.put("max_wait_s", metrics.maxWait());
    summary.put("max_queue", metrics.maxQueue());
    summary.put("users", run.fairness().users());
    summary.put("jain_index", run.fairness().jain());
    summary.put("worst_user", run.fairness().worstUser());
    summary.put("worst_user_mean_bounded_slowdown", run.fairness().worstSlowdown());
    return summary;
  }

  private Report report(SwfTrace trace, List<SwfRun> runs) {
    return single()
        ? SwfReport.of(trace.jobs(), runs.get(0), processors, parameters(trace))
        : SwfComparison.of(trace.jobs(), runs, processors, parameters(trace));
  }

  private List<Report.Parameter> parameters(SwfTrace trace) {
    return List.of(
        new Report.Parameter(
            "Command",
            "berth-simulator replay swf --jobs "
                + jobs.getFileName()
                + " --processors "
                + processors
                + " --policy "
                + policies.ids()
                + " --starts OUT.csv"),
        new Report.Parameter("Jobs dropped", Figures.count(trace.dropped())),
        new Report.Parameter("Time limits cut to " + LONGEST, Figures.count(trace.cut())));
  }

  private void tell(SwfTrace trace, List<SwfRun> runs) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        Figures.count(trace.jobs().size())
            + " jobs replayed, "
            + Figures.count(trace.dropped())
            + " dropped"
            + (trace.cut() == 0
                ? ""
                : ", " + Figures.count(trace.cut()) + " time limits cut to " + LONGEST));
    for (SwfRun run : runs) {
      SwfMetrics metrics = run.metrics();
      out.println(
          run.policy().id()
              + ": mean wait "
              + Figures.decimal(metrics.meanWait(), 1)
              + " s, mean bounded slowdown "
              + Figures.decimal(metrics.meanBoundedSlowdown(), 2)
              + ", longest wait "
              + Figures.count(metrics.maxWait())
              + " s, utilization "
              + Figures.decimal(100 * metrics.utilization(), 2)
              + " %");
    }
    out.flush();
  }
}
