package dev.berth.internal.policy.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.internal.cluster.WorkerRows;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import dev.berth.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/**
 * The planner, compared with plain lists of who holds or is promised what: whatever is asked is
 * found out anew from these, instant by instant.
 */
class PlannerTest {

  private static final long SECOND = 1_000_000_000L;
  private static final int HORIZON = 400;
  private static final String LICENCE = "licence";

  private static Resources amounts(long cpu, long memory, long licences) {
    return new Resources(cpu, memory, 0, 0, licences == 0 ? Map.of() : Map.of(LICENCE, licences));
  }

  private static Worker worker(String id, Resources capacity) {
    Worker.Builder builder =
        Worker.builder(id).cpuMillis(capacity.cpuMillis()).memoryBytes(capacity.memoryBytes());
    capacity.extras().forEach(builder::extra);
    return builder.build();
  }

  /** Amounts of a worker for a while, in seconds. */
  private static final class Held {
    final String worker;
    final Resources amounts;
    final long start;
    long end;
    final Reservation known;
    final boolean running;

    Held(
        String worker,
        Resources amounts,
        long start,
        long end,
        Reservation known,
        boolean running) {
      this.worker = worker;
      this.amounts = amounts;
      this.start = start;
      this.end = end;
      this.known = known;
      this.running = running;
    }
  }

  private static final class World {
    final SplittableRandom random;
    final WorkerRows rows = new WorkerRows();
    final Planner planner = new Planner(rows);
    final Map<Integer, Worker> workers = new HashMap<>();
    final List<Held> held = new ArrayList<>();
    long now;
    int names;
    int corrections;
    int updates;
    int reused;

    World(SplittableRandom random) {
      this.random = random;
    }

    Resources capacity() {
      return amounts(random.nextInt(9), random.nextInt(9), random.nextInt(6) / 3);
    }

    Resources demand() {
      return amounts(random.nextInt(5), random.nextInt(5), random.nextInt(4) / 3);
    }

    int anyRow() {
      List<Integer> present = new ArrayList<>(workers.keySet());
      return present.get(random.nextInt(present.size()));
    }

    Worker at(int row) {
      return Objects.requireNonNull(workers.get(row));
    }

    // ---- what is free by the lists alone

    long free(int row, long second, String resource) {
      Worker worker = workers.get(row);
      if (worker == null) {
        return 0;
      }
      long free = worker.capacity().get(resource);
      for (Held each : held) {
        if (each.worker.equals(worker.id()) && each.start <= second && second < each.end) {
          free -= each.amounts.get(resource);
        }
      }
      return free;
    }

    boolean fits(int row, long second, Resources demand) {
      for (String resource : List.of(Resources.CPU, Resources.MEMORY, LICENCE)) {
        if (demand.get(resource) > 0 && demand.get(resource) > free(row, second, resource)) {
          return false;
        }
      }
      return true;
    }

    long fitsFor(int row, long from, Resources demand) {
      for (long second = from; second < now + HORIZON; second++) {
        if (!fits(row, second, demand)) {
          return second - from;
        }
      }
      return Long.MAX_VALUE;
    }

    long earliest(int row, long from, long estimate, Resources demand) {
      for (long second = from; second < now + HORIZON; second++) {
        if (fitsFor(row, second, demand) >= estimate) {
          return second;
        }
      }
      return Long.MAX_VALUE;
    }

    // ---- what happens

    void step() {
      int dice = random.nextInt(100);
      if (workers.size() < 2 || (dice < 4 && workers.size() < 6)) {
        Worker worker = worker("w-" + names++, capacity());
        int before = rows.limit();
        int row = rows.add(worker);
        reused += row < before ? 1 : 0;
        workers.put(row, worker);
      } else if (dice < 7) {
        remove(anyRow());
      } else if (dice < 12) {
        update(anyRow());
      } else if (dice < 40) {
        start(anyRow());
      } else if (dice < 60) {
        promise(anyRow());
      } else if (dice < 80 && !held.isEmpty()) {
        end(held.remove(random.nextInt(held.size())));
      } else {
        now += random.nextInt(12);
        correct();
      }
    }

    void start(int row) {
      Resources demand = demand();
      if (!fits(row, now, demand)) {
        return;
      }
      long estimate = 1L + random.nextInt(40);
      Reservation known =
          planner.started(row, now * SECOND, estimate * SECOND, planner.demand(demand), "t");
      held.add(new Held(at(row).id(), demand, now, now + estimate, known, true));
    }

    void promise(int row) {
      Resources demand = demand();
      long start = now + random.nextInt(40);
      long estimate = 1L + random.nextInt(40);
      Reservation known =
          planner.reserve(row, start * SECOND, estimate * SECOND, planner.demand(demand));
      held.add(new Held(at(row).id(), demand, start, start + estimate, known, false));
    }

    void end(Held job) {
      if (job.running) {
        planner.ended(job.known, now * SECOND);
      } else {
        planner.cancel(job.known);
      }
    }

    /** Those that should be over are expected to run as long again as they have run. */
    void correct() {
      planner.correct(now * SECOND);
      for (Held each : held) {
        if (each.running && each.end <= now) {
          each.end = now + Math.max(1, now - each.start);
          corrections++;
        }
      }
    }

    /** Who runs on it is evicted before, as the engine does; promises are left to be noticed. */
    void remove(int row) {
      Worker worker = at(row);
      workers.remove(row);
      for (Held each : List.copyOf(held)) {
        if (each.worker.equals(worker.id())) {
          if (each.running) {
            end(each);
          }
          held.remove(each);
          gone.add(each);
        }
      }
      rows.remove(row);
    }

