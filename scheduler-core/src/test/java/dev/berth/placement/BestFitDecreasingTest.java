package dev.berth.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.model.GpuLink;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuSplit;
import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.Locality;
import dev.berth.model.Location;
import dev.berth.model.Placement;
import dev.berth.model.Worker;
import dev.berth.placement.BestFitDecreasing.Ask;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestFitDecreasingTest {
  private final BestFitDecreasing fleet = new BestFitDecreasing(Location.RACK);

  private void add(String id, String rack, GpuTopology topology) {
    fleet.add(
        Worker.builder(id)
            .cpuMillis(32_000)
            .memoryBytes(128)
            .topology(topology)
            .label(Location.RACK, rack)
            .build());
  }

  private void add(String id, int gpus) {
    add(id, "r", GpuTopology.flat(gpus, "A100"));
  }

  private static Ask ask(String id, int gpus) {
    return new Ask(id, 1_000, 1, GpuRequest.whole(gpus));
  }

  private List<String> place(Ask... asks) {
    return fleet.place(List.of(asks)).stream().map(BestFitDecreasingTest::text).toList();
  }

  private static String text(Placement placement) {
    var text = new StringBuilder(placement.jobId());
    for (Placement part : placement.parts()) {
      text.append(' ').append(part.workerId()).append(part.gpus());
    }
    return text.append(' ').append(placement.quality()).toString();
  }

  @Test
  void place_smallFirstWouldNotFit_biggestGoesFirst() {
    add("w-1", 4);
    add("w-2", 2);
    assertThat(place(ask("small", 2), ask("big", 4)))
        .containsExactly("big w-1[0, 1, 2, 3] 150", "small w-2[0, 1] 150");
  }

  @Test
  void place_equalGpus_moreCpuThenMemoryThenGivenFirst() {
    add("w", 4);
    List<Placement> placed =
        fleet.place(
            List.of(
                new Ask("a", 1_000, 1, GpuRequest.whole(1)),
                new Ask("b", 1_000, 2, GpuRequest.whole(1)),
                new Ask("c", 2_000, 1, GpuRequest.whole(1)),
                new Ask("d", 1_000, 1, GpuRequest.whole(1))));
    assertThat(placed).extracting(Placement::jobId).containsExactly("c", "b", "a", "d");
  }

  @Test
  void place_whole_leavesFewestIdleDevices() {
    add("w-1", 8);
    add("w-2", 3);
    add("w-3", 4);
    assertThat(place(ask("j", 3))).containsExactly("j w-2[0, 1, 2] 150");
  }

  @Test
  void place_equalRest_higherQualityThenFirst() {
    add("w-1", 4);
    add(
        "w-2",
        "r",
        GpuTopology.builder().gpus(4, "A100", 0).link(GpuLink.Kind.NVLINK, 2, 3).build());
    add(
        "w-3",
        "r",
        GpuTopology.builder().gpus(4, "A100", 0).link(GpuLink.Kind.NVLINK, 2, 3).build());
    assertThat(place(ask("j", 2))).containsExactly("j w-2[2, 3] 150");
  }

  @Test
  void place_preferredLinks_beforeTheTighterWorker() {
    add("w-1", 2);
    add("w-2", "r", GpuTopology.nvSwitch(4, "A100", 0, 1, 32_000, 128));
    var ask = new Ask("j", 0, 0, GpuRequest.whole(2).withLinks(Locality.PREFER));
    assertThat(place(ask)).containsExactly("j w-2[0, 1] 150");
  }

  @Test
  void place_preferredNode_beforePreferredLinks() {
    add("w-1", "r", GpuTopology.nvSwitch(2, "A100", 0, 2, 32_000, 128));
    add("w-2", "r", GpuTopology.pcie(8, "A100", 0, 2, 32_000, 128));
    var ask =
        new Ask(
            "j",
            1_000,
            1,
            GpuRequest.whole(2).withNuma(Locality.PREFER).withLinks(Locality.PREFER));
    assertThat(place(ask)).containsExactly("j w-2[0, 1] 130");
  }

  @Test
  void place_share_tightestDeviceOfAll() {
    add("w-1", 1);
    add("w-2", 1);
    add("w-3", 2);
    assertThat(
            place(
                new Ask("a", 0, 0, GpuRequest.share(700)),
                new Ask("b", 0, 0, GpuRequest.share(600)),
                new Ask("c", 0, 0, GpuRequest.share(300))))
        .containsExactly("a w-1[0] 150", "b w-2[0] 150", "c w-1[0] 150");
  }

  @Test
  void place_memoryShare_isTakenOfTheDevice() {
    add("w", "r", GpuTopology.builder().gpus(2, "A100", 16).build());
    var share = GpuRequest.share(100).withMemory(10);
    assertThat(
            place(
                new Ask("a", 0, 0, share),
                new Ask("b", 0, 0, share),
                new Ask("c", 0, 0, share),
                new Ask("d", 0, 0, GpuRequest.whole(1))))
        .containsExactly("d w[0] 150", "a w[1] 150");
  }

  @Test
  void place_noGpus_keptOffGpuWorkersThenTightest() {
    add("gpu", 8);
    fleet.add(Worker.builder("big").cpuMillis(64_000).memoryBytes(128).build());
    fleet.add(Worker.builder("small").cpuMillis(8_000).memoryBytes(128).build());
    assertThat(
            place(
                new Ask("a", 60_000, 0, GpuRequest.NONE),
                new Ask("b", 8_000, 0, GpuRequest.NONE),
                new Ask("c", 8_000, 0, GpuRequest.NONE)))
        .containsExactly("a big[] 100", "b small[] 100", "c gpu[] 100");
  }

  @Test
  void place_tooLargeForOne_split() {
    add("w-1", "a", GpuTopology.flat(8, "A100"));
    add("w-2", "b", GpuTopology.flat(8, "A100"));
    add("w-3", "a", GpuTopology.flat(8, "A100"));
    var ask = new Ask("j", 12_000, 24, GpuRequest.whole(12).withSplit(GpuSplit.IF_NEEDED));
    assertThat(place(ask)).containsExactly("j w-1[0, 1, 2, 3, 4, 5, 6, 7] w-3[0, 1, 2, 3] 50");
  }

  @Test
  void place_fitsOne_notSplit() {
    add("w-1", 4);
    add("w-2", 8);
    Ask ask = new Ask("j", 0, 0, GpuRequest.whole(8).withSplit(GpuSplit.IF_NEEDED));
    assertThat(place(ask)).containsExactly("j w-2[0, 1, 2, 3, 4, 5, 6, 7] 150");
  }

  @Test
  void place_exactly_neverOnOneWorker() {
    add("w-1", 8);
    add("w-2", 4);
    Ask ask = new Ask("j", 0, 0, GpuRequest.whole(8).withSplit(GpuSplit.exactly(4)));
    assertThat(place(ask)).containsExactly("j w-1[0, 1, 2, 3] w-2[0, 1, 2, 3] 50");
    Ask all = new Ask("k", 0, 0, GpuRequest.whole(4).withSplit(GpuSplit.exactly(4)));
    assertThat(place(all)).containsExactly("k w-1[4, 5, 6, 7] 150");
  }

  @Test
  void place_split_isAllOrNothing() {
    add("w-1", 8);
    add("w-2", 3);
    Ask ask = new Ask("j", 0, 0, GpuRequest.whole(12).withSplit(GpuSplit.IF_NEEDED));
    assertThat(place(ask, ask("k", 8))).containsExactly("k w-1[0, 1, 2, 3, 4, 5, 6, 7] 150");
  }

  @Test
  void place_splitNever_waits() {
    add("w-1", 8);
    add("w-2", 8);
    assertThat(place(ask("j", 12))).isEmpty();
  }

  @Test
  void place_splitCpu_inProportion() {
    add("w-1", 8);
    add("w-2", 8);
    fleet.occupy(
        new Ask("other", 30_000, 0, GpuRequest.NONE), new Placement("other", "w-1", List.of()));
    // 2,000 millicores are left for GPUs that want 1,000 each.
    Ask ask = new Ask("j", 10_000, 0, GpuRequest.whole(10).withSplit(GpuSplit.IF_NEEDED));
    assertThat(place(ask)).containsExactly("j w-1[0, 1] w-2[0, 1, 2, 3, 4, 5, 6, 7] 50");
  }

  @Test
  void place_splitParts_areRoundedUp() {
    add("w-1", 4);
    add("w-2", 4);
    fleet.occupy(
        new Ask("other", 30_000, 0, GpuRequest.NONE), new Placement("other", "w-1", List.of()));
    // Half of 4,001 is 2,001 for each part, and w-1 has 2,000 left.
    assertThat(place(new Ask("j", 4_001, 0, GpuRequest.whole(8).withSplit(GpuSplit.IF_NEEDED))))
        .isEmpty();
    assertThat(place(new Ask("j", 4_000, 0, GpuRequest.whole(8).withSplit(GpuSplit.IF_NEEDED))))
        .containsExactly("j w-1[0, 1, 2, 3] w-2[0, 1, 2, 3] 50");
  }

  @Test
  void place_requiredNode_boundAndCounted() {
    add("w", "r", GpuTopology.pcie(4, "A100", 0, 2, 32_000, 128));
    GpuRequest local = GpuRequest.whole(1).withNuma(Locality.REQUIRE);
    List<Placement> placed =
        fleet.place(
            List.of(
                new Ask("a", 12_000, 0, local),
                new Ask("b", 12_000, 0, local),
                new Ask("c", 8_000, 0, local)));
    assertThat(placed).extracting(Placement::jobId).containsExactly("a", "b");
    assertThat(placed).extracting(Placement::numaNode).containsExactly(0, 1);
  }

  @Test
  void place_failedDevice_neverTaken() {
    fleet.add(Worker.builder("w").gpus(2, "A100").failedGpu(0).build());
    assertThat(
            place(new Ask("a", 0, 0, GpuRequest.whole(1)), new Ask("b", 0, 0, GpuRequest.share(1))))
        .containsExactly("a w[1] 150");
  }

  @Test
  void place_models_honoured() {
    add("w-1", "r", GpuTopology.flat(2, "T4"));
    add("w-2", "r", GpuTopology.flat(4, "A100"));
    GpuRequest a100 = GpuRequest.whole(1).withModels(java.util.Set.of("A100"));
    assertThat(place(new Ask("j", 0, 0, a100))).containsExactly("j w-2[0] 150");
  }

  @Test
  void of_job_asksForItsAmounts() {
    Job job = Job.builder("j").cpuMillis(500).memoryBytes(7).gpus(2).build();
    assertThat(Ask.of(job)).isEqualTo(new Ask("j", 500, 7, GpuRequest.whole(2)));
  }

  @Test
  void add_twice_refused() {
    add("w", 1);
    assertThatThrownBy(() -> add("w", 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("worker w must be added once\nMaybe two workers have the same id.");
  }

  @Test
  void occupy_whatIsNotThere_refusedAndNothingTaken() {
    add("w", 2);
    Placement first = new Placement("a", "w", List.of(0));
    fleet.occupy(ask("a", 1), first);

    assertRefused(ask("b", 1), first, "take what is free, and worker w has not got it");
    assertRefused(
        new Ask("b", 0, 0, GpuRequest.share(1)),
        first,
        "take what is free, and worker w has not got it");
    assertRefused(
        ask("b", 1),
        new Placement("b", "w", List.of(1), 1, 100, List.of()),
        "take what is free, and worker w has not got it");
    assertRefused(
        ask("b", 1),
        new Placement("b", "v", List.of(1)),
        "name workers that were added, and names v");
    assertRefused(ask("b", 2), first, "have its 2 GPUs, and has 1");
    assertThat(place(ask("c", 1))).containsExactly("c w[1] 150");
  }

  private void assertRefused(Ask ask, Placement placement, String must) {
    assertThatThrownBy(() -> fleet.occupy(ask, placement))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("placement of job b must " + must);
  }
}
