package dev.berth.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.internal.decide.RankingOptions;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginRegistry;
import dev.berth.internal.policy.order.PriorityScale;
import dev.berth.internal.policy.quota.QuotaAdmission;
import dev.berth.model.Dependency;
import dev.berth.model.Job;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.RecordingListener;
import dev.berth.testing.TestFilter;
import dev.berth.testing.TestScore;
import dev.berth.time.ManualTicker;
import dev.berth.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An engine with a thread of its own does what a stepped one does that takes in the same commands
 * in the same cycles: several threads drive the first, and its cycles are run again on the second.
 */
@Timeout(120)
class ReplayTest {

  private static final RankingOptions RANKING = new RankingOptions(RankingForm.AUTO, 1 << 20);
  private static final long SEED = Long.getLong("berth.seed", 20_260_101);
  private static final int THREADS = 4;
  private static final int CALLS = Boolean.getBoolean("berth.deep") ? 50_000 : 2_000;
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  /** One cycle's clock readings, and what to ask another engine for. */
  private record Cycle(long nanos, Instant at, List<Command> commands, List<Beat> beats) {}

  private record Beat(String worker, Usage usage) {}

  private final ManualTicker ticker = ManualTicker.startingAt(0);

  /** What the caller asked for, by the future it was given: requests themselves do not say. */
  private final ConcurrentMap<Object, Function<EngineClient, CompletableFuture<?>>> asked =
      new ConcurrentHashMap<>();

  private final List<Cycle> cycles = new ArrayList<>();

  private final CycleLog log =
      new CycleLog() {
        @Override
        public void began(long nanos, Instant at) {
          cycles.add(new Cycle(nanos, at, new ArrayList<>(), new ArrayList<>()));
        }

        @Override
        public void took(Command command) {
          cycles.get(cycles.size() - 1).commands.add(command);
        }

        @Override
        public void heard(WorkerRecord worker, long packedUsage) {
          cycles
              .get(cycles.size() - 1)
              .beats
              .add(new Beat(worker.id(), PackedUsage.unpack(packedUsage)));
        }
      };

  @Test
  void threadedEngine_cyclesRunAgainStepByStep_tellsTheSameEvents() throws Exception {
    RecordingListener live = new RecordingListener();
    drive(live);
    RecordingListener again = new RecordingListener();
    replay(again);

    assertThat(live.missed()).isZero();
    assertThat(live.events()).hasSizeGreaterThan(THREADS * CALLS / 2);
    assertThat(again.events()).hasSameSizeAs(live.events());
    for (int i = 0; i < live.events().size(); i++) {
      assertThat(again.events().get(i).toString())
          .as("event %d of %d; -Dberth.seed=%d", i, live.events().size(), SEED)
          .isEqualTo(live.events().get(i).toString());
    }
  }

  // ---- live

