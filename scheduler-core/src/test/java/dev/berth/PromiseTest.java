package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.Worker;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.Seed;
import dev.berth.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is promised is kept: over random fleets of several workers and resources, where nobody runs
 * longer than estimated and no worker leaves, a promised start never moves later, and the job
 * starts by then.
 */
class PromiseTest {

  private static final int CASES = Boolean.getBoolean("berth.deep") ? 5_000 : 300;
  private static final String PROMISE = "it is promised to start in ";
  private static final long NONE = -1;

  /** A random fleet and its jobs, in whole seconds. */
  private static final class World {
    final SplittableRandom random;
    final Stage stage;
    final List<Worker> workers = new ArrayList<>();
    final Map<String, Integer> endsAt = new HashMap<>();
    final Map<String, Long> firstPromise = new HashMap<>();
    final Map<String, Long> lastPromise = new HashMap<>();
    final List<String> waiting = new ArrayList<>();
    final Map<String, Integer> runs = new HashMap<>();
    int now;
    int promises;

    World(SplittableRandom random, Backfill backfill) {
      this.random = random;
      SchedulerConfig config =
          SchedulerConfig.builder("default")
              .queueStrategy(QueueStrategy.FIFO)
              .backfill(backfill)
              .build();
      stage = Stage.set(options -> options.config(config).healthTimeout(Duration.ZERO));
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        Worker.Builder worker = Worker.builder("w-" + i).cpuMillis(2 + random.nextInt(7));
        worker.memoryBytes(2 + random.nextInt(7)).extra("licence", random.nextInt(3));
        workers.add(worker.build());
        stage.addWorker(worker.build());
      }
    }

    /** A job that one of the workers could take, were it empty. */
    void submit(int number) {
      Worker worker = workers.get(random.nextInt(workers.size()));
      long cpu = random.nextLong(worker.capacity().cpuMillis() + 1);
      long memory = random.nextLong(worker.capacity().memoryBytes() + 1);
      long licences = random.nextLong(worker.capacity().get("licence") + 1);
      int estimate = 1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 12);
      String id = "j-" + number;
      Job.Builder job = Job.builder(id).cpuMillis(cpu).memoryBytes(memory);
      job.extra("licence", licences).timeLimit(Duration.ofSeconds(estimate));
      runs.put(id, random.nextBoolean() ? estimate : 1 + random.nextInt(estimate));
      stage.scheduler.submit(job.build());
      waiting.add(id);
    }

    void step() {
      for (String id : List.copyOf(endsAt.keySet())) {
        if (endsAt.getOrDefault(id, 0) == now) {
          endsAt.remove(id);
          stage.scheduler.complete(id);
        }
      }
      stage.scheduler.step();
      stage.scheduler.engine().checkInvariants();
      for (String id : List.copyOf(waiting)) {
        if (stage.state(id) == JobState.RUNNING) {
          waiting.remove(id);
          endsAt.put(id, now + runs.getOrDefault(id, 0));
          assertThat((long) now)
              .as("start of %s, first promised", id)
              .isLessThanOrEqualTo(firstPromise.getOrDefault(id, Long.MAX_VALUE));
        }
      }
    }

    /** When a job is promised to start. */
    long promise(String id) {
      String note = stage.scheduler.explain(id).note();
      if (note == null || !note.startsWith(PROMISE)) {
        return NONE;
      }
      return now + Duration.parse(note.substring(PROMISE.length())).toSeconds();
    }

    void checkPromise(String id) {
      long promise = promise(id);
      assertThat(promise).as("promise of %s", id).isGreaterThan(now);
      assertThat(promise)
          .as("promise of %s", id)
          .isLessThanOrEqualTo(lastPromise.getOrDefault(id, Long.MAX_VALUE));
      lastPromise.put(id, promise);
      firstPromise.putIfAbsent(id, promise);
      promises++;
    }
  }

  /** Runs a world to its end; returns how many promises were looked at. */
  private static int run(World world, boolean everybody) {
    int jobs = 40;
    int submitted = 0;
    while (submitted < jobs || !world.waiting.isEmpty()) {
      while (submitted < jobs && world.random.nextInt(3) > 0) {
        world.submit(submitted++);
      }
      world.step();
      for (int i = 0;
          i < (everybody ? world.waiting.size() : Math.min(1, world.waiting.size()));
          i++) {
        world.checkPromise(world.waiting.get(i));
      }
      world.stage.clock.advance(Duration.ofSeconds(1));
      world.now++;
    }
    world.stage.close();
    return world.promises;
  }

  private static void runAll(Seed seed, Backfill backfill, boolean everybody) {
    SplittableRandom random = seed.random();
    long promises = 0;
    for (int i = 0; i < CASES; i++) {
      try {
        promises += run(new World(random.split(), backfill), everybody);
      } catch (AssertionError | RuntimeException broken) {
        throw new AssertionError(seed + ", case " + i, broken);
      }
    }
    assertThat(promises).isGreaterThan(10L * CASES);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void reserving_firstInTheQueue_startsByItsFirstPromiseWhichNeverMovesLater(int depth) {
    runAll(Seed.orElse(700 + depth), Backfill.depth(depth), false);
  }

  @Test
  void conservative_everyJob_startsByItsFirstPromiseWhichNeverMovesLater() {
    runAll(Seed.orElse(710), Backfill.conservative(), true);
  }
}
