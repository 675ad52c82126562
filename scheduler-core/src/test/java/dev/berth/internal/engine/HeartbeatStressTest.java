package dev.berth.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.internal.decide.RankingOptions;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginRegistry;
import dev.berth.internal.policy.order.PriorityScale;
import dev.berth.internal.policy.quota.QuotaAdmission;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerStatus;
import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.TestFilter;
import dev.berth.time.ManualTicker;
import dev.berth.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Heartbeats of several threads while cycles take them up: the last of each worker is never lost.
 */
@Timeout(60)
class HeartbeatStressTest {

  private static final int THREADS = 3;
  private static final int WORKERS_A_THREAD = 70; // so that threads share words of marks
  private static final int ROUNDS = Boolean.getBoolean("berth.deep") ? 20_000 : 400;

  @Test
  void heartbeat_whileCyclesTakeThemUp_lastOfEachWorkerCounts() throws Exception {
    ManualTicker ticker = ManualTicker.startingAt(0);
    ExecutorService hosts = Executors.newFixedThreadPool(THREADS);
    try (EngineClient engine = EngineClient.stepped(profiles(), options(ticker), 1, List.of())) {
      AtomicInteger running = new AtomicInteger(THREADS);
      List<Future<List<WorkerRecord>>> told = new ArrayList<>();
      for (int host = 0; host < THREADS; host++) {
        String name = "h" + host + "-";
        told.add(hosts.submit(() -> beat(engine, name, running)));
      }
      int cycles = 0;
      while (running.get() > 0) {
        engine.step();
        cycles++;
      }
      engine.step();

      assertThat(cycles).isGreaterThan(10);
      for (Future<List<WorkerRecord>> host : told) {
        List<WorkerRecord> workers = host.get();
        for (int i = 0; i < workers.size(); i++) {
          assertThat(engine.status(workers.get(i)).usage())
              .as("last heartbeat of %s", workers.get(i).id())
              .isEqualTo(usage(ROUNDS - 1 + i));
        }
      }
      assertThat(engine.step()).as("anything left").isFalse();
    } finally {
      hosts.shutdownNow();
      assertThat(hosts.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Registers workers meanwhile, so that some heartbeats come before there is a row. */
  private static List<WorkerRecord> beat(EngineClient engine, String name, AtomicInteger running) {
    List<WorkerRecord> workers = new ArrayList<>();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        if (workers.size() < WORKERS_A_THREAD) {
          Worker worker = Worker.builder(name + workers.size()).cpuMillis(1_000).build();
          workers.add(engine.register(worker));
        }
        for (int i = 0; i < workers.size(); i++) {
          engine.heartbeat(workers.get(i), usage(round + i));
          WorkerStatus status = engine.status(workers.get(i));
          if (status.usage().memoryBytes() != Math.round(status.usage().ioPercent() * 1e6)) {
            throw new AssertionError("torn: " + status);
          }
        }
      }
      return workers;
    } finally {
      running.decrementAndGet();
    }
  }

  private static Usage usage(int number) {
    int io = number % 101;
    return new Usage(number % 7, io * 1_000_000L, io);
  }

  private static List<ProfileSpec> profiles() {
    Pipeline pipeline =
        Pipeline.assemble(
            "default", PluginRegistry.of(List.of(TestFilter.fits())), List.of(), null);
    return List.of(
        new ProfileSpec(
            "default",
            QueueStrategy.PRIORITY,
            Backfill.greedy(),
            new PriorityScale(1, Map.of()),
            pipeline,
            TieOrder.SEEDED,
            Duration.ofMinutes(1),
            1,
            new RankingOptions(RankingForm.AUTO, 1 << 20)));
  }

  private static EngineOptions options(Ticker ticker) {
    Duration second = Duration.ofSeconds(1);
    return new EngineOptions(
        ticker,
        () -> Instant.EPOCH,
        ticker,
        second,
        second,
        second,
        second,
        1 << 10,
        1,
        1,
        QuotaAdmission.open(),
        List.of(),
        List.of(),
        null);
  }
}