  private void drive(RecordingListener listener) throws Exception {
    ExecutorService hosts = Executors.newFixedThreadPool(THREADS);
    try (EngineClient engine =
        EngineClient.threaded(
            profiles(),
            options(ticker, ticker.asInstantSource(EPOCH)),
            SEED,
            List.of(listener),
            log)) {
      List<Future<?>> running = new ArrayList<>();
      for (int host = 0; host < THREADS; host++) {
        String name = "h" + host + "-";
        SplittableRandom random = new SplittableRandom(SEED + host);
        running.add(hosts.submit(() -> new Host(engine, random, name).call(CALLS)));
      }
      for (Future<?> host : running) {
        host.get();
      }
    } finally {
      hosts.shutdown();
      assertThat(hosts.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** One thread of the host application: looks after its own workers and jobs. */
  private final class Host {
    private final EngineClient engine;
    private final SplittableRandom random;
    private final String name;
    private final List<String> workers = new ArrayList<>();
    private final List<String> jobs = new ArrayList<>();
    private int numbers;

    Host(EngineClient engine, SplittableRandom random, String name) {
      this.engine = engine;
      this.random = random;
      this.name = name;
    }

    void call(int times) {
      for (int i = 0; i < times; i++) {
        int choice = random.nextInt(100);
        if (workers.size() < 3 || (choice < 2 && workers.size() < 20)) {
          workers.add(register());
        } else if (jobs.isEmpty() || choice < 40) {
          jobs.add(submit());
        } else if (choice < 80) {
          onJob(choice);
        } else if (choice < 90) {
          engine.heartbeat(engine.knownWorker(pick(workers)), new Usage(random.nextInt(101), 1, 0));
        } else if (choice < 96) {
          onWorker(choice);
        } else {
          ticker.advance(Duration.ofMillis(random.nextInt(2_000)));
        }
      }
    }

    private String register() {
      Worker worker = worker(name + "w" + numbers++);
      engine.register(worker);
      return worker.id();
    }

    private Worker worker(String id) {
      return Worker.builder(id)
          .cpuMillis(1_000L * random.nextInt(4, 17))
          .memoryBytes(1L << 40)
          .gpus(random.nextInt(3), "A10")
          .build();
    }

    private String submit() {
      Job.Builder job =
          Job.builder(name + "j" + numbers++)
              .profile(random.nextInt(3) == 0 ? "fifo" : "bands")
              .cpuMillis(500L * random.nextInt(1, 9))
              .gpus(random.nextInt(10) == 0 ? 1 : 0)
              .maxRetries(random.nextInt(3))
              .suspended(random.nextInt(20) == 0);
      if (random.nextInt(10) == 0) {
        job.singleton("one");
      }
      if (random.nextInt(10) == 0) {
        job.array("sweep", 5);
      }
      if (random.nextInt(20) == 0) {
        job.notBefore(EPOCH.plusSeconds(random.nextInt(3_600)));
      }
      String other = jobs.isEmpty() ? "" : pick(jobs);
      if (random.nextInt(10) == 0 && engine.job(other) != null) {
        job.after(Dependency.When.AFTER_ANY, other);
      }
      Job built = job.build();
      if (random.nextInt(10) == 0) {
        engine.submitAll(List.of(built));
      } else {
        engine.submit(built);
      }
      return built.id();
    }

    private void onJob(int choice) {
      String id = pick(jobs);
      if (choice < 65) {
        ask(client -> client.complete(id));
      } else if (choice < 70) {
        ask(client -> client.fail(id, "for a test"));
      } else if (choice < 73) {
        ask(client -> client.suspend(id));
      } else if (choice < 77) {
        ask(client -> client.resume(id));
      } else {
        // Now and then somebody waits for the answer, so that the engine is not always behind.
        ask(client -> client.cancel(id)).handle((done, refused) -> true).join();
        jobs.remove(id);
      }
    }

    private void onWorker(int choice) {
      String id = pick(workers);
      if (choice < 92) {
        ask(client -> client.setDraining(id, choice < 91));
      } else if (choice < 95) {
        Worker changed = worker(id);
        ask(client -> client.update(changed));
      } else {
        workers.remove(id);
        ask(client -> client.remove(id));
      }
    }

    private CompletableFuture<?> ask(Function<EngineClient, CompletableFuture<?>> call) {
      CompletableFuture<?> answer = call.apply(engine);
      asked.put(answer, call);
      return answer;
    }

    private String pick(List<String> list) {
      return list.get(random.nextInt(list.size()));
    }
  }

  // ---- again

  private void replay(RecordingListener listener) {
    ManualTicker clock = ManualTicker.startingAt(0);
    Instant[] wallClock = {EPOCH};
    try (EngineClient engine =
        EngineClient.stepped(
            profiles(), options(clock, () -> wallClock[0]), SEED, List.of(listener))) {
      for (Cycle cycle : cycles) {
        clock.set(cycle.nanos);
        wallClock[0] = cycle.at;
        cycle.commands.forEach(command -> repeat(command, engine));
        for (Beat beat : cycle.beats) {
          engine.heartbeat(engine.knownWorker(beat.worker), beat.usage);
        }
        engine.engine().cycle();
        engine.checkInvariants();
      }
    }
  }

  private void repeat(Command command, EngineClient engine) {
    if (command instanceof Submissions.Submission submission) {
      engine.submit(submission.job().job());
    } else if (command instanceof Submissions.Batch batch) {
      engine.submitAll(batch.jobs().stream().map(JobRecord::job).toList());
    } else if (command instanceof EngineClient.Registration registration) {
      engine.register(registration.spec());
    } else if (command instanceof Request request) {
      Object answer = request.answer().future(); // by identity
      Objects.requireNonNull(asked.get(answer), "nobody asked for a request")
          .apply(engine)
          .handle((done, refused) -> true);
    } else {
      throw new AssertionError("nobody asked for " + command);
    }
  }

  // ---- both

  private static List<ProfileSpec> profiles() {
    PluginRegistry plugins =
        PluginRegistry.of(
            List.of(
                TestFilter.fits(),
                TestScore.of("freeCpu", (job, worker) -> (int) (worker.freeCpuMillis() / 1_000)),
                TestScore.of("idle", (job, worker) -> 1_000 - worker.cpuLoadMillis())));
    return List.of(
        profile("bands", QueueStrategy.PRIORITY, TieOrder.SEEDED, plugins),
        profile("fifo", QueueStrategy.FIFO, TieOrder.ROTATING, plugins));
  }

  private static ProfileSpec profile(
      String name, QueueStrategy strategy, TieOrder tieOrder, PluginRegistry plugins) {
    Pipeline pipeline = Pipeline.assemble(name, plugins, List.of(), null);
    return new ProfileSpec(
        name,
        strategy,
        strategy.equals(QueueStrategy.FIFO) ? Backfill.strict() : Backfill.greedy(),
        new PriorityScale(1, Map.of()),
        pipeline,
        tieOrder,
        Duration.ofMinutes(1),
        1,
        RANKING);
  }

  private static EngineOptions options(Ticker ticker, InstantSource wallClock) {
    return new EngineOptions(
        ticker,
        wallClock,
        Ticker.system(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        1 << 18,
        1 << 20,
        1 << 20,
        QuotaAdmission.open(),
        List.of(),
        List.of(),
        null);
  }
}
