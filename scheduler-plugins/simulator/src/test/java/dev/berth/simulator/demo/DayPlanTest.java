package dev.berth.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.model.Worker;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DayPlanTest {

  private static SplittableRandom random() {
    return new SplittableRandom(42);
  }

  @Test
  void fleet_hasEveryShapeAndZoneAndUniqueNames() {
    Fleet fleet = Fleet.generate(1_000, random());

    assertThat(fleet.workers()).hasSize(1_000);
    assertThat(fleet.byShape().keySet()).containsExactly(Shape.values());
    assertThat(fleet.byShape().values().stream().mapToInt(List::size).sum()).isEqualTo(1_000);
    Set<String> ids = new HashSet<>();
    Set<String> zones = new HashSet<>();
    for (Worker worker : fleet.workers()) {
      ids.add(worker.id());
      zones.add(String.valueOf(worker.labels().get("zone")));
    }
    assertThat(ids).hasSize(1_000);
    assertThat(zones).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void fleet_ofAnySize_hasThatSize() {
    for (int size = 1; size < 60; size++) {
      assertThat(Fleet.generate(size, random()).workers()).hasSize(size);
    }
  }

  @Test
  void workload_hasEveryKindAndPriorityInOrder() {
    Workload work = Workload.generate(5_000, 100, random());

    assertThat(work.jobs()).hasSize(5_000);
    assertThat(work.jobs()).extracting(DemoJob::submitNanos).isSorted();
    assertThat(work.jobs().stream().map(job -> job.job().priority()).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(DayRecord.PRIORITIES);
    assertThat(work.jobs().stream().map(DemoJob::kind).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(JobKind.values());
  }

  @Test
  void workload_moreJobsThanFillTheDay_runForLess() {
    // 200 jobs a worker are four times what fills the day, so each runs a quarter of its time.
    double full = meanRun(Workload.generate(2_500, 50, random()));
    double many = meanRun(Workload.generate(10_000, 50, random()));

    assertThat(many / full).isCloseTo(0.25, within(0.02));
  }

  private static double meanRun(Workload work) {
    return work.jobs().stream().mapToLong(DemoJob::runNanos).average().orElse(0);
  }

  @Test
  void incidents_hitEachWorkerAtMostOnce() {
    Fleet fleet = Fleet.generate(200, random());

    List<Incident> incidents = Incident.plan(fleet.workers(), random());

    // Of 200, one in a hundred fails and one in fifty is drained.
    assertThat(incidents).hasSize(2 + 4);
    assertThat(incidents.stream().map(Incident::worker).distinct()).hasSize(6);
    assertThat(incidents).allMatch(each -> each.toNanos() > each.fromNanos());
  }

  @Test
  void dayCurve_joinsPointsByLines() {
    DayCurve curve = DayCurve.of(0, 2, 4, 2);

    // Points at 0, 6, 12 and 18 o'clock.
    assertThat(curve.weightAt(3)).isEqualTo(1);
    assertThat(curve.weightAt(12)).isEqualTo(4);
    assertThat(curve.weightAt(21)).isEqualTo(1);
  }

  @Test
  void dayCurve_drawsByWeight() {
    DayCurve curve = DayCurve.of(0, 0, 1, 0);
    SplittableRandom random = random();

    // All weight is a triangle from 6 to 18 o'clock; its middle half, 9 to 15, holds 3/4 of it.
    int middle = 0;
    for (int i = 0; i < 10_000; i++) {
      double hour = curve.draw(random);
      assertThat(hour).isBetween(6.0, 18.0);
      middle += hour >= 9 && hour < 15 ? 1 : 0;
    }
    assertThat(middle).isBetween(7_300, 7_700);
  }

  @Test
  void waitSummary_isWorkedByHand() {
    WaitSummary waits = WaitSummary.of(new double[] {4, 1, 3, 2});

    // Half of four jobs are covered by the second smallest, 99 % only by the largest.
    assertThat(waits).isEqualTo(new WaitSummary(4, 2.5, 2, 4, 4));
    assertThat(WaitSummary.of(new double[0])).isEqualTo(new WaitSummary(0, 0, 0, 0, 0));
  }
}
