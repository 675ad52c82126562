package dev.berth.simulator.cli;

import dev.berth.model.Placement;
import dev.berth.simulator.openb.OpenbPolicy;
import dev.berth.simulator.openb.OpenbReport;
import dev.berth.simulator.openb.OpenbRun;
import dev.berth.simulator.output.Outputs;
import dev.berth.simulator.report.Figures;
import dev.berth.simulator.report.Report;
import dev.berth.simulator.trace.OpenbReader;
import dev.berth.simulator.trace.OpenbTrace;
import dev.berth.time.Ticker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "openb",
    description = {
      "Replays a run of the openb GPU-sharing trace (.csv, .csv.gz).",
      "Writes one row seq,pod,node,gpus an arrival; the node is empty if the pod was not placed,"
          + " several GPU indexes are joined by '-'.",
      "With several policies the report compares them on one page, the summary has an entry for"
          + " each, and the placements go to a file each: OUT.fgd.csv for OUT.csv."
    },
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class)
final class ReplayOpenbCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--nodes", required = true, paramLabel = "FILE", description = "The node list.")
  Path nodes = Path.of("");

  @Option(names = "--pods", required = true, paramLabel = "FILE", description = "The pod list.")
  Path pods = Path.of("");

  @Option(
      names = "--arrivals",
      required = true,
      paramLabel = "FILE",
      description = "Columns seq,pod: the pods in order of arrival.")
  Path arrivals = Path.of("");

  @Option(
      names = "--ranks",
      required = true,
      paramLabel = "FILE",
      description = "Columns node,rank: of equally good nodes the lowest rank wins.")
  Path ranks = Path.of("");

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "POLICY[,POLICY...]",
      converter = OpenbPolicies.Converter.class,
      description = {
        "random: any node;",
        "dotprod: least dot product of what is free and asked;",
        "gpuclustering: jobs of one size together;",
        "gpupacking: used GPUs before idle ones;",
        "bestfit: least left over;",
        "fgd: fragmentation gradient descent;",
        "berth: least worth lost by what pods usually ask for;",
        "berth-learned: the same, learned from what arrives;",
        "berth-window:N: berth, of N pods that wait (64);",
        "berth-migrate:P: berth, P %% of the pods moved when one does not fit (1);",
        "all: each of those without a number."
      })
  OpenbPolicies policies = new OpenbPolicies(List.of(OpenbPolicy.BESTFIT));

  @Option(
      names = "--placements",
      required = true,
      paramLabel = "OUT.csv",
      description = "Where to write the placements.")
  Path placements = Path.of("");

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of the policy random (default ${DEFAULT-VALUE}).")
  long seed = 42;

  @Mixin ReplayOptions options = new ReplayOptions();

  @Override
  public void run() {
    try (Outputs outputs = new Outputs()) {
      List.of(nodes, pods, arrivals, ranks).forEach(outputs::protect);
      OpenbTrace trace = OpenbReader.read(nodes, pods, arrivals, ranks);
      List<Outputs.PendingFile> rows = new ArrayList<>();
      for (OpenbPolicy policy : policies.list()) {
        rows.add(outputs.file(placementsOf(policy)));
      }
      ReplayOptions.Places places = options.prepare(outputs);
      List<OpenbRun> runs = new ArrayList<>();
      Map<String, Map<String, Object>> summaries = new LinkedHashMap<>();
      for (int i = 0; i < rows.size(); i++) {
        OpenbPolicy policy = policies.list().get(i);
        long began = Ticker.system().nanos();
        OpenbRun run = replay(trace, policy);
        runs.add(run);
        rows.get(i).write(out -> writeRows(run, out));
        Map<String, Object> summary = summary(run);
        ReplayOptions.add(summary, run.outcome().decisions(), Ticker.system().nanos() - began);
        summaries.put(policy.id(), summary);
      }
      places.write(
          single() ? summaries.values().iterator().next() : new LinkedHashMap<>(summaries),
          () -> OpenbReport.of(runs, parameters()));
      outputs.commit();
      tell(runs);
    }
  }

  private boolean single() {
    return policies.list().size() == 1;
  }

  private Path placementsOf(OpenbPolicy policy) {
    return single() ? placements : ReplayOptions.named(placements, policy.id().replace(':', '-'));
  }

  private OpenbRun replay(OpenbTrace trace, OpenbPolicy policy) {
    String task = single() ? "replay" : "replay " + policy.id();
    try (ConsoleProgress progress = ConsoleProgress.onTerminalOnly(task)) {
      return OpenbRun.of(trace, policy, seed, progress);
    }
  }

  private static void writeRows(OpenbRun run, Writer out) throws IOException {
    out.write("seq,pod,node,gpus\n");
    for (int seq = 0; seq < run.outcome().placements().size(); seq++) {
      Placement placement = run.outcome().placements().get(seq);
      out.write(seq + "," + run.trace().arrivals().get(seq).name() + ",");
      if (placement != null) {
        out.write(placement.workerId() + ",");
        out.write(placement.gpus().stream().map(String::valueOf).collect(Collectors.joining("-")));
      } else {
        out.write(",");
      }
      out.write("\n");
    }
  }

  private Map<String, Object> summary(OpenbRun run) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("policy", run.policy().id());
    summary.put("seed", seed);
    summary.put("nodes", run.trace().nodesByRank().size());
    summary.put("arrivals", run.outcome().curve().size());
    summary.put("alloc_pct", run.allocatedPercent());
    double published = run.publishedPercent();
    if (!Double.isNaN(published)) {
      summary.put("alloc_pct_bucket130", published);
    }
    summary.put("frag_pct", run.fragmentedPercent());
    summary.put("unplaced", run.outcome().unplaced());
    Map<String, Object> bySize = new LinkedHashMap<>();
    run.bySize().forEach((size, count) -> bySize.put(size, count.dropped()));
    summary.put("unplaced_by_gpus", bySize);
    return summary;
  }

  private List<Report.Parameter> parameters() {
    return List.of(
        new Report.Parameter(
            "Command",
            "berth-simulator replay openb --nodes "
                + nodes.getFileName()
                + " --pods "
                + pods.getFileName()
                + " --arrivals "
                + arrivals.getFileName()
                + " --ranks "
                + ranks.getFileName()
                + " --policy "
                + policies.ids()
                + " --placements OUT.csv"),
        new Report.Parameter("Seed", Long.toString(seed)));
  }

  private void tell(List<OpenbRun> runs) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(Figures.count(runs.get(0).outcome().curve().size()) + " arrivals replayed");
    for (OpenbRun run : runs) {
      out.println(
          run.policy().id()
              + ": "
              + Figures.decimal(run.allocatedPercent(), 2)
              + " % of GPU allocated, "
              + Figures.decimal(run.fragmentedPercent(), 2)
              + " % fragmented, "
              + Figures.count(run.outcome().unplaced())
              + " not placed");
    }
    out.flush();
  }
}
