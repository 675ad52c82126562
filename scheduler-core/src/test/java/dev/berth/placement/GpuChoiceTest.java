package dev.berth.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuLink;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuTopology;
import dev.berth.model.Locality;
import dev.berth.model.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the decision tables of docs/GPU-PLACEMENT.md, row by row. */
class GpuChoiceTest {
  private static final Path TABLES = Path.of("docs", "GPU-PLACEMENT.md");
  private static final long GIB = 1L << 30;
  private static final long DEVICE_MEMORY = 16 * GIB;
  private static final String NONE = "none";

  private static final Map<String, GpuTopology> MACHINES =
      Map.of(
          "quads", machine(16, 16, "0123", "4567"),
          "pairs", machine(16, 16, "01", "23", "45", "67"),
          "crossed", machine(16, 16, "04", "15", "26", "37"),
          "switched", machine(16, 16, "01234567"),
          "coreless", machine(0, 32),
          "flat", GpuTopology.flat(4, "A100"));

  private static GpuTopology machine(long cores, long otherCores, String... links) {
    var builder =
        GpuTopology.builder()
            .numaNode(cores * 1000, 64 * GIB)
            .gpus(4, "A100", DEVICE_MEMORY)
            .numaNode(otherCores * 1000, 64 * GIB)
            .gpus(4, "A100", DEVICE_MEMORY);
    for (String link : links) {
      builder.link(GpuLink.Kind.NVLINK, link.chars().map(digit -> digit - '0').toArray());
    }
    return builder.build();
  }

  private static Stream<List<String>> rows(String prefix) throws IOException {
    Path root = Files.exists(TABLES) ? Path.of("") : Path.of("..");
    return Files.readAllLines(root.resolve(TABLES)).stream()
        .filter(line -> line.matches("\\| " + prefix + "[0-9]+ \\|.*"))
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .map(cells -> cells.subList(1, cells.size() - 1));
  }

  static Stream<List<String>> wholeCases() throws IOException {
    return rows("W");
  }

  static Stream<List<String>> shareCases() throws IOException {
    return rows("S");
  }

  @ParameterizedTest
  @MethodSource("wholeCases")
  void choose_whole_asTheTableSays(List<String> row) {
    String[] asks = row.get(4).split("[,+] *", -1);
    GpuTopology topology = topology(row.get(1));
    GpuRequest request =
        GpuRequest.whole(Integer.parseInt(asks[0]))
            .withNuma(locality(row.get(2)))
            .withLinks(locality(row.get(3)));
    long all = (1L << topology.gpus().size()) - 1;
    long idle = row.get(5).equals("all") ? all : mask(row.get(5));
    var millis = new short[topology.gpus().size()];
    for (int gpu = 0; gpu < millis.length; gpu++) {
      millis[gpu] = (short) ((idle >>> gpu & 1) * GpuDevice.MILLIS);
    }
    var state = new GpuState().devices(GpuLayout.of(topology), idle, all, millis, null);
    room(state, topology, row.get(6));
    check(request, amount(asks[1], 1000), amount(asks[2], GIB), state, row.subList(7, 10));
  }

  @ParameterizedTest
  @MethodSource("shareCases")
  void choose_share_asTheTableSays(List<String> row) {
    String[] asks = row.get(3).split("[,+] *", -1);
    GpuTopology topology = topology(row.get(1));
    int milli = Integer.parseInt(asks[0]);
    GpuRequest plain = milli > 0 ? GpuRequest.share(milli) : GpuRequest.memory(1);
    GpuRequest request = plain.withMemory(amount(asks[1], GIB)).withNuma(locality(row.get(2)));
    String[] free = row.get(4).split(" ", -1);
    var millis = new short[free.length];
    var memory = new long[free.length];
    long usable = 0;
    long idle = 0;
    for (int gpu = 0; gpu < free.length; gpu++) {
      String[] left = free[gpu].split(":", -1);
      memory[gpu] = topology.gpus().get(gpu).memoryBytes();
      boolean isTouched = left.length > 1;
      if (isTouched) {
        memory[gpu] = amount(left[1], GIB);
      }
      if (!left[0].equals("x")) {
        usable |= 1L << gpu;
        millis[gpu] = Short.parseShort(left[0]);
        idle |= millis[gpu] == GpuDevice.MILLIS && !isTouched ? 1L << gpu : 0;
      }
    }
    boolean isNoneTouched = !row.get(4).contains(":");
    var state =
        new GpuState()
            .devices(GpuLayout.of(topology), idle, usable, millis, isNoneTouched ? null : memory);
    room(state, topology, row.get(5));
    check(request, amount(asks[2], 1000), 0, state, row.subList(6, 9));
  }

  private static void check(
      GpuRequest request, long cpu, long memory, GpuState state, List<String> outcome) {
    long chosen = GpuChoice.choose(request, cpu, memory, state, state.layout.allowed(request));
    if (outcome.get(0).equals(NONE)) {
      assertThat(chosen).as("devices").isEqualTo(GpuChoice.NONE);
      return;
    }
    int node = GpuChoice.numaNode(request, cpu, memory, state, chosen);
    String bound = node == Placement.ANY_NODE ? "any" : Integer.toString(node);
    int quality = GpuChoice.quality(request, state, chosen, node);
    assertThat(List.of(text(chosen), bound, Integer.toString(quality))).isEqualTo(outcome);
  }

  private static GpuTopology topology(String name) {
    return Objects.requireNonNull(MACHINES.get(name), name);
  }

  private static Locality locality(String word) {
    return Locality.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static long amount(String number, long unit) {
    return Long.parseLong(number) * unit;
  }

  /** {@code 16+4 16 of 20}: cores and GiB of each node, and cores of the worker. */
  private static void room(GpuState state, GpuTopology topology, String text) {
    String[] parts = text.split(" of ", -1);
    boolean isNamed = !parts[0].equals("unnamed");
    long workerCpu = isNamed ? topology.cpuMillis() : 32_000;
    long workerMemory = isNamed ? topology.memoryBytes() : 128 * GIB;
    if (parts.length > 1) {
      workerCpu = amount(parts[1], 1000);
    }
    if (!isNamed) {
      state.host(workerCpu, workerMemory, null, null);
      return;
    }
    String[] nodes = parts[0].split(" ", -1);
    var cpu = new long[nodes.length];
    var memory = new long[nodes.length];
    for (int node = 0; node < nodes.length; node++) {
      String[] amounts = nodes[node].split("\\+", -1);
      cpu[node] = amount(amounts[0], 1000);
      memory[node] = amounts.length > 1 ? amount(amounts[1], GIB) : 64 * GIB;
    }
    boolean isUntouched =
        Arrays.equals(cpu, topology.numaNodes().stream().mapToLong(n -> n.cpuMillis()).toArray());
    state.host(
        workerCpu, workerMemory, isUntouched ? null : cpu, text.contains("+") ? memory : null);
  }

  private static long mask(String gpus) {
    return Arrays.stream(gpus.split(" ", -1)).mapToLong(gpu -> 1L << Integer.parseInt(gpu)).sum();
  }

  private static String text(long gpus) {
    var text = new StringBuilder();
    for (long left = gpus; left != 0; left &= left - 1) {
      text.append(text.isEmpty() ? "" : " ").append(Long.numberOfTrailingZeros(left));
    }
    return text.toString();
  }
}