    /** Promises that did not outlive their worker; to take them back later must do no harm. */
    final List<Held> gone = new ArrayList<>();

    void update(int row) {
      Worker old = at(row);
      Worker changed = worker(old.id(), capacity());
      if (rows.update(row, changed) != null) {
        throw new AssertionError("nothing is reserved on these rows");
      }
      workers.put(row, changed);
      updates++;
      for (Held each : List.copyOf(held)) {
        if (each.worker.equals(old.id()) && !each.running) {
          held.remove(each);
          gone.add(each);
        }
      }
    }

    // ---- comparison

    void check(String where) {
      if (!gone.isEmpty() && random.nextInt(3) == 0) {
        Held late = gone.remove(random.nextInt(gone.size()));
        if (!late.running) {
          planner.cancel(late.known);
        }
      }
      Resources demand = demand();
      long estimate = 1L + random.nextInt(30);
      long[] array = planner.demand(demand);
      checkFind(where, demand, array, estimate);
      checkConflicts(where, demand, array, estimate);
      planner.checkInvariants(now * SECOND);
    }

    void checkFind(String where, Resources demand, long[] array, long estimate) {
      long from = now + Math.max(0, random.nextInt(-20, 20));
      int refused = random.nextInt(8);
      IntPredicate eligible = row -> row != refused;
      long expected = Long.MAX_VALUE;
      int expectedRow = -1;
      for (int row = 0; row < rows.limit(); row++) {
        long start =
            workers.containsKey(row) && eligible.test(row)
                ? earliest(row, from, estimate, demand)
                : Long.MAX_VALUE;
        if (start < expected) {
          expected = start;
          expectedRow = row;
        }
      }
      long found = planner.find(array, from * SECOND, estimate * SECOND, "t", eligible);
      assertThat(found)
          .as("%s: earliest start of %s for %d s", where, Arrays.toString(array), estimate)
          .isEqualTo(expected == Long.MAX_VALUE ? Planner.NEVER : expected * SECOND);
      if (found != Planner.NEVER) {
        assertThat(planner.foundRow()).as(where).isEqualTo(expectedRow);
      }
      checkFindLatest(where, demand, estimate, eligible);
    }

    void checkFindLatest(String where, Resources demand, long estimate, IntPredicate eligible) {
      long until = now + 1 + random.nextInt(40);
      long expected = Planner.NONE;
      int expectedRow = -1;
      for (long time = until; time >= now && expectedRow < 0; time--) {
        for (int row = 0; row < rows.limit() && expectedRow < 0; row++) {
          if (workers.containsKey(row)
              && eligible.test(row)
              && earliest(row, time, estimate, demand) == time) {
            expected = time * SECOND;
            expectedRow = row;
          }
        }
      }
      long found =
          planner.findLatest(
              planner.demand(demand),
              now * SECOND,
              until * SECOND,
              estimate * SECOND,
              "t",
              eligible);
      assertThat(found).as("%s: latest start until %d", where, until).isEqualTo(expected);
      if (found != Planner.NONE) {
        assertThat(planner.foundRow()).as(where).isEqualTo(expectedRow);
      }
    }

    void checkConflicts(String where, Resources demand, long[] array, long estimate) {
      BitSet into = new BitSet();
      long longest = planner.conflicts(array, now * SECOND, estimate * SECOND, "t", into);
      long expectedLongest = 0;
      BitSet expected = new BitSet();
      for (Map.Entry<Integer, Worker> each : workers.entrySet()) {
        int row = each.getKey();
        boolean promised =
            held.stream().anyMatch(h -> !h.running && h.worker.equals(each.getValue().id()));
        long fitsFor = fitsFor(row, now, demand);
        if (promised && fitsFor < estimate) {
          expected.set(row);
          expectedLongest = Math.max(expectedLongest, fitsFor * SECOND);
        }
      }
      assertThat(into).as(where + ": conflicts").isEqualTo(expected);
      assertThat(longest).as(where + ": longest").isEqualTo(expectedLongest);
    }
  }

  @Test
  void everyAnswer_randomFleetAndJobs_isThatOfPlainLists() {
    Seed seed = Seed.orElse(430);
    SplittableRandom random = seed.random();
    int corrections = 0;
    int updates = 0;
    int reused = 0;
    for (int round = 0; round < 60; round++) {
      World world = new World(random.split());
      for (int step = 0; step < 150; step++) {
        world.step();
        world.check(seed + ", round " + round + ", step " + step);
      }
      corrections += world.corrections;
      updates += world.updates;
      reused += world.reused;
    }
    assertThat(corrections).isGreaterThan(400);
    assertThat(updates).isGreaterThan(100);
    assertThat(reused).isGreaterThan(30);
  }

  @Test
  void started_jobsThatComeAndGoUnasked_keepNoPast() {
    WorkerRows rows = new WorkerRows();
    int row = rows.add(worker("w-1", amounts(4, 4, 0)));
    Planner planner = new Planner(rows);
    long[] demand = planner.demand(amounts(1, 1, 0));
    for (long second = 0; second < 10_000; second += 2) {
      Reservation job = planner.started(row, second * SECOND, 100 * SECOND, demand, "t");
      planner.ended(job, (second + 1) * SECOND);
    }

    assertThat(planner.steps(row)).isLessThan(32);
  }
}
