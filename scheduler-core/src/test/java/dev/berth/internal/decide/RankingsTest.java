package dev.berth.internal.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginRegistry;
import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.spi.WorkerFacet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is remembered gives the answers of a scan that remembers nothing, whatever has happened. */
class RankingsTest {

  private static final long SEED = Long.getLong("berth.seed", 20_261_122);

  /** Workers looked at in one test, about: large fleets take fewer steps. */
  private static final int WORK = Boolean.getBoolean("berth.deep") ? 200_000_000 : 2_000_000;

  private static final List<RankingForm> REMEMBERING =
      List.of(RankingForm.AUTO, RankingForm.TREE, RankingForm.BOUNDS);

  private final Pipeline pipeline =
      Pipeline.assemble(
          "test",
          PluginRegistry.of(
              List.of(
                  new RandomFleet.Room(),
                  new RandomFleet.Grade("byRoom", WorkerFacet.RESOURCES, 5),
                  new RandomFleet.Grade("byLoad", WorkerFacet.USAGE, 3),
                  new RandomFleet.Grade("byJobs", WorkerFacet.JOBS, 4),
                  new RandomFleet.Grade("byZone", WorkerFacet.LABELS, 2),
                  new RandomFleet.Grade("byState", WorkerFacet.STATE, 3))),
          List.of(),
          null);

  @ParameterizedTest
  @CsvSource({
    // fleet, classes, budget: roomy, or so small that trees shrink, or that rankings go
    "   1,   1, 1000000",
    "  40,   1, 1000000",
    " 130,  16, 1000000",
    " 130,  16,   10000",
    " 700,  40, 1000000",
    " 700,  40,   15000",
    " 700, 300,   60000",
    " 700, 300,    5000",
    "5000,   7, 1000000"
  })
  void decide_whateverHappens_choosesAsAScanDoes(int workers, int classes, long budget) {
    for (TieOrder order : TieOrder.values()) {
      RandomFleet fleet =
          new RandomFleet(new SplittableRandom(SEED + workers + classes), workers, classes);
      Map<RankingForm, Decider> deciders = new EnumMap<>(RankingForm.class);
      for (RankingForm form : RankingForm.values()) {
        RankingOptions options = new RankingOptions(form, budget);
        deciders.put(
            form,
            new Decider(
                fleet.rows,
                pipeline,
                new Tallies(fleet.rows, visitor -> {}),
                order,
                SEED,
                () -> 0,
                1,
                options));
      }
      for (int step = 0; step < WORK / (workers + 100); step++) {
        compare(fleet, deciders, "%s, step %d".formatted(order, step));
      }
      fleet.rows.checkInvariants();
    }
  }

  private static void compare(RandomFleet fleet, Map<RankingForm, Decider> deciders, String where) {
    int number = fleet.random.nextInt(fleet.classes.size());
    if (fleet.random.nextInt(50) == 0) {
      deciders.values().forEach(decider -> decider.forget(number));
      fleet.renew(number);
    }
    RandomFleet.ClassJob job = fleet.classes.get(number);
    int expected = decider(deciders, RankingForm.SCAN).decide(job, number, 0);
    for (RankingForm form : REMEMBERING) {
      int row = decider(deciders, form).decide(job, number, 0);
      if (row != expected) { // building the description would take most of the time
        assertThat(row)
            .as("%s at %s; reproduce with -Dberth.seed=%d", form, where, SEED)
            .isEqualTo(expected);
      }
    }
    if (expected != Decider.NO_ROW) {
      fleet.place(expected, job);
    }
    int changes = fleet.random.nextInt(fleet.random.nextInt(20) == 0 ? 200 : 4);
    for (int i = 0; i < changes; i++) {
      fleet.change();
    }
  }

  private static Decider decider(Map<RankingForm, Decider> deciders, RankingForm form) {
    return java.util.Objects.requireNonNull(deciders.get(form));
  }
}
