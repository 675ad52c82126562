package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.event.JobEvent;
import dev.berth.model.Defragment;
import dev.berth.model.GpuSplit;
import dev.berth.model.GpuTopology;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.Locality;
import dev.berth.model.Location;
import dev.berth.model.Move;
import dev.berth.model.Placement;
import dev.berth.model.Worker;
import dev.berth.testing.Stage;
import dev.berth.testing.TestFilter;
import dev.berth.testing.TestScore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Jobs with GPUs, from submission to their end: what they get of workers, and what they are told.
 */
class GpuJobsTest {

  private static final long GIB = 1L << 30;

  /** Two NUMA nodes of 32 cores with four A100 of 80 GiB each, all on one switch. */
  private static Worker dgx(String id) {
    return Worker.builder(id)
        .topology(GpuTopology.nvSwitch(8, "A100", 80 * GIB, 2, 64_000, 1_024 * GIB))
        .build();
  }

  /** Four V100 in pairs, a pair on each of two NUMA nodes of 16 cores. */
  private static Worker pairs(String id) {
    return Worker.builder(id)
        .topology(GpuTopology.pairs(4, "V100", 32 * GIB, 2, 32_000, 256 * GIB))
        .build();
  }

  private static Job.Builder gpus(String id, int count) {
    return Stage.job(id, count).gpus(count);
  }

  // ---- one worker

  @Test
  void place_numaRequired_isBoundToTheNodeOfItsGpus() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(dgx("w"));
      stage.submit(gpus("a", 2).cpuMillis(20_000).gpuNuma(Locality.REQUIRE).build());
      stage.submit(gpus("b", 2).cpuMillis(20_000).gpuNuma(Locality.REQUIRE).build());

