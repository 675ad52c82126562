package dev.berth.simulator.openb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.model.GpuRequest;
import dev.berth.model.Placement;
import dev.berth.simulator.Gzip;
import dev.berth.simulator.TraceData;
import dev.berth.simulator.replay.Progress;
import dev.berth.simulator.trace.OpenbNode;
import dev.berth.simulator.trace.OpenbPod;
import dev.berth.simulator.trace.OpenbReader;
import dev.berth.simulator.trace.OpenbTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenbReplayTest {

  private static OpenbTrace recorded(int seed) {
    return OpenbReader.read(
        TraceData.file("openb/openb_node_list_gpu_node.csv"),
        TraceData.file("openb/openb_pod_list_default.csv"),
        TraceData.file("openb/arrivals/default.s" + seed + ".arrivals.csv.gz"),
        TraceData.file("openb/arrivals/default.s" + seed + ".noderank.csv.gz"));
  }

  private static List<String> rows(OpenbTrace trace, OpenbReplay.Outcome outcome) {
    List<String> rows = new ArrayList<>(List.of("seq,pod,node,gpus"));
    for (int seq = 0; seq < outcome.placements().size(); seq++) {
      Placement placement = outcome.placements().get(seq);
      String where =
          placement == null
              ? ","
              : placement.workerId()
                  + ","
                  + placement.gpus().stream().map(String::valueOf).collect(Collectors.joining("-"));
      rows.add(seq + "," + trace.arrivals().get(seq).name() + "," + where);
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({
    "BestFit, 42",
    "BestFit, 43",
    "BestFit, 44",
    "BestFit, 45",
    "BestFit, 46",
    "DotProd, 42",
    "DotProd, 43",
    "DotProd, 44",
    "DotProd, 45",
    "DotProd, 46",
    "GpuPacking, 42",
    "GpuPacking, 43",
    "GpuPacking, 44",
    "GpuPacking, 45",
    "GpuPacking, 46",
    "GpuClustering, 42",
    "GpuClustering, 43",
    "GpuClustering, 44",
    "GpuClustering, 45",
    "GpuClustering, 46",
    "FGD, 42",
    "FGD, 43",
    "FGD, 44",
    "FGD, 45",
    "FGD, 46",
  })
  void run_recordedArrivals_placesAsExpected(String policy, int seed) throws IOException {
    OpenbTrace trace = recorded(seed);

    OpenbReplay.Outcome outcome = OpenbReplay.run(trace, policyOf(policy), 0, Progress.NONE);

    assertThat(rows(trace, outcome))
        .isEqualTo(
            Gzip.lines(
                TraceData.file(
                    "openb/expected/place/default.s" + seed + "." + policy + ".place.csv.gz")));
    checkSummary(policy, seed, new OpenbRun(trace, policyOf(policy), outcome));
    if (seed == 42) {
      checkCurve(policy, outcome.curve());
    }
  }

  /** Columns: trace,seed,policy,arrived,unplaced,arrived milli,allocated,alloc,unalloc,frag. */
  private static void checkSummary(String policy, int seed, OpenbRun run) throws IOException {
    String expected =
        Files.readAllLines(TraceData.file("openb/expected/summary.csv")).stream()
            .filter(line -> line.startsWith("default," + seed + "," + policy + ","))
            .findFirst()
            .orElseThrow();
    List<String> fields = List.of(expected.split(",", -1));
    assertThat(run.outcome().unplaced()).isEqualTo(Long.parseLong(fields.get(4)));
    assertThat(run.allocatedPercent())
        .isCloseTo(Double.parseDouble(fields.get(7)), within(0.00006));
    assertThat(run.fragmentedPercent())
        .isCloseTo(Double.parseDouble(fields.get(9)), within(0.00006));
    assertThat(run.publishedPercent())
        .isCloseTo(Double.parseDouble(fields.get(12)), within(0.0051));
  }

  private static OpenbPolicy policyOf(String name) {
    return OpenbPolicy.of(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BestFit", "DotProd", "GpuPacking", "GpuClustering", "FGD"})
  void run_orderOfCreation_placesAsExpected(String policy) {
    OpenbTrace trace =
        OpenbReader.read(
            TraceData.file("openb/openb_node_list_gpu_node.csv"),
            TraceData.file("openb/openb_pod_list_default.csv"),
            TraceData.file("openb/extra/default.trace_order.arrivals.csv.gz"),
            TraceData.file("openb/extra/name.noderank.csv"));

    OpenbReplay.Outcome outcome = OpenbReplay.run(trace, policyOf(policy), 0, Progress.NONE);

    assertThat(rows(trace, outcome))
        .isEqualTo(
            Gzip.lines(
                TraceData.file("openb/extra/default.trace_order." + policy + ".place.csv.gz")));
  }

  private static void checkCurve(String policy, OpenbCurve curve) {
    List<String> lines =
        Gzip.lines(TraceData.file("openb/expected/curve/default.s42." + policy + ".curve.csv.gz"));
    for (int i = 0; i < curve.size(); i++) {
      List<String> fields = List.of(lines.get(i + 1).split(",", -1));
      assertThat(curve.arrivedMillis(i)).isEqualTo(Long.parseLong(fields.get(1)));
      assertThat(curve.allocatedMillis(i)).isEqualTo(Long.parseLong(fields.get(2)));
      assertThat(curve.fragmentedMillis(i))
          .isCloseTo(Double.parseDouble(fields.get(3)), within(0.0051));
    }
  }

  @Test
  void run_random_allocatesAsMuchAsPublished() throws IOException {
    String means =
        Files.readAllLines(TraceData.file("openb/expected/means.csv")).stream()
            .filter(line -> line.startsWith("default,Random,"))
            .findFirst()
            .orElseThrow();
    double published = Double.parseDouble(List.of(means.split(",", -1)).get(3));

    double sum = 0;
    for (int seed = 42; seed <= 46; seed++) {
      OpenbReplay.Outcome outcome =
          OpenbReplay.run(recorded(seed), OpenbPolicy.RANDOM, seed, Progress.NONE);
      sum += outcome.curve().allocatedPercent(outcome.curve().size() - 1);
    }

    assertThat(sum / 5).isCloseTo(published, within(0.5));
  }

  private static OpenbTrace tiny(OpenbPod... arrivals) {
    return new OpenbTrace(
        List.of(
            new OpenbNode("second", 8_000, 100, 2, "T4"),
            new OpenbNode("first", 8_000, 100, 2, "T4")),
        List.of(arrivals),
        List.of(arrivals));
  }

  @Test
  void run_equalNodes_lowestRankWins() {
    OpenbPod pod = new OpenbPod("p", 1_000, 1, GpuRequest.share(400));

    OpenbReplay.Outcome outcome = OpenbReplay.run(tiny(pod), OpenbPolicy.BESTFIT, 0, Progress.NONE);

    assertThat(outcome.placements()).extracting("workerId").containsExactly("second");
  }

  @Test
  void run_podThatFitsNowhere_isDroppedForGood() {
    OpenbPod three = new OpenbPod("three", 1_000, 1, GpuRequest.whole(3));
    OpenbPod two = new OpenbPod("two", 1_000, 1, GpuRequest.whole(2));

    OpenbReplay.Outcome outcome =
        OpenbReplay.run(tiny(three, two), OpenbPolicy.DOTPROD, 0, Progress.NONE);

    assertThat(outcome.placements().get(0)).isNull();
    assertThat(outcome.placements().get(1)).isNotNull();
    assertThat(outcome.unplaced()).isEqualTo(1);
    // Two of four GPUs.
    assertThat(outcome.curve().allocatedPercent(1)).isEqualTo(50);
  }

  @Test
  void run_shares_fillTheTightestDevice() {
    OpenbPod large = new OpenbPod("large", 1_000, 1, GpuRequest.share(600));
    OpenbPod small = new OpenbPod("small", 1_000, 1, GpuRequest.share(400));

    OpenbReplay.Outcome outcome =
        OpenbReplay.run(tiny(large, small, small), OpenbPolicy.BESTFIT, 0, Progress.NONE);

    assertThat(outcome.placements())
        .extracting("gpus")
        .containsExactly(List.of(0), List.of(0), List.of(1));
  }

  @Test
  void run_sameSeedTwice_isTheSame() {
    OpenbPod pod = new OpenbPod("p", 100, 1, GpuRequest.share(50));
    OpenbTrace trace = tiny(pod, pod, pod, pod, pod, pod, pod, pod);

    assertThat(OpenbReplay.run(trace, OpenbPolicy.RANDOM, 7, Progress.NONE).placements())
        .isEqualTo(OpenbReplay.run(trace, OpenbPolicy.RANDOM, 7, Progress.NONE).placements());
  }
}
