package dev.berth.simulator.cli;

import dev.berth.model.Placement;
import dev.berth.simulator.openb.OpenbCurve;
import dev.berth.simulator.openb.OpenbPolicy;
import dev.berth.simulator.openb.OpenbReplay;
import dev.berth.simulator.openb.OpenbReport;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
          + " several GPU indexes are joined by '-'."
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
      paramLabel = "POLICY",
      converter = PolicyConverter.class,
      description = "bestfit, dotprod or random.")
  OpenbPolicy policy = OpenbPolicy.BESTFIT;

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

  /** Names the policies there are when one is asked for that is not. */
  static final class PolicyConverter extends NamedConverter<OpenbPolicy> {
    PolicyConverter() {
      super("policy", OpenbPolicy.values());
    }
  }

  @Override
  public void run() {
    long began = Ticker.system().nanos();
    try (Outputs outputs = new Outputs()) {
      List.of(nodes, pods, arrivals, ranks).forEach(outputs::protect);
      OpenbTrace trace = OpenbReader.read(nodes, pods, arrivals, ranks);
      Outputs.PendingFile rows = outputs.file(placements);
      ReplayOptions.Places places = options.prepare(outputs);
      OpenbReplay.Outcome outcome;
      try (ConsoleProgress progress = ConsoleProgress.onTerminalOnly("replay")) {
        outcome = OpenbReplay.run(trace, policy, seed, progress);
      }
      rows.write(out -> writeRows(trace, outcome, out));
      Map<String, Object> summary = summary(trace, outcome);
      ReplayOptions.add(summary, outcome.decisions(), Ticker.system().nanos() - began);
      places.write(summary, () -> OpenbReport.of(trace, policy, outcome, parameters()));
      outputs.commit();
      tell(outcome);
    }
  }

  private static void writeRows(OpenbTrace trace, OpenbReplay.Outcome outcome, Writer out)
      throws IOException {
    out.write("seq,pod,node,gpus\n");
    for (int seq = 0; seq < outcome.placements().size(); seq++) {
      Placement placement = outcome.placements().get(seq);
      out.write(seq + "," + trace.arrivals().get(seq).name() + ",");
      if (placement != null) {
        out.write(placement.workerId() + ",");
        out.write(placement.gpus().stream().map(String::valueOf).collect(Collectors.joining("-")));
      } else {
        out.write(",");
      }
      out.write("\n");
    }
  }

  private Map<String, Object> summary(OpenbTrace trace, OpenbReplay.Outcome outcome) {
    OpenbCurve curve = outcome.curve();
    int last = curve.size() - 1;
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("policy", policy.name().toLowerCase(Locale.ROOT));
    summary.put("seed", seed);
    summary.put("nodes", trace.nodesByRank().size());
    summary.put("arrivals", curve.size());
    summary.put("alloc_pct", curve.allocatedPercent(last));
    summary.put("frag_pct", curve.fragmentedPercent(last));
    summary.put("unplaced", outcome.unplaced());
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
                + policy.name().toLowerCase(Locale.ROOT)
                + " --placements OUT.csv"),
        new Report.Parameter("Seed", Long.toString(seed)));
  }

  private void tell(OpenbReplay.Outcome outcome) {
    OpenbCurve curve = outcome.curve();
    int last = curve.size() - 1;
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        Figures.count(curve.size())
            + " arrivals replayed: "
            + Figures.decimal(curve.allocatedPercent(last), 2)
            + " % of GPU allocated, "
            + Figures.decimal(curve.fragmentedPercent(last), 2)
            + " % fragmented, "
            + Figures.count(outcome.unplaced())
            + " not placed");
    out.flush();
  }
}