      assertThat(stage.placement("a"))
          .isEqualTo(new Placement("a", "w", List.of(0, 1), 0, 150, List.of()));
      // 12 cores are left of node 0, so it is node 1, though two GPUs are idle on either.
      assertThat(stage.placement("b"))
          .isEqualTo(new Placement("b", "w", List.of(4, 5), 1, 150, List.of()));
    }
  }

  @Test
  void place_numaRequiredAndNoNodeWithTheCores_waitsUntilOneHas() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(dgx("w"));
      stage.submit(gpus("a", 1).cpuMillis(20_000).gpuNuma(Locality.REQUIRE).build());
      stage.submit(gpus("b", 1).cpuMillis(20_000).gpuNuma(Locality.REQUIRE).build());
      stage.submit(gpus("c", 1).cpuMillis(20_000).gpuNuma(Locality.REQUIRE).build());
      assertThat(stage.state("c")).isEqualTo(JobState.QUEUED);
      stage.submit(gpus("floating", 1).cpuMillis(20_000).build());
      assertThat(stage.placement("floating").numaNode()).isEqualTo(Placement.ANY_NODE);

      stage.done(stage.scheduler.complete("b"));

      assertThat(stage.placement("c").numaNode()).isEqualTo(1);
    }
  }

  @Test
  void place_nodeWithoutCores_neverTakesOneThatRequiresItsCores() {
    GpuTopology gpuApart =
        GpuTopology.builder().numaNode(8_000, GIB).numaNode(0, GIB).gpus(2, "GH200", 0).build();
    try (Stage stage = Stage.set()) {
      stage.addWorker(Worker.builder("w").topology(gpuApart).build());
      stage.submit(gpus("strict", 1).gpuNuma(Locality.REQUIRE).build());
      stage.submit(gpus("loose", 1).gpuNuma(Locality.PREFER).build());

      assertThat(stage.state("strict")).isEqualTo(JobState.QUEUED);
      assertThat(stage.placement("loose").numaNode()).isEqualTo(Placement.ANY_NODE);
    }
  }

  @Test
  void place_linksRequired_waitsForAPairInsteadOfTakingTwoHalves() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(pairs("w"));
      for (String id : List.of("a", "b", "c", "d")) {
        stage.submit(gpus(id, 1).build());
      }
      // Each went where it breaks the fewest pairs: 0, 1, 2, 3.
      stage.done(stage.scheduler.complete("a"));
      stage.done(stage.scheduler.complete("c"));
      stage.submit(gpus("linked", 2).gpuLinks(Locality.REQUIRE).build());
      assertThat(stage.state("linked")).isEqualTo(JobState.QUEUED);

      stage.done(stage.scheduler.complete("d"));

      assertThat(stage.placement("linked").gpus()).containsExactly(2, 3);
    }
  }

  @Test
  void place_sharesOfMemory_fillADeviceAndKeepItFromWholeJobs() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(pairs("w"));
      stage.submit(Stage.job("half", 1).gpuMemory(16 * GIB).build());
      stage.submit(Stage.job("more", 1).gpuShare(300).gpuMemory(12 * GIB).build());
      stage.submit(Stage.job("full", 1).gpuMemory(8 * GIB).build());
      stage.submit(gpus("whole", 3).build());

      assertThat(stage.placement("half").gpus()).containsExactly(0);
      assertThat(stage.placement("more").gpus()).containsExactly(0);
      assertThat(stage.placement("full").gpus()).containsExactly(1); // 4 GiB are left of 0
      assertThat(stage.state("whole")).isEqualTo(JobState.QUEUED);
      stage.done(stage.scheduler.complete("full"));
      assertThat(stage.placement("whole").gpus()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void place_unknownModelOrTooManyGpus_waitsAndSaysWhy() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(dgx("w"));
      stage.submit(gpus("unknown", 1).gpuModels("B300").build());
      stage.submit(gpus("many", 9).build());
      stage.submit(gpus("large", 1).gpuMinMemory(100 * GIB).build());

      assertThat(stage.state("unknown")).isEqualTo(JobState.QUEUED);
      assertThat(stage.state("many")).isEqualTo(JobState.QUEUED);
      assertThat(stage.state("large")).isEqualTo(JobState.QUEUED);
      assertThat(stage.scheduler.explain("many").toString()).contains("many");
    }
  }

  @Test
  void build_badShares_areNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Job.builder("j").gpuShare(0))
        .withMessage("gpuShare (0) of job j must be 1 to 1000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Job.builder("j").gpuShare(1_001))
        .withMessage("gpuShare (1001) of job j must be 1 to 1000");
  }

  // ---- devices that break

  @Test
  void gpuFailed_inUse_tellsItsJobAndIsNeverGivenAgain() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(pairs("w"));
      stage.submit(gpus("a", 2).build());
      stage.done(stage.scheduler.gpuFailed("w", 1));

      assertThat(stage.heard.events(JobEvent.GpusLost.class))
          .singleElement()
          .satisfies(
              lost -> {
                assertThat(lost.jobId()).isEqualTo("a");
                assertThat(lost.gpus()).containsExactly(1);
              });
      assertThat(stage.state("a")).isEqualTo(JobState.RUNNING);
      stage.done(stage.scheduler.fail("a", "Xid 79"));
      stage.submit(gpus("b", 3).build());
      assertThat(stage.placement("b").gpus()).containsExactly(0, 2, 3);
      stage.submit(gpus("c", 1).build());
      assertThat(stage.state("c")).isEqualTo(JobState.QUEUED);
      stage.scheduler.engine().checkInvariants();

      stage.done(stage.scheduler.gpuRepaired("w", 1));

      assertThat(stage.placement("c").gpus()).containsExactly(1);
    }
  }

  @Test
  void gpuFailed_noSuchDevice_isRefused() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(pairs("w"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> stage.scheduler.gpuFailed("w", 4))
          .withMessage("gpu (4) of worker w must be the index of one of its 4 GPUs");
    }
  }

  @Test
  void gpuFailed_updatedToFewerJustBefore_isRefused() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(pairs("w"));
      Worker smaller = Worker.builder("w").gpus(2, "V100").build();
      CompletableFuture<?> update = stage.scheduler.update(smaller);
      CompletableFuture<?> failure = stage.scheduler.gpuFailed("w", 2);

      stage.done(update);
      assertThatThrownBy(failure::join)
          .hasRootCauseMessage("GPU 2 of worker w is gone: it was updated to fewer");
    }
  }

  @Test
  void update_takesAwayWhatIsBound_isRefused() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(dgx("w"));
      stage.submit(gpus("a", 1).cpuMillis(30_000).gpuNuma(Locality.REQUIRE).build());
      Worker smaller =
          Worker.builder("w")
              .topology(GpuTopology.nvSwitch(8, "A100", 80 * GIB, 2, 40_000, 1_024 * GIB))
              .build();
      assertThatThrownBy(() -> stage.done(stage.scheduler.update(smaller)))
          .hasRootCauseMessage(
              "NUMA node 0 with 30000 cpuMillis and 0 memoryBytes of worker w must stay: a job holds"
                  + " it");
      stage.scheduler.engine().checkInvariants();
    }
  }

  @Test
  void update_namesTheNodesOfABoundJob_countsItOnItsNode() {
    try (Stage stage = Stage.set()) {
      Worker unnamed =
          Worker.builder("w").cpuMillis(16_000).memoryBytes(64 * GIB).gpus(2, "T4").build();
      stage.addWorker(unnamed);
      stage.submit(gpus("a", 1).cpuMillis(6_000).gpuNuma(Locality.REQUIRE).build());
      assertThat(stage.placement("a").numaNode()).isZero();

      GpuTopology named =
          GpuTopology.builder()
              .numaNode(8_000, 32 * GIB)
              .gpus(2, "T4", 0)
              .numaNode(8_000, 32 * GIB)
              .build();
      stage.done(stage.scheduler.update(unnamed.toBuilder().topology(named).build()));
      stage.submit(gpus("b", 1).cpuMillis(6_000).gpuNuma(Locality.REQUIRE).build());
      assertThat(stage.state("b")).isEqualTo(JobState.QUEUED); // 2 cores are left of node 0

      stage.done(stage.scheduler.complete("a"));
      assertThat(stage.placement("b").numaNode()).isZero();
      stage.scheduler.engine().checkInvariants();

      stage.done(stage.scheduler.update(unnamed));
      stage.done(stage.scheduler.complete("b"));
      stage.scheduler.engine().checkInvariants();
    }
  }

  // ---- several workers

  private static Worker racked(String id, String rack) {
    return dgx(id).toBuilder().label(Location.RACK, rack).build();
  }

  @Test
  void split_ifNeeded_takesTheFewestWorkersOfOneRack() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(racked("a1", "a"));
      stage.addWorker(racked("b1", "b"));
      stage.addWorker(racked("b2", "b"));
      stage.submit(gpus("one", 8).gpuSplit(GpuSplit.IF_NEEDED).build());
      assertThat(stage.placement("one").others()).isEmpty();
      stage.done(stage.scheduler.complete("one"));

      stage.submit(gpus("two", 16).gpuSplit(GpuSplit.IF_NEEDED).build());

      Placement placement = stage.placement("two");
      assertThat(placement.parts()).extracting(Placement::workerId).containsExactly("b1", "b2");
      assertThat(placement.parts()).allMatch(part -> part.gpus().size() == 8);
      assertThat(placement.quality()).isEqualTo(Placement.SPLIT);
      assertThat(stage.scheduler.worker("b2").orElseThrow().requested().cpuMillis())
          .isEqualTo(8_000);
      stage.scheduler.engine().checkInvariants();

      stage.done(stage.scheduler.complete("two"));
      assertThat(stage.scheduler.worker("b2").orElseThrow().requested().cpuMillis()).isZero();
      stage.scheduler.engine().checkInvariants();
    }
  }

  @Test
  void split_notAllTheParts_isNotPlacedAtAllAndComesBackWhenThereIsRoom() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(dgx("w1"));
      stage.addWorker(dgx("w2"));
      stage.submit(gpus("small", 1).build());
      stage.submit(gpus("large", 16).gpuSplit(GpuSplit.IF_NEEDED).build());
      assertThat(stage.state("large")).isEqualTo(JobState.QUEUED);
      stage.scheduler.engine().checkInvariants();

      stage.done(stage.scheduler.complete("small"));

      assertThat(stage.placement("large").parts()).hasSize(2);
    }
  }

  @Test
  void split_exactly_neverTakesAnotherNumber() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(dgx("w1"));
      stage.addWorker(dgx("w2"));
      stage.submit(gpus("a", 8).gpuSplit(GpuSplit.exactly(4)).build());

      assertThat(stage.placement("a").parts())
          .extracting(Placement::workerId)
          .containsExactly("w1", "w2");
      assertThat(stage.placement("a").parts()).allMatch(part -> part.gpus().size() == 4);
    }
  }

  @Test
  void split_oneWorkerLost_allPartsGoBack() {
    try (Stage stage = Stage.set()) {
      stage.addWorker(dgx("w1"));
      stage.addWorker(dgx("w2"));
      stage.submit(gpus("a", 16).gpuSplit(GpuSplit.IF_NEEDED).build());

      stage.done(stage.scheduler.remove("w2"));

      assertThat(stage.state("a")).isEqualTo(JobState.QUEUED);
      assertThat(stage.scheduler.worker("w1").orElseThrow().runningJobs()).isZero();
      stage.scheduler.engine().checkInvariants();
    }
  }

  // ---- moves

  private static Stage packing() {
    return Stage.with(
        TestFilter.fits(),
        TestScore.of("packing", (job, worker) -> 1_000 * (8 - worker.idleGpuCount())));
  }

  @Test
  void plan_twoHalfEmptyWorkers_proposesToFillOne() {
    try (Stage stage = packing()) {
      stage.addWorker(dgx("w1"));
      stage.submit(gpus("a", 5).movable(true).build());
      stage.submit(gpus("b", 3).build());
      stage.addWorker(dgx("w2"));
      stage.submit(gpus("c", 2).movable(true).build());
      stage.done(stage.scheduler.complete("b"));
      String before = stage.scheduler.workers().toString();

      List<Move> moves = stage.scheduler.plan(Defragment.maxMoves(5));

      // c among 5 busy devices: 5000 points; alone on its own worker: none.
      assertThat(moves)
          .containsExactly(
              new Move(
                  new Placement("c", "w2", List.of(0, 1), -1, 120, List.of()),
                  new Placement("c", "w1", List.of(5, 6), -1, 120, List.of()),
                  5_000));
      assertThat(stage.scheduler.workers()).hasToString(before);
      stage.scheduler.engine().checkInvariants();

      stage.done(stage.scheduler.carryOut(moves.get(0)));

      assertThat(stage.home("c")).isEqualTo("w1");
      assertThat(stage.state("c")).isEqualTo(JobState.RUNNING);
      assertThat(stage.heard.events(JobEvent.Moved.class)).hasSize(1);
      stage.scheduler.engine().checkInvariants();
      assertThat(stage.scheduler.plan(Defragment.maxMoves(5))).isEmpty();
    }
  }

  @Test
  void plan_toFit_makesRoomWithOneMove() {
    try (Stage stage = packing()) {
      stage.addWorker(dgx("w1"));
      stage.submit(gpus("a", 4).movable(true).build());
      stage.submit(gpus("fixed", 4).build());
      stage.addWorker(dgx("w2"));
      stage.submit(gpus("b", 4).movable(true).build());
      stage.done(stage.scheduler.complete("a"));
      stage.submit(gpus("wanting", 8).build());

      List<Move> moves = stage.scheduler.plan(Defragment.toFit("wanting", 1));
      assertThat(moves).extracting(Move::jobId).containsExactly("b");
      stage.done(stage.scheduler.carryOut(moves.get(0)));

      assertThat(stage.home("b")).isEqualTo("w1");
      assertThat(stage.home("wanting")).isEqualTo("w2");
      stage.scheduler.engine().checkInvariants();
    }
  }

  @Test
  void plan_toFitTwoMovesNeeded_findsThemOrNothing() {
    try (Stage stage = packing()) {
      stage.addWorker(dgx("w1"));
      stage.submit(gpus("fixed", 6).build());
      stage.addWorker(dgx("w2"));
      stage.submit(gpus("b", 1).movable(true).build()); // joins w1
      stage.submit(gpus("c", 1).movable(true).build()); // joins w1
      stage.submit(gpus("d", 1).movable(true).build());
      stage.submit(gpus("e", 1).movable(true).build());
      stage.done(stage.scheduler.complete("b"));
      stage.done(stage.scheduler.complete("c"));
      stage.submit(gpus("wanting", 8).build());

      assertThat(stage.scheduler.plan(Defragment.toFit("wanting", 1))).isEmpty();
      List<Move> moves = stage.scheduler.plan(Defragment.toFit("wanting", 2));
      assertThat(moves).extracting(Move::jobId).containsExactlyInAnyOrder("d", "e");
      moves.forEach(move -> stage.done(stage.scheduler.carryOut(move)));
      assertThat(stage.home("wanting")).isEqualTo("w2");
    }
  }

  @Test
  void carryOut_placeTakenMeanwhile_isRefusedAndNothingMoves() {
    try (Stage stage = packing()) {
      stage.addWorker(dgx("w1"));
      stage.submit(gpus("a", 6).build());
      stage.submit(gpus("b", 2).build());
      stage.addWorker(dgx("w2"));
      stage.submit(gpus("c", 2).movable(true).build());
      stage.done(stage.scheduler.complete("b"));
      Move move = stage.scheduler.plan(Defragment.maxMoves(1)).get(0);
      stage.submit(gpus("d", 1).build());

      assertThatThrownBy(() -> stage.done(stage.scheduler.carryOut(move)))
          .hasRootCauseMessage(
              "worker w1 cannot take job c"
                  + "\nMaybe something else was placed there since the move was planned.");
      assertThat(stage.home("c")).isEqualTo("w2");
      stage.scheduler.engine().checkInvariants();
    }
  }
}
