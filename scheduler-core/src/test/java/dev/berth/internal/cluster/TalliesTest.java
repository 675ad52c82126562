package dev.berth.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Location;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import dev.berth.model.Worker;
import dev.berth.spi.DomainTally;
import dev.berth.spi.JobView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Counts by domain equal a count of all placed jobs, whatever came, went or moved. */
class TalliesTest {

  private static final long SEED = Long.getLong("berth.seed", 9);
  private static final String[] ZONES = {"a", "b", "c"};

  private record App(String tenant) implements JobView {
    @Override
    public Requirements requirements() {
      return Requirements.NONE;
    }

    @Override
    public Priority priority() {
      return Priority.MEDIUM;
    }

    @Override
    public String id() {
      return tenant;
    }

    @Override
    public Map<String, String> labels() {
      return Map.of();
    }
  }

  private record OfTenant(String topologyKey, String tenant) implements DomainTally {
    @Override
    public int count(JobView placed) {
      return placed.tenant().equals(tenant) ? 1 : 0;
    }
  }

  private record Placed(int jobClass, App job, int row) {}

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final WorkerRows rows = new WorkerRows();
  private final List<Placed> placed = new ArrayList<>();
  private final Tallies tallies =
      new Tallies(rows, visitor -> placed.forEach(p -> visitor.visit(p.jobClass, p.job, p.row)));

  private Worker worker(int number) {
    Worker.Builder worker = Worker.builder("w-" + number).label(Location.HOST, "h-" + number);
    int zone = random.nextInt(4);
    return (zone < 3 ? worker.label(Location.ZONE, ZONES[zone]) : worker).build();
  }

  @Test
  void count_randomLife_equalsACountOfAllJobs() {
    for (int i = 0; i < 12; i++) {
      rows.add(worker(i));
    }
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(6)) {
        case 0 -> relabel(random.nextInt(12));
        case 1, 2 -> leave();
        case 3 -> check(step);
        default -> place();
      }
      if (step % 1_000 == 999) {
        Tallies.Needed needed = new Tallies.Needed();
        needed.count(new OfTenant(Location.ZONE, "t-1"));
        tallies.retain(needed);
        assertThat(tallies.size()).isLessThanOrEqualTo(1);
      }
    }
  }

  private void relabel(int row) {
    placed.stream().filter(p -> p.row == row).forEach(p -> tallies.left(p.jobClass, p.job, row));
    assertThat(rows.update(row, worker(row))).isNull();
    placed.stream().filter(p -> p.row == row).forEach(p -> tallies.placed(p.jobClass, p.job, row));
  }

  private void place() {
    int tenant = random.nextInt(3);
    Placed job = new Placed(tenant, new App("t-" + tenant), random.nextInt(12));
    placed.add(job);
    tallies.placed(job.jobClass, job.job, job.row);
  }

  private void leave() {
    if (!placed.isEmpty()) {
      Placed job = placed.remove(random.nextInt(placed.size()));
      tallies.left(job.jobClass, job.job, job.row);
    }
  }

  private void check(int step) {
    String key = random.nextBoolean() ? Location.ZONE : Location.HOST;
    String tenant = "t-" + random.nextInt(3);
    Tally tally = tallies.of(new OfTenant(key, tenant));
    for (int row = 0; row < 12; row++) {
      String value = rows.worker(row).labels().get(key);
      long expected =
          value == null
              ? 0
              : placed.stream()
                  .filter(p -> p.job.tenant().equals(tenant))
                  .filter(p -> value.equals(rows.worker(p.row).labels().get(key)))
                  .count();
      assertThat(tally.count(tally.map().of(row)))
          .as("%s of row %d at step %d; -Dberth.seed=%d", key, row, step, SEED)
          .isEqualTo(expected);
    }
    assertThat(tally.jobs())
        .isEqualTo((int) placed.stream().filter(p -> p.job.tenant().equals(tenant)).count());
  }
}
