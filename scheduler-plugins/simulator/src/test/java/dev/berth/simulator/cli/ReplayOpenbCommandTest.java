package dev.berth.simulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayOpenbCommandTest {
  @TempDir Path folder;

  private Cli cli;

  @BeforeEach
  void writeInputs() {
    cli = new Cli(folder);
  }

  @Test
  void openb_writesPlacementsSummaryAndReport() throws IOException {
    Path summary = folder.resolve("summary.json");
    Path report = folder.resolve("report");

    int exitCode = cli.openb("--summary", summary.toString(), "--report", report.toString());

    assertThat(exitCode).as(cli.err()).isZero();
    // The second "two" finds both GPUs taken.
    assertThat(cli.placements).hasContent("seq,pod,node,gpus\n0,two,n0,0-1\n1,cpu,n0,\n2,two,,\n");
    assertThat(JSON.std.mapFrom(Files.readString(summary)))
        .containsEntry("alloc_pct", 100.0)
        .containsEntry("frag_pct", 0.0)
        .containsEntry("unplaced", 1)
        .containsKeys("decisions", "decision_p50_us", "decision_p99_us", "wall_s");
    assertThat(report.resolve("index.html")).content().contains("GPU sharing replay");
  }

  @Test
  void openb_unknownPolicy_listsKnown() {
    cli.assertRefused(
        cli.openb("--policy", "fgd,best"),
        "unknown policy 'best'; there are random, dotprod, gpuclustering, gpupacking, bestfit, fgd,"
            + " berth, berth-learned");
  }

  @Test
  void openb_severalPolicies_compareOnOnePage_withAFileEach() throws IOException {
    Path summary = folder.resolve("summary.json");
    Path report = folder.resolve("report");
    Path plots = folder.resolve("plots");

    int exitCode =
        cli.openb(
            "--policy",
            "fgd,random,fgd",
            "--summary",
            summary.toString(),
            "--report",
            report.toString(),
            "--plots",
            plots.toString());

    assertThat(exitCode).as(cli.err()).isZero();
    assertThat(folder.resolve("placements.fgd.csv"))
        .hasContent("seq,pod,node,gpus\n0,two,n0,0-1\n1,cpu,n0,\n2,two,,\n");
    assertThat(folder.resolve("placements.random.csv")).exists();
    assertThat(cli.placements).doesNotExist();
    assertThat(JSON.std.mapFrom(Files.readString(summary))).containsOnlyKeys("fgd", "random");
    assertThat(report.resolve("index.html")).content().contains("GPU sharing policies compared");
    assertThat(plots.resolve("gpu-allocated.svg")).content().contains("fgd", "random", "demand");
    assertThat(plots.resolve("gpu-fragmented.svg")).exists();
  }

  @Test
  void openb_unknownPod_leavesNothing() {
    cli.write("arrivals.csv", "seq,pod\n0,two\n1,nobody\n");

    cli.assertRefused(
        cli.openb(), "arrivals.csv, line 3: expected a pod of the pod list, found 'nobody'");
  }

  @Test
  void openb_missingRank_leavesNothing() {
    cli.write(
        "nodes.csv",
        """
        sn,cpu_milli,memory_mib,gpu,model
        n0,8000,100,2,T4
        n1,8000,100,2,T4
        """);

    cli.assertRefused(cli.openb(), "expected a rank for each of the 2 nodes, found none for 'n1'");
  }

  @Test
  void openb_duplicateNode_leavesNothing() {
    cli.write(
        "nodes.csv",
        """
        sn,cpu_milli,memory_mib,gpu,model
        n0,8000,100,2,T4
        n0,8000,100,2,T4
        """);

    cli.assertRefused(cli.openb(), "nodes.csv, line 3: expected each node once, found 'n0' again");
  }

  @Test
  void openb_outputOverInput_isRefused() {
    Path ranks = folder.resolve("ranks.csv");

    cli.assertRefused(cli.openb("--placements", ranks.toString()), "it is also an input");
    assertThat(ranks).hasContent("node,rank\nn0,0\n");
  }

  @Test
  void openb_badSeed_isRefused() {
    cli.assertRefused(cli.openb("--seed", "x"), "'x' is not a long");
  }
}
