package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerTest {
  private static final Taint SPOT = new Taint("spot", "", TaintEffect.NO_EXECUTE);

  @Test
  void build_withoutCalls_hasNothing() {
    Worker worker = Worker.builder("w").build();

    assertThat(worker)
        .isEqualTo(
            new Worker("w", Resources.ZERO, GpuTopology.NONE, Set.of(), Map.of(), List.of()));
    assertThat(worker.labels()).isSameAs(Map.of());
    assertThat(worker.gpus()).isSameAs(List.of());
    assertThat(worker.taints()).isSameAs(List.of());
  }

  @Test
  void build_withEveryCall_hasEverything() {
    assertThat(full())
        .isEqualTo(
            new Worker(
                "w-1",
                new Resources(16_000, 64L << 30, 3000, 1L << 40, Map.of("fpga", 2L)),
                devices(new GpuDevice(0, "A100"), new GpuDevice(1, "A100"), new GpuDevice(2, "T4")),
                Set.of(),
                Map.of("zone", "a", "arch", "arm64"),
                List.of(new Taint("dedicated", "gpu", TaintEffect.NO_SCHEDULE), SPOT)));
  }

  private static GpuTopology devices(GpuDevice... devices) {
    return new GpuTopology(List.of(), List.of(devices), List.of());
  }

  private static Worker full() {
    return Worker.builder("w-1")
        .cpuMillis(16_000)
        .memoryBytes(64L << 30)
        .storageBytes(1L << 40)
        .extra("fpga", 2)
        .gpus(2, "A100")
        .gpu("T4")
        .label("zone", "a")
        .label("arch", "arm64")
        .taint("dedicated", "gpu", TaintEffect.NO_SCHEDULE)
        .taint("spot", "", TaintEffect.NO_EXECUTE)
        .build();
  }

  @Test
  void toBuilder_roundTrip_isEqual() {
    assertThat(full().toBuilder().build()).isEqualTo(full()).hasSameHashCodeAs(full());
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("cpuMillis", b -> b.cpuMillis(1)),
        change("memoryBytes", b -> b.memoryBytes(1)),
        change("storageBytes", b -> b.storageBytes(1)),
        change("extra", b -> b.extra("fpga", 1)),
        change("gpu", b -> b.gpu("T4")),
        change("label", b -> b.label("zone", "b")),
        change("taint", b -> b.taint("spot", "x", TaintEffect.NO_EXECUTE)));
  }

  private static Arguments change(String name, Consumer<Worker.Builder> change) {
    return arguments(name, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void toBuilder_changed_differs(String name, Consumer<Worker.Builder> change) {
    Worker worker = full();
    Worker.Builder builder = worker.toBuilder();
    change.accept(builder);

    assertThat(builder.build()).as(name).isNotEqualTo(worker);
    assertThat(worker).isEqualTo(full());
  }

  @Test
  void taint_ofTheSameKeyAndEffect_replaces() {
    Worker worker =
        Worker.builder("w")
            .taint("k", "1", TaintEffect.NO_SCHEDULE)
            .taint("k", "2", TaintEffect.NO_EXECUTE)
            .taint("k", "3", TaintEffect.NO_SCHEDULE)
            .build();

    assertThat(worker.taints())
        .containsExactly(
            new Taint("k", "2", TaintEffect.NO_EXECUTE),
            new Taint("k", "3", TaintEffect.NO_SCHEDULE));
  }

  @Test
  void labels_iterateAlphabetically_taintsAsGiven() {
    Worker.Builder builder = Worker.builder("w");
    for (String key : new String[] {"q", "a", "z", "m"}) {
      builder.label(key, "").taint(key, "", TaintEffect.NO_SCHEDULE);
    }

    assertThat(builder.build().labels().keySet()).containsExactly("a", "m", "q", "z");
    assertThat(builder.build().taints()).extracting(Taint::key).containsExactly("q", "a", "z", "m");
  }

  @Test
  void new_collectionsChangedLater_keepsItsOwn() {
    var gpus = new ArrayList<>(List.of(new GpuDevice(0, "T4")));
    var labels = new HashMap<>(Map.of("zone", "a"));
    var taints = new ArrayList<>(List.of(SPOT));
    var capacity = Resources.builder().gpuMillis(1000).build();
    var worker =
        new Worker(
            "w", capacity, new GpuTopology(List.of(), gpus, List.of()), Set.of(), labels, taints);
    gpus.clear();
    labels.clear();
    taints.clear();

    assertThat(worker)
        .isEqualTo(
            Worker.builder("w").gpu("T4").label("zone", "a").build().toBuilder()
                .taint("spot", "", TaintEffect.NO_EXECUTE)
                .build());
    assertThatThrownBy(() -> worker.taints().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> worker.gpus().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> worker.labels().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  static Stream<Arguments> badCalls() {
    String key = "must be 1 to 317 printable ASCII characters without spaces";
    String unit =
        " must be at most 9007199254740992\nMaybe the unit is wrong: cpu counts in millicores, gpu"
            + " in thousandths, memory and storage in bytes.";
    return Stream.of(
        bad(b -> b.cpuMillis(-1), "cpuMillis (-1) of worker w-1 must be 0 or more"),
        bad(b -> b.memoryBytes(-1), "memoryBytes (-1) of worker w-1 must be 0 or more"),
        bad(b -> b.storageBytes(-1), "storageBytes (-1) of worker w-1 must be 0 or more"),
        bad(
            b -> b.cpuMillis(Long.MAX_VALUE),
            "cpuMillis (9223372036854775807) of worker w-1" + unit),
        bad(
            b -> b.memoryBytes(Limits.AMOUNT + 1),
            "memoryBytes (9007199254740993) of worker w-1" + unit),
        bad(
            b -> b.storageBytes(Limits.AMOUNT + 1),
            "storageBytes (9007199254740993) of worker w-1" + unit),
        bad(b -> b.extra("fpga", -1), "extra fpga (-1) of worker w-1 must be 0 or more"),
        bad(
            b -> b.extra("memory", 1),
            "name of an extra (memory) of worker w-1 must not be one of cpu, memory, gpu and"
                + " storage"),
        bad(
            b -> times(65, i -> b.extra("x" + i, 1)),
            "extras (65 entries) of worker w-1 must have 0 to 64"),
        bad(b -> b.gpus(-1, "T4"), "gpus (-1) of worker w-1 must be 0 to 64"),
        bad(b -> b.gpus(65, "T4"), "gpus (65) of worker w-1 must be 0 to 64"),
        bad(b -> b.gpus(64, "T4").gpu("T4"), "gpus (65 entries) of worker w-1 must have 0 to 64"),
        bad(
            b -> b.gpu("T4").gpu(""),
            "model of GPU 1 () of worker w-1 must be 1 to 253 printable ASCII characters"),
        bad(b -> b.label("a b", "v"), "key in labels (a b) of worker w-1 " + key),
        bad(
            b -> b.label("zone", "\n"),
            "value of zone in labels (\\u000a) of worker w-1 must be 0 to 253 printable ASCII"
                + " characters"),
        bad(
            b -> times(65, i -> b.label("k" + i, "v")),
            "labels (65 entries) of worker w-1 must have 0 to 64"),
        bad(
            b -> b.taint("", "v", TaintEffect.NO_EXECUTE),
            "key of a taint () of worker w-1 " + key),
        bad(
            b -> b.taint("k", "ß", TaintEffect.NO_EXECUTE),
            "value of taint k (ß) of worker w-1 must be 0 to 253 printable ASCII characters"),
        bad(
            b -> times(65, i -> b.taint("k" + i, "v", TaintEffect.NO_EXECUTE)),
            "taints (65 entries) of worker w-1 must have 0 to 64"));
  }

  private static Arguments bad(Consumer<Worker.Builder> call, String message) {
    return arguments(message, call);
  }

  private static void times(int count, Consumer<Integer> call) {
    for (int i = 0; i < count; i++) {
      call.accept(i);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badCalls")
  void build_badValue_namesFieldValueAndWorker(String message, Consumer<Worker.Builder> call) {
    var builder = Worker.builder("w-1");

    assertThatThrownBy(() -> call.accept(builder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void builder_badId_isRefusedAtOnce() {
    assertThatThrownBy(() -> Worker.builder("w 1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "id (w 1) of worker must be 1 to 253 printable ASCII characters without spaces");
  }

  @Test
  void new_gpuAmountDoesNotMatchDevices_isRefused() {
    assertThatThrownBy(
            () ->
                new Worker(
                    "w-1",
                    Resources.ZERO,
                    devices(new GpuDevice(0, "T4"), new GpuDevice(1, "T4")),
                    Set.of(),
                    Map.of(),
                    List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gpuMillis (0) of worker w-1 must be 2000, 1000 for each of its 2 GPUs");
  }

  @Test
  void new_gpuOutOfPlace_isRefused() {

    assertThatThrownBy(() -> devices(new GpuDevice(1, "T4")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("index (1) of GPU topology GPU 0 must be its position");
  }

  @Test
  void new_sameTaintTwice_isRefused() {
    var again = new Taint("spot", "other", TaintEffect.NO_EXECUTE);

    assertThatThrownBy(
            () ->
                new Worker(
                    "w-1",
                    Resources.ZERO,
                    GpuTopology.NONE,
                    Set.of(),
                    Map.of(),
                    List.of(SPOT, again)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "taint (spot=other:NoExecute) of worker w-1 must be the only one of its key and"
                + " effect");
  }
}
