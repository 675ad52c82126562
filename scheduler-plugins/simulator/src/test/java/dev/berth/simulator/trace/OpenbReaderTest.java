package dev.berth.simulator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.GpuRequest;
import dev.berth.simulator.Gzip;
import dev.berth.simulator.TraceData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenbReaderTest {
  private static final String NODES =
      """
      sn,cpu_milli,memory_mib,gpu,model
      n0,64000,262144,2,P100
      n1,32000,1024,0,
      """;
  private static final String PODS =
      """
      name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos
      p0,1000,512,0,0,,LS
      p1,2000,512,1,250,,LS
      p2,3000,512,2,1000,T4|P100,LS
      """;
  private static final String ARRIVALS = "seq,pod\n0,p1\n1,p0\n2,p1\n";
  private static final String RANKS = "node,rank\nn0,1\nn1,0\n";

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private OpenbTrace read(String nodes, String pods, String arrivals, String ranks)
      throws IOException {
    return OpenbReader.read(
        write("nodes.csv", nodes),
        write("pods.csv", pods),
        write("arrivals.csv", arrivals),
        write("ranks.csv", ranks));
  }

  @Test
  void read_givesNodesByRankAndPodsInOrder() throws IOException {
    OpenbTrace trace = read(NODES, PODS, ARRIVALS, RANKS);

    OpenbPod p1 = new OpenbPod("p1", 2000, 512, GpuRequest.share(250));
    OpenbPod p0 = new OpenbPod("p0", 1000, 512, GpuRequest.NONE);
    assertThat(trace.nodesByRank())
        .containsExactly(
            new OpenbNode("n1", 32000, 1024, 0, ""), new OpenbNode("n0", 64000, 262144, 2, "P100"));
    assertThat(trace.arrivals()).containsExactly(p1, p0, p1);
    assertThat(trace.pods())
        .containsExactly(
            p0,
            p1,
            new OpenbPod("p2", 3000, 512, GpuRequest.whole(2).withModels(Set.of("P100", "T4"))));
  }

  @Test
  void read_gzip_isTheSame() throws IOException {
    Path nodes = Files.write(folder.resolve("n.csv.gz"), Gzip.pack(NODES));
    Path pods = Files.write(folder.resolve("p.csv.gz"), Gzip.pack(PODS));
    Path arrivals = Files.write(folder.resolve("a.csv.gz"), Gzip.pack(ARRIVALS));
    Path ranks = Files.write(folder.resolve("r.csv.gz"), Gzip.pack(RANKS));

    assertThat(OpenbReader.read(nodes, pods, arrivals, ranks))
        .isEqualTo(read(NODES, PODS, ARRIVALS, RANKS));
  }

  @Test
  void read_withoutModelsColumn_allowsAny() throws IOException {
    String pods = "name,cpu_milli,memory_mib,num_gpu,gpu_milli\np,1000,512,1,1000\n";

    OpenbTrace trace = read(NODES, pods, "seq,pod\n0,p\n", RANKS);

    assertThat(trace.arrivals().get(0).gpus()).isEqualTo(GpuRequest.whole(1));
  }

  @Test
  void read_recordedTrace_isWhole() {
    OpenbTrace trace =
        OpenbReader.read(
            TraceData.file("openb/openb_node_list_gpu_node.csv"),
            TraceData.file("openb/openb_pod_list_default.csv"),
            TraceData.file("openb/arrivals/default.s42.arrivals.csv.gz"),
            TraceData.file("openb/arrivals/default.s42.noderank.csv.gz"));

    assertThat(trace.nodesByRank()).hasSize(1_213);
    assertThat(trace.nodesByRank().stream().mapToInt(OpenbNode::gpus).sum()).isEqualTo(6_212);
    assertThat(trace.pods()).hasSize(8_152);
    assertThat(trace.arrivals()).hasSize(10_866);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n0,1,1,0,      | line 4: expected each node once, found 'n0' again",
        "n 2,1,1,0,     | line 4: expected sn of up to 253 printable ASCII characters",
        ",1,1,0,        | line 4: expected a value for sn, found an empty field",
        "n2,-1,1,0,     | line 4: expected cpu_milli from 0 to 1073741824, found -1",
        "n2,1,lots,0,   | line 4: expected a whole number for memory_mib, found 'lots'",
        "n2,1,1,65,T4   | line 4: expected gpu from 0 to 64, found 65",
        "n2,1,1,2,      | line 4: expected a value for model, found an empty field",
        "n2,1,1         | line 4: expected 5 columns",
      })
  void read_badNode_namesLineAndExpectation(String row, String message) {
    assertThatThrownBy(() -> read(NODES + row + "\n", PODS, ARRIVALS, RANKS))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("nodes.csv, ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p0,1,1,0,0,,LS      | line 5: expected each pod once, found 'p0' again",
        "p3,1,1,2,500,,LS    | line 5: expected gpu_milli 1000 for a pod with several GPUs, found 500",
        "p3,1,1,1,0,,LS      | line 5: expected gpu_milli from 1 to 1000 for a pod with a GPU, found 0",
        "p3,1,1,1,1001,,LS   | line 5: expected gpu_milli from 0 to 1000, found 1001",
        "p3,1,1,-1,0,,LS     | line 5: expected num_gpu from 0 to 64, found -1",
        "p3,9999999999,1,0,0,,LS | line 5: expected cpu_milli from 0 to 1073741824, found 9999999999",
      })
  void read_badPod_namesLineAndExpectation(String row, String message) {
    assertThatThrownBy(() -> read(NODES, PODS + row + "\n", ARRIVALS, RANKS))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("pods.csv, ")
        .hasMessageContaining(message);
  }

  @Test
  void read_emptyModel_isRefused() {
    assertThatThrownBy(() -> read(NODES, PODS + "p3,1,1,1,500,T4||A10,LS\n", ARRIVALS, RANKS))
        .hasMessageContaining(
            "pods.csv, line 5: expected gpu_spec with up to 64 models between '|', found 'T4||A10'");
  }

  @Test
  void read_unknownPod_isNamed() {
    assertThatThrownBy(() -> read(NODES, PODS, ARRIVALS + "3,p9\n", RANKS))
        .hasMessageContaining("arrivals.csv, line 5: expected a pod of the pod list, found 'p9'");
  }

  @Test
  void read_gapInSequence_isNamed() {
    assertThatThrownBy(() -> read(NODES, PODS, ARRIVALS + "4,p1\n", RANKS))
        .hasMessageContaining("arrivals.csv, line 5: expected seq 3, found 4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n0,0           | expected a rank for each of the 2 nodes, found none for 'n1'",
        "n0,0;n9,1      | line 3: expected a node of the node list, found 'n9'",
        "n0,0;n1,0      | line 3: expected each rank once, found rank 0 again (first n0)",
        "n0,0;n0,1      | line 3: expected each node once, found 'n0' again",
        "n0,2           | line 2: expected rank from 0 to 1, found 2",
      })
  void read_badRanks_saysWhat(String rows, String message) {
    assertThatThrownBy(
            () -> read(NODES, PODS, ARRIVALS, "node,rank\n" + rows.replace(';', '\n') + "\n"))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("ranks.csv")
        .hasMessageContaining(message);
  }
}
