package dev.berth.simulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.berth.simulator.replay.BatchPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplaySwfCommandTest {
  @TempDir Path folder;

  private Cli cli;

  @BeforeEach
  void writeInputs() {
    cli = new Cli(folder);
  }

  @Test
  void swf_writesStartsAndSummary() throws IOException {
    Path summary = folder.resolve("summary.json");

    assertThat(cli.swf("--summary", summary.toString())).as(cli.err()).isZero();

    // Job 9 waits from 4 to 10, when job 5 ends.
    assertThat(cli.starts).hasContent("job,start\n5,0\n9,10\n");
    Map<String, Object> metrics = JSON.std.mapFrom(Files.readString(summary));
    assertThat(metrics)
        .containsEntry("jobs", 2)
        .containsEntry("mean_wait_s", 3.0)
        .containsEntry("max_wait_s", 6)
        .containsEntry("max_queue", 1)
        .containsEntry("makespan_s", 17)
        // 10 * 2 + 7 * 1 = 27 of 2 * 17.
        .containsEntry("utilization", 27.0 / 34)
        // max(1, 10 / 10) = 1 and (6 + 7) / 10 = 1.3.
        .containsEntry("mean_bounded_slowdown_tau10", 1.15)
        .containsKeys("decisions", "decision_p50_us", "decision_p99_us", "wall_s");
    assertThat(cli.out()).contains("2 jobs replayed");
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void swf_report_isWritten() {
    Path report = folder.resolve("deep/report");

    assertThat(cli.swf("--report", report.toString())).as(cli.err()).isZero();

    assertThat(report.resolve("index.html")).content().contains("Batch replay");
  }

  @Test
  void swf_plots_areNamedByTheirTitles() {
    Path plots = folder.resolve("deep/plots");

    assertThat(cli.swf("--policy", "fcfs,easy", "--plots", plots.toString()))
        .as(cli.err())
        .isZero();

    assertThat(plots.resolve("mean-wait.svg")).content().startsWith("<svg ").endsWith("</svg>\n");
    assertThat(plots.resolve("queue-length.svg")).exists();
  }

  @Test
  void swf_jobLargerThanMachine_isDropped() {
    assertThat(cli.swf("--processors", "1")).isZero();

    assertThat(cli.starts).hasContent("job,start\n9,4\n");
    assertThat(cli.out()).contains("1 jobs replayed, 1 dropped");
  }

  @Test
  void swf_limitLongerThanTheEngineTakes_isCutAndTold() throws IOException {
    Path summary = folder.resolve("summary.json");
    Path report = folder.resolve("report");
    cli.write("jobs.csv", Cli.JOBS + "10,5,7,738738720,1,1\n");

    assertThat(
            cli.swf(
                "--policy",
                "berth",
                "--summary",
                summary.toString(),
                "--report",
                report.toString()))
        .as(cli.err())
        .isZero();

    assertThat(cli.out()).contains("3 jobs replayed, 0 dropped, 1 time limits cut to 3,653 days");
    assertThat(JSON.std.mapFrom(Files.readString(summary))).containsEntry("limits_cut", 1);
    assertThat(report.resolve("index.html")).content().contains("Time limits cut to 3,653 days");
  }

  @Test
  void swf_unknownPolicy_listsKnown() {
    cli.assertRefused(
        cli.swf("--policy", "sjf"), "unknown policy 'sjf'; there are fcfs, easy, easyperfect, ");
    cli.assertRefused(cli.swf("--policy", "fcfs,"), "unknown policy ''; there are fcfs");
  }

  @Test
  void swf_severalPolicies_writeAFileEachAndOnePage() throws IOException {
    Path summary = folder.resolve("summary.json");
    Path report = folder.resolve("report");
    // Two of three processors are busy to 10; job 2 needs all, job 3 may pass it until then.
    cli.write(
        "jobs.csv",
        """
        job,submit,run,estimate,procs,user
        1,0,10,10,2,1
        2,1,5,5,3,2
        3,2,4,8,1,3
        """);

    assertThat(
            cli.swf(
                "--processors",
                "3",
                "--policy",
                "easy,fcfs,easy",
                "--summary",
                summary.toString(),
                "--report",
                report.toString()))
        .as(cli.err())
        .isZero();

    assertThat(folder.resolve("starts.easy.csv")).hasContent("job,start\n1,0\n2,10\n3,2\n");
    assertThat(folder.resolve("starts.fcfs.csv")).hasContent("job,start\n1,0\n2,10\n3,15\n");
    assertThat(cli.starts).doesNotExist();
    Map<String, Object> metrics = JSON.std.mapFrom(Files.readString(summary));
    assertThat(metrics).containsOnlyKeys("easy", "fcfs");
    // Slowdowns of the three users with FCFS: 1, 14 / 10, 17 / 10.
    assertThat(metrics.get("fcfs"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("policy", "fcfs")
        .containsEntry("users", 3)
        .containsEntry("worst_user", 3)
        .containsEntry("worst_user_mean_bounded_slowdown", 1.7)
        .containsKey("jain_index");
    assertThat(report.resolve("index.html")).content().contains("Batch policies compared");
    assertThat(cli.out()).contains("easy: mean wait 3.0 s").contains("fcfs: mean wait 7.3 s");
  }

  @Test
  void swf_allPolicies_areReplayed() {
    assertThat(cli.swf("--policy", "all")).as(cli.err()).isZero();

    for (BatchPolicy policy : BatchPolicy.values()) {
      assertThat(folder.resolve("starts." + policy.id() + ".csv"))
          .hasContent("job,start\n5,0\n9,10\n");
    }
  }

  @Test
  void swf_startsOfOnePolicyOverInput_isRefused() {
    Path taken = cli.write("starts.easy.csv", Cli.JOBS);

    cli.assertRefused(
        cli.swf("--jobs", taken.toString(), "--policy", "fcfs,easy"), "it is also an input");
  }

  @Test
  void swf_badProcessors_areRefused() {
    cli.assertRefused(cli.swf("--processors", "many"), "'many' is not an int");
    cli.assertRefused(cli.swf("--processors", "0"), "--processors must be 1 or more, was 0");
    cli.assertRefused(cli.swf("--processors", "-3"), "--processors must be 1 or more, was -3");
    cli.assertRefused(cli.swf("--processors", "99999999999"), "'99999999999' is not an int");
  }

  @Test
  void swf_missingFile_isNamed() {
    cli.assertRefused(
        cli.swf("--jobs", folder.resolve("none.csv").toString()), "none.csv: no such file");
  }

  @Test
  void swf_malformedFile_leavesNothing() {
    cli.write("jobs.csv", Cli.JOBS + "10,5,ten,7,1,1\n");

    cli.assertRefused(cli.swf(), "jobs.csv, line 4: expected a whole number for run, found 'ten'");
  }

  @Test
  void swf_malformedFile_keepsEarlierOutput() {
    cli.write("jobs.csv", Cli.JOBS + "10,5\n");
    Path earlier = cli.write("earlier.csv", "kept");

    cli.assertRefused(cli.swf("--starts", earlier.toString()), "line 4: expected 6 columns");
    assertThat(earlier).hasContent("kept");
  }

  @Test
  void swf_unwritableOutput_isNamed() {
    cli.assertRefused(
        cli.swf("--starts", folder.resolve("none/starts.csv").toString()),
        "none/starts.csv: its directory does not exist");
  }

  @Test
  void swf_unwritableSummary_leavesNoStarts() {
    cli.assertRefused(cli.swf("--summary", folder.toString()), "it is a directory");
  }

  @Test
  void swf_outputOverInput_isRefused() {
    cli.assertRefused(cli.swf("--starts", cli.jobs.toString()), "it is also an input");
    assertThat(cli.jobs).hasContent(Cli.JOBS);
  }

  @Test
  void swf_missingOption_isNamed() {
    cli.assertRefused(cli.run("replay", "swf", "--jobs", "x.csv"), "--processors");
  }
}
