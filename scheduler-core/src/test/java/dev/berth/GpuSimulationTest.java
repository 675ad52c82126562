package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.GpuBook.Known;
import dev.berth.event.SchedulerListener;
import dev.berth.model.Defragment;
import dev.berth.model.GpuRequest;
import dev.berth.model.Job;
import dev.berth.model.Move;
import dev.berth.model.Placement;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerStatus;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.spi.GpuScorePlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import dev.berth.testing.Seed;
import dev.berth.testing.TestFilter;
import dev.berth.testing.TestScore;
import dev.berth.time.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The real engine on virtual time, with small fleets of GPU machines of all shapes: jobs with every
 * wish come, end, fail and are moved; workers come, go, drain, change and fall silent; devices
 * break and are repaired. After every step nobody has too much of a device, a NUMA node or a
 * worker, and at every placement all that the job required is so.
 */
class GpuSimulationTest {

  private static final boolean DEEP = Boolean.getBoolean("berth.deep");
  private static final long EVENTS = DEEP ? 10_000_000 : 1_000_000;
  private static final long EVENTS_A_WORLD = 20_000;
  private static final long WORLDS = EVENTS / EVENTS_A_WORLD;
  private static final int MOST_WAITING = 40;
  private static final int MOST_WORKERS = 9;

  private static SchedulerConfig profile(
      String name, QueueStrategy strategy, Backfill backfill, int packing, int choosing) {
    return SchedulerConfig.builder(name)
        .queueStrategy(strategy)
        .backfill(backfill.assuming(Duration.ofSeconds(60)))
        .score("packing", packing)
        .score("choosing", choosing)
        .build();
  }

  private static final List<SchedulerConfig> PROFILES =
      List.of(
          profile("plain", QueueStrategy.PRIORITY, Backfill.greedy(), 0, 0),
          profile("packing", QueueStrategy.PRIORITY, Backfill.greedy(), 1, 0),
          profile("choosing", QueueStrategy.FIFO, Backfill.greedy(), 1, 1),
          profile("backfill", QueueStrategy.FIFO, Backfill.easy(), 1, 0),
          profile("backfillDeep", QueueStrategy.PRIORITY, Backfill.depth(3), 0, 1));

  private static final Set<String> CHOOSING = Set.of("choosing", "backfillDeep");

  /** Takes a share's last device that has the thousandths, of a model that will do. */
  private record Choosing() implements GpuScorePlugin {
    @Override
    public String name() {
      return "choosing";
    }

    @Override
    public Set<WorkerFacet> reads() {
      return EnumSet.allOf(WorkerFacet.class);
    }

    @Override
    public int defaultWeight() {
      return 0;
    }

    @Override
    public int score(JobView job, WorkerView worker) {
      return worker.freeGpuMillis();
    }

    @Override
    public int chooseGpu(JobView job, WorkerView worker) {
      GpuRequest asked = job.requirements().gpus();
      int gpu = worker.gpuCount() - 1;
      while (worker.freeGpuMillis(gpu) < Math.max(1, asked.milliPerGpu())
          || !asked.allows(worker.gpuModel(gpu))) {
        gpu--;
      }
      return gpu;
    }
  }

  /** One fleet and its host. */
  private static final class World implements AutoCloseable {
    final SplittableRandom random;
    final RandomGpuFleet fleet;
    final ManualTicker clock = ManualTicker.startingAt(0);
    final GpuBook book = new GpuBook(CHOOSING);
    final SteppedScheduler scheduler;
    long commands;
    int names;
    boolean busy = true;

    World(SplittableRandom random, SchedulerListener alsoTold) {
      this.random = random;
      fleet = new RandomGpuFleet(random, PROFILES.stream().map(SchedulerConfig::name).toList());
      SchedulerBuilder builder =
          Scheduler.builder()
              .discoverPlugins(false)
              .plugin(TestFilter.fits())
              .plugin(
                  TestScore.of(
                      "packing",
                      (job, worker) ->
                          1_000 * (64 - worker.idleGpuCount())
                              + worker.gpuQuality(job.requirements())))
              .plugin(new Choosing())
              .ticker(clock)
              .wallClock(clock.asInstantSource(Instant.EPOCH))
              .stopwatch(() -> 0)
              .listener(book)
              .listener(alsoTold)
              .finishedJobsKept(30)
              .healthTimeout(Duration.ofSeconds(30))
              .lostGrace(Duration.ofSeconds(10));
      PROFILES.forEach(builder::config);
      scheduler = builder.buildStepped();
    }

    long happened() {
      return book.events + commands;
    }

    void step(int number) {
      if (number % 300 == 0) {
        busy = random.nextInt(3) > 0;
      }
      for (int i = random.nextInt(6); i >= 0; i--) {
        command();
        commands++;
      }
      if (random.nextInt(3) > 0) {
        clock.advance(Duration.ofMillis(random.nextInt(8) * 500L));
      }
      if (number % 8 == 0) {
        for (Worker worker : book.workers()) {
          if (random.nextInt(40) > 0) {
            scheduler.heartbeat(worker.id(), new Usage(random.nextInt(100), 0, 0));
          }
        }
      }
      scheduler.step();
      book.check();
      scheduler.engine().checkInvariants();
      scheduler.workers().forEach(book::compare);
      if (number % 16 == 0) {
        nobodyWaitsWhoFits();
      }
    }

    private void nobodyWaitsWhoFits() {
      for (Known each : book.waiting()) {
        if (!each.job.profile().startsWith("backfill") && book.fitsSomewhere(each.job)) {
          throw new AssertionError("waits, but fits: " + each.job);
        }
      }
    }

