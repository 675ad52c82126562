package dev.berth.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.GpuLink.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GpuTopologyTest {
  private static final long GIB = 1L << 30;

  @Test
  void build_withoutCalls_isNone() {
    assertThat(GpuTopology.builder().build()).isEqualTo(GpuTopology.NONE);
    assertThat(GpuTopology.flat(0, "A100")).isSameAs(GpuTopology.NONE);
  }

  @Test
  void build_devices_belongToTheNodeNamedLast() {
    GpuTopology topology =
        GpuTopology.builder()
            .gpus(1, "T4", 0)
            .numaNode(8_000, GIB)
            .gpus(1, "A100", 80)
            .numaNode(0, 2 * GIB)
            .gpus(2, "A100", 40)
            .build();

    assertThat(topology.gpus())
        .containsExactly(
            new GpuDevice(0, "T4"),
            new GpuDevice(1, "A100", 80, 0),
            new GpuDevice(2, "A100", 40, 1),
            new GpuDevice(3, "A100", 40, 1));
    assertThat(topology.numaNodes())
        .containsExactly(new NumaNode(0, 8_000, GIB), new NumaNode(1, 0, 2 * GIB));
    assertThat(topology.cpuMillis()).isEqualTo(8_000);
    assertThat(topology.memoryBytes()).isEqualTo(3 * GIB);
  }

  @Test
  void flat_knowsOnlyTheModel() {
    assertThat(GpuTopology.flat(2, "T4"))
        .isEqualTo(
            new GpuTopology(
                List.of(), List.of(new GpuDevice(0, "T4"), new GpuDevice(1, "T4")), List.of()));
  }

  @Test
  void nvSwitch_linksAllOverEvenNodes() {
    GpuTopology topology = GpuTopology.nvSwitch(8, "A100", 80 * GIB, 2, 128_000, 1024 * GIB);

    assertThat(topology.numaNodes())
        .containsExactly(new NumaNode(0, 64_000, 512 * GIB), new NumaNode(1, 64_000, 512 * GIB));
    assertThat(topology.gpus())
        .extracting(GpuDevice::numaNode)
        .containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
    assertThat(topology.gpus()).allMatch(gpu -> gpu.memoryBytes() == 80 * GIB);
    assertThat(topology.links())
        .containsExactly(new GpuLink(Kind.NVSWITCH, List.of(0, 1, 2, 3, 4, 5, 6, 7)));
  }

  @Test
  void nvSwitch_oneDevice_needsNoLink() {
    assertThat(GpuTopology.nvSwitch(1, "A100", 0, 1, 0, 0).links()).isEmpty();
  }

  @Test
  void pairs_linkNeighbours() {
    assertThat(GpuTopology.pairs(5, "V100", 0, 1, 0, 0).links())
        .containsExactly(
            new GpuLink(Kind.NVLINK, List.of(0, 1)), new GpuLink(Kind.NVLINK, List.of(2, 3)));
  }

  @Test
  void pcie_linksNothing() {
    GpuTopology topology = GpuTopology.pcie(2, "T4", 16 * GIB, 1, 32_000, GIB);
    assertThat(topology.links()).isEmpty();
    assertThat(topology.numaNodes()).containsExactly(new NumaNode(0, 32_000, GIB));
  }

  @Test
  void shapes_thatDoNotDivide_areRefused() {
    String divide = "\nMaybe use the builder.";
    assertRefused(
        () -> GpuTopology.pcie(5, "T4", 0, 2, 0, 0),
        "numaNodes (2) of GPU topology must divide the 5 GPUs, the cpuMillis and the memoryBytes"
            + divide);
    assertRefused(
        () -> GpuTopology.pcie(4, "T4", 0, 2, 3, 0),
        "numaNodes (2) of GPU topology must divide the 4 GPUs, the cpuMillis and the memoryBytes"
            + divide);
    assertRefused(
        () -> GpuTopology.pcie(4, "T4", 0, 2, 0, 3),
        "numaNodes (2) of GPU topology must divide the 4 GPUs, the cpuMillis and the memoryBytes"
            + divide);
    assertRefused(
        () -> GpuTopology.pcie(4, "T4", 0, 0, 0, 0),
        "numaNodes (0) of GPU topology must be 1 to 64");
    assertRefused(
        () -> GpuTopology.pairs(0, "T4", 0, 1, 0, 0), "gpus (0) of GPU topology must be 1 to 64");
    assertRefused(
        () -> GpuTopology.pcie(4, "T4", 0, 1, -1, 0),
        "cpuMillis (-1) of NUMA node 0 must be 0 or more");
  }

  @Test
  void new_equalParts_isEqual() {
    assertThat(GpuTopology.pairs(4, "V100", 0, 2, 4, 4))
        .isEqualTo(GpuTopology.pairs(4, "V100", 0, 2, 4, 4))
        .hasSameHashCodeAs(GpuTopology.pairs(4, "V100", 0, 2, 4, 4))
        .isNotEqualTo(GpuTopology.pcie(4, "V100", 0, 2, 4, 4));
  }

  @Test
  void new_lists_areCopied() {
    List<GpuDevice> gpus = new ArrayList<>(List.of(new GpuDevice(0, "T4")));
    var topology = new GpuTopology(List.of(), gpus, List.of());
    gpus.clear();
    assertThat(topology.gpus()).hasSize(1);
  }

  @Test
  void new_wrongPositions_areNamed() {
    assertRefused(
        () -> new GpuTopology(List.of(new NumaNode(1, 0, 0)), List.of(), List.of()),
        "index (1) of GPU topology NUMA node 0 must be its position");
    assertRefused(
        () -> new GpuTopology(List.of(), List.of(new GpuDevice(2, "T4")), List.of()),
        "index (2) of GPU topology GPU 0 must be its position");
  }

  @Test
  void new_deviceOfNoNode_isNamed() {
    assertRefused(
        () -> new GpuTopology(List.of(), List.of(new GpuDevice(0, "T4", 0, 1)), List.of()),
        "numaNode (1) of GPU topology GPU 0 must be 0");
    assertRefused(
        () ->
            new GpuTopology(
                List.of(new NumaNode(0, 0, 0), new NumaNode(1, 0, 0)),
                List.of(new GpuDevice(0, "T4", 0, 2)),
                List.of()),
        "numaNode (2) of GPU topology GPU 0 must be 0 to 1");
  }

  @Test
  void new_linkOfMissingDevice_isNamed() {
    assertRefused(
        () -> GpuTopology.builder().gpus(2, "T4", 0).link(Kind.NVLINK, 0, 2).build(),
        "links (GpuLink[kind=NVLINK, gpus=[0, 2]]) of GPU topology must name devices it has, which"
            + " are 2 in number");
  }

  @Test
  void new_deviceInTwoLinksOfAKind_isNamed() {
    assertRefused(
        () ->
            GpuTopology.builder()
                .gpus(3, "T4", 0)
                .link(Kind.NVLINK, 0, 1)
                .link(Kind.NVSWITCH, 1, 2)
                .build(),
        "links (GpuLink[kind=NVSWITCH, gpus=[1, 2]]) of GPU topology must not share a device with"
            + " another fast link");
    assertRefused(
        () ->
            GpuTopology.builder()
                .gpus(3, "T4", 0)
                .link(Kind.PCIE_SWITCH, 0, 1)
                .link(Kind.PCIE_SWITCH, 0, 2)
                .build(),
        "links (GpuLink[kind=PCIE_SWITCH, gpus=[0, 2]]) of GPU topology must not share a device"
            + " with another PCIe switch");
  }

  @Test
  void new_switchOfTwoNodes_isNamed() {
    assertRefused(
        () ->
            GpuTopology.builder()
                .numaNode(0, 0)
                .gpus(1, "T4", 0)
                .numaNode(0, 0)
                .gpus(1, "T4", 0)
                .link(Kind.PCIE_SWITCH, 0, 1)
                .build(),
        "links (GpuLink[kind=PCIE_SWITCH, gpus=[0, 1]]) of GPU topology must be of one NUMA node; a"
            + " PCIe switch hangs on one");
  }

  @Test
  void new_linksThatCross_onlyUpToEightDevices() {
    GpuTopology.Builder eight = crossing(8);
    assertThat(eight.build().links()).hasSize(2);
    assertRefused(
        () -> crossing(9).build(),
        "links (GpuLink[kind=NVLINK, gpus=[0, 1]]) of GPU topology of more than 8 GPUs must lie"
            + " within, around or apart from every other link and NUMA node");
    assertRefused(
        () -> GpuTopology.pairs(18, "V100", 0, 2, 0, 0),
        "links (GpuLink[kind=NVLINK, gpus=[8, 9]]) of GPU topology of more than 8 GPUs must lie"
            + " within, around or apart from every other link and NUMA node");
  }

  private static GpuTopology.Builder crossing(int gpus) {
    return GpuTopology.builder()
        .gpus(gpus, "T4", 0)
        .link(Kind.NVLINK, 0, 1)
        .link(Kind.PCIE_SWITCH, 1, 2);
  }

  @Test
  void new_nestedLinks_ofSixteenDevices() {
    int[] all = IntStream.range(0, 16).toArray();
    GpuTopology topology =
        GpuTopology.builder()
            .numaNode(0, 0)
            .gpus(8, "H100", 0)
            .numaNode(0, 0)
            .gpus(8, "H100", 0)
            .link(Kind.NVSWITCH, all)
            .link(Kind.PCIE_SWITCH, 0, 1)
            .link(Kind.PCIE_SWITCH, 8, 9, 10, 11)
            .build();
    assertThat(topology.links()).hasSize(3);
  }

  @Test
  void builder_tooMany_isNamed() {
    GpuTopology.Builder builder = GpuTopology.builder().gpus(60, "T4", 0);
    assertRefused(
        () -> builder.gpus(5, "T4", 0), "gpus (65 entries) of GPU topology must have 0 to 64");
    assertRefused(() -> builder.gpus(-1, "T4", 0), "gpus (-1) of GPU topology must be 0 to 64");
    assertThat(builder.gpus(4, "T4", 0).build().gpus()).hasSize(64);
    for (int node = 0; node < 64; node++) {
      builder.numaNode(0, 0);
    }
    assertRefused(
        () -> builder.numaNode(0, 0), "numaNodes (65 entries) of GPU topology must have 0 to 64");
  }

  @Test
  void numaNode_badAmounts_areNamed() {
    assertRefused(() -> new NumaNode(64, 0, 0), "index (64) of NUMA node must be 0 to 63");
    assertRefused(() -> new NumaNode(1, -1, 0), "cpuMillis (-1) of NUMA node 1 must be 0 or more");
    assertRefused(
        () -> new NumaNode(1, 0, -1), "memoryBytes (-1) of NUMA node 1 must be 0 or more");
  }

  @Test
  void device_badAmounts_areNamed() {
    assertRefused(
        () -> new GpuDevice(3, "T4", -1, 0), "memoryBytes (-1) of GPU device 3 must be 0 or more");
    assertRefused(
        () -> new GpuDevice(3, "T4", 0, 64), "numaNode (64) of GPU device 3 must be 0 to 63");
  }

  @Test
  void link_indexes_areSortedAndAMask() {
    var link = new GpuLink(Kind.NVLINK, List.of(63, 0, 2));
    assertThat(link.gpus()).containsExactly(0, 2, 63);
    assertThat(link.mask()).isEqualTo(1L << 63 | 5);
  }

  @Test
  void link_kinds_fastButThePcieSwitch() {
    assertThat(Kind.NVLINK.isFast()).isTrue();
    assertThat(Kind.NVSWITCH.isFast()).isTrue();
    assertThat(Kind.PCIE_SWITCH.isFast()).isFalse();
  }

  @Test
  void link_badIndexes_areNamed() {
    assertRefused(
        () -> new GpuLink(Kind.NVLINK, List.of(1)), "gpus (1 entry) of GPU link must have 2 to 64");
    assertRefused(
        () -> new GpuLink(Kind.NVLINK, List.of(1, 64)),
        "an entry of gpus (64) of GPU link must be 0 to 63");
    assertRefused(
        () -> new GpuLink(Kind.NVLINK, List.of(1, -1)),
        "an entry of gpus (-1) of GPU link must be 0 to 63");
    assertRefused(
        () -> new GpuLink(Kind.NVLINK, List.of(1, 1)),
        "gpus ([1, 1]) of GPU link must name each device once");
  }

  @Test
  void split_numbers_areChecked() {
    assertThat(GpuSplit.NEVER.isAllowed()).isFalse();
    assertThat(GpuSplit.IF_NEEDED.isAllowed()).isTrue();
    assertThat(GpuSplit.exactly(8)).isEqualTo(new GpuSplit(8));
    assertThat(GpuSplit.exactly(8).isAllowed()).isTrue();
    assertRefused(() -> GpuSplit.exactly(0), "gpusPerWorker (0) of GPU split must be 1 to 64");
    assertRefused(() -> GpuSplit.exactly(65), "gpusPerWorker (65) of GPU split must be 1 to 64");
    assertRefused(() -> new GpuSplit(-2), "gpusPerWorker (-2) of GPU split must be -1 to 64");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