    private void command() {
      int dice = random.nextInt(1_000);
      List<Known> placed = book.placed();
      List<Worker> workers = book.workers();
      if (workers.size() < 3 || (dice < 15 && workers.size() < MOST_WORKERS)) {
        Worker worker = fleet.worker("w-" + names++);
        book.announcing(worker);
        scheduler.register(worker);
      } else if (dice < 430) {
        if (book.jobs().size() - placed.size() < (busy ? MOST_WAITING : 5)) {
          Job job = fleet.job("j-" + names++);
          book.submitting(job);
          scheduler.submit(job);
        }
      } else if (dice < 820) {
        if (!placed.isEmpty()) {
          String id = any(placed).job.id();
          ask(dice < 760 ? scheduler.complete(id) : scheduler.fail(id, "exit 1"));
        }
      } else if (dice < 860) {
        if (!book.jobs().isEmpty()) {
          ask(scheduler.cancel(any(book.jobs()).job.id()));
        }
      } else if (dice < 875) {
        move();
      } else {
        onAnyWorker(dice, any(workers));
      }
    }

    private void onAnyWorker(int dice, Worker worker) {
      if (dice < 879) {
        ask(scheduler.remove(worker.id()));
      } else if (dice < 900) {
        ask(scheduler.drain(worker.id()));
      } else if (dice < 940) {
        ask(scheduler.undrain(worker.id()));
      } else {
        scheduler.step(); // so that this is the only change under way
        for (Worker now : book.workers()) {
          if (now.id().equals(worker.id())) {
            change(dice, now);
          }
        }
        scheduler.step();
      }
    }

    private void change(int dice, Worker worker) {
      int gpus = worker.gpus().size();
      if (dice < 960 || gpus == 0) {
        Worker changed = fleet.changed(worker);
        book.announcing(changed);
        ask(scheduler.update(changed));
        return;
      }
      boolean fails = dice < 978;
      int gpu = random.nextInt(gpus);
      Set<Integer> failed = new TreeSet<>(worker.failedGpus());
      if (fails) {
        failed.add(gpu);
      } else {
        gpu = failed.isEmpty() ? gpu : any(List.copyOf(failed));
        failed.remove(gpu);
      }
      Worker.Builder changed = worker.toBuilder().repairedGpus();
      failed.forEach(changed::failedGpu);
      book.announcing(changed.build());
      CompletableFuture<?> answer =
          fails ? scheduler.gpuFailed(worker.id(), gpu) : scheduler.gpuRepaired(worker.id(), gpu);
      scheduler.step();
      answer.join();
    }

    /** What is planned can be carried out at once, exactly so. */
    private void move() {
      scheduler.step();
      List<WorkerStatus> before = scheduler.workers();
      List<Known> waiting = book.waiting();
      Defragment purpose =
          waiting.isEmpty() || random.nextInt(3) == 0
              ? Defragment.maxMoves(1 + random.nextInt(3))
              : Defragment.toFit(any(waiting).job.id(), 1 + random.nextInt(4));
      List<Move> moves = scheduler.plan(purpose);
      assertThat(scheduler.workers()).as("after a plan").isEqualTo(before);
      scheduler.engine().checkInvariants();
      List<CompletableFuture<?>> answers = new ArrayList<>();
      for (Move move : moves) {
        assertThat(purpose.jobId() != null || move.gain() > 0).as(move.toString()).isTrue();
        answers.add(scheduler.carryOut(move));
      }
      long movedBefore = book.moves;
      scheduler.step();
      answers.forEach(CompletableFuture::join);
      assertThat(book.moves - movedBefore).isEqualTo(moves.size());
      for (Move move : moves) {
        Placement now = scheduler.job(move.jobId()).orElseThrow().placement();
        assertThat(now).as(() -> move + " among " + moves).isEqualTo(move.to());
      }
    }

    /** It may be refused, as another command of the step may have changed what it is about. */
    private static void ask(CompletableFuture<?> answer) {
      answer.exceptionally(refused -> null);
    }

    private <T> T any(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    @Override
    public void close() {
      scheduler.close();
    }
  }

  @Test
  void gpus_randomLifeOfSmallFleets_keepEveryInvariantAfterEveryStep() {
    Seed seed = Seed.orElse(505);
    SplittableRandom random = seed.random();
    long events = 0;
    long placements = 0;
    long splits = 0;
    long moves = 0;
    long losses = 0;
    for (int each = 0; each < WORLDS; each++) {
      try (World world = new World(random.split(), event -> {})) {
        play(seed, world, each, EVENTS_A_WORLD);
        events += world.happened();
        placements += world.book.placements;
        splits += world.book.splits;
        moves += world.book.moves;
        losses += world.book.losses;
      }
    }

    assertThat(events).isGreaterThanOrEqualTo(EVENTS);
    assertThat(placements).isGreaterThan(EVENTS / 10);
    assertThat(splits).isGreaterThan(EVENTS / 1_000);
    assertThat(moves).isGreaterThan(EVENTS / 1_000);
    assertThat(losses).isGreaterThan(EVENTS / 1_000);
  }

  @Test
  void gpus_sameSeedTwice_haveTheSameEvents() {
    Seed seed = Seed.orElse(506);
    List<String> first = told(seed);

    assertThat(told(seed)).as(seed.toString()).isEqualTo(first);
    assertThat(first).hasSizeGreaterThan(3_000);
  }

  private static List<String> told(Seed seed) {
    List<String> events = new ArrayList<>();
    try (World world = new World(seed.random(), event -> events.add(event.toString()))) {
      play(seed, world, 0, 5_000);
    }
    return events;
  }

  private static void play(Seed seed, World world, int each, long events) {
    for (int step = 0; world.happened() < events; step++) {
      try {
        world.step(step);
      } catch (RuntimeException | AssertionError broken) {
        throw new AssertionError(seed + ": world " + each + ", step " + step, broken);
      }
    }
  }
}
