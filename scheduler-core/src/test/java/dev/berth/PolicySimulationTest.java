package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.WitnessedFleet.Known;
import dev.berth.WitnessedFleet.Order;
import dev.berth.model.ConcurrencyLimit;
import dev.berth.model.Dependency;
import dev.berth.model.Job;
import dev.berth.model.Priority;
import dev.berth.model.Quota;
import dev.berth.model.Resources;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.testing.Seed;
import dev.berth.testing.TestFilter;
import dev.berth.time.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The real engine on virtual time, with all policies side by side on one small fleet: random
 * arrivals, ends, failures, retries, holds, cancellations, and workers that come, go, drain, change
 * and fall silent. After every step all that must be so is checked, and at every placement whose
 * turn it was.
 */
class PolicySimulationTest {

  private static final boolean DEEP = Boolean.getBoolean("berth.deep");
  private static final long EVENTS = DEEP ? 10_000_000 : 1_000_000;
  private static final long EVENTS_A_WORLD = 50_000;
  private static final long WORLDS = EVENTS / EVENTS_A_WORLD;
  private static final Duration AGEING = Duration.ofSeconds(20);
  private static final Duration EXPIRY = Duration.ofSeconds(45);
  private static final int MOST_WAITING = 150;

  private static final List<Priority> PRIORITIES =
      List.of(Priority.BATCH, Priority.LOW, Priority.MEDIUM, Priority.HIGH, Priority.CRITICAL);

  private static SchedulerConfig profile(String name, QueueStrategy strategy, Backfill backfill) {
    return SchedulerConfig.builder(name)
        .queueStrategy(strategy)
        .backfill(backfill.assuming(Duration.ofSeconds(60)))
        .build();
  }

  private static final List<SchedulerConfig> PROFILES =
      List.of(
          profile("priority", QueueStrategy.PRIORITY, Backfill.greedy()),
          profile("ageing", QueueStrategy.ageing(AGEING), Backfill.greedy()),
          profile("expiring", QueueStrategy.expiring(EXPIRY), Backfill.greedy()),
          profile("strict", QueueStrategy.FIFO, Backfill.strict()),
          profile("easy", QueueStrategy.FIFO, Backfill.easy()),
          profile("easyAgeing", QueueStrategy.ageing(AGEING), Backfill.easy()),
          profile("depth", QueueStrategy.PRIORITY, Backfill.depth(3)),
          profile("conservative", QueueStrategy.FIFO, Backfill.conservative()),
          profile("conservativeAgeing", QueueStrategy.ageing(AGEING), Backfill.conservative()),
          profile("fair", QueueStrategy.fairByTenant().weight("t-1", 2), Backfill.greedy()),
          profile("fairEasy", QueueStrategy.fairByTenant(), Backfill.easy()),
          profile("fairShare", QueueStrategy.fairShare(), Backfill.greedy()),
          profile("fairShareEasy", QueueStrategy.fairShare(), Backfill.depth(2)),
          profile("multifactor", QueueStrategy.multifactor(), Backfill.greedy()),
          profile("multifactorEasy", QueueStrategy.multifactor(), Backfill.easy()),
          profile("shortestFirst", QueueStrategy.SHORTEST_FIRST, Backfill.easy()),
          profile("shortestGreedy", QueueStrategy.SHORTEST_FIRST, Backfill.greedy()),
          profile("shortestDepth", QueueStrategy.SHORTEST_FIRST, Backfill.depth(3)),
          profile("multifactorAll", QueueStrategy.multifactor(), Backfill.conservative()));

  private static final Map<String, Order> ORDERS =
      Map.of(
          "priority", Order.PRIORITY,
          "ageing", Order.AGEING,
          "expiring", Order.PRIORITY,
          "strict", Order.STRICT);

  /** One fleet and its host. */
  private static final class World implements AutoCloseable {
    final SplittableRandom random;
    final ManualTicker clock = ManualTicker.startingAt(0);
    final WitnessedFleet seen = new WitnessedFleet(ORDERS, AGEING);
    final SteppedScheduler scheduler;
    long commands;
    int names;
    boolean busy = true;

    World(SplittableRandom random) {
      this.random = random;
      SchedulerBuilder builder =
          Scheduler.builder()
              .discoverPlugins(false)
              .plugin(TestFilter.fits())
              .ticker(clock)
              .wallClock(clock.asInstantSource(Instant.EPOCH))
              .listener(seen)
              .finishedJobsKept(30)
              .healthTimeout(Duration.ofSeconds(30))
              .lostGrace(Duration.ofSeconds(10))
              .quota(Quota.builder("few").tenant("t-0").maxConcurrentJobs(20).build())
              .quota(cohort("t-2"))
              .quota(cohort("t-3"))
              .limit(ConcurrencyLimit.byTenant(60));
      PROFILES.forEach(builder::config);
      scheduler = builder.buildStepped();
    }

    /** May borrow from the other, and always has room for a single job. */
    private static Quota cohort(String tenant) {
      return Quota.builder("of-" + tenant)
          .tenant(tenant)
          .limit(Resources.CPU, 40_000)
          .cohort("both")
          .build();
    }

    long happened() {
      return seen.events + commands;
    }

    void step(int number) {
      if (number % 300 == 0) {
        busy = random.nextInt(3) > 0;
      }
      for (int i = random.nextInt(4); i >= 0; i--) {
        command();
        commands++;
      }
      if (random.nextInt(3) > 0) {
        clock.advance(Duration.ofMillis(random.nextInt(8) * 500L));
      }
      if (number % 8 == 0) {
        for (String worker : seen.workers()) {
          if (random.nextInt(40) > 0) {
            scheduler.heartbeat(worker, new Usage(random.nextInt(100), 0, 0));
          }
        }
      }
      scheduler.step();
      seen.check();
      scheduler.engine().checkInvariants();
      checkExpiry();
    }

    private void checkExpiry() {
      Instant now = Instant.EPOCH.plusNanos(clock.nanos());
      for (Known each : seen.jobs.values()) {
        if (each.isWaiting()
            && each.job.profile().equals("expiring")
            && !each.queuedAt.plus(EXPIRY).isAfter(now)) {
          throw new AssertionError(each.job.id() + " should have expired");
        }
      }
    }

    private void command() {
      int dice = random.nextInt(1_000);
      List<Known> placed = seen.placed();
      if (seen.workers().size() < 3 || (dice < 12 && seen.workers().size() < 10)) {
        Worker worker = worker("w-" + names++);
        seen.announcing(worker);
        scheduler.register(worker);
      } else if (dice < 400) {
        if (seen.jobs.size() - placed.size() < (busy ? MOST_WAITING : 10)) {
          submit();
        }
      } else if (dice < 780) {
        if (!placed.isEmpty()) {
          String id = any(placed).job.id();
          ask(dice < 700 ? scheduler.complete(id) : scheduler.fail(id, "exit 1"));
        }
      } else if (dice < 880) {
        onAnyJob(dice);
      } else {
        onAnyWorker(dice, seen.workers().get(random.nextInt(seen.workers().size())));
      }
    }

    private void onAnyJob(int dice) {
      if (seen.jobs.isEmpty()) {
        return;
      }
      Known job = any(List.copyOf(seen.jobs.values()));
      if (dice < 800) {
        ask(scheduler.cancel(job.job.id()));
      } else if (job.isHeld()) {
        ask(scheduler.resume(job.job.id()));
      } else if (dice < 840) {
        ask(scheduler.suspend(job.job.id()));
      } else if (dice < 850) {
        scheduler.step(); // so that the engine has heard of the job
        assertThat(scheduler.explain(job.job.id()).jobId()).isEqualTo(job.job.id());
        assertThat(scheduler.estimate(job.job.id()).jobId()).isEqualTo(job.job.id());
      }
    }

    private void onAnyWorker(int dice, String worker) {
      if (dice < 888) {
        ask(scheduler.remove(worker));
      } else if (dice < 910) {
        ask(scheduler.drain(worker));
      } else if (dice < 940) {
        ask(scheduler.undrain(worker));
      } else if (dice < 955) {
        scheduler.step(); // so that this is the only update under way
        Worker changed = worker(worker);
        seen.announcing(changed);
        if (seen.workers().contains(worker)) {
          ask(scheduler.update(changed));
        }
        scheduler.step();
      }
    }

    /** It may be refused, as another command of the step may have changed what it is about. */
    private static void ask(CompletableFuture<?> answer) {
      answer.exceptionally(refused -> null);
    }

    private <T> T any(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }

    private Worker worker(String id) {
      Worker.Builder worker =
          Worker.builder(id)
              .cpuMillis(1_000L * (2 + random.nextInt(15)))
              .memoryBytes(1L << (30 + random.nextInt(5)))
              .extra("licence", random.nextInt(3));
      return random.nextInt(3) == 0
          ? worker.gpus(1 + random.nextInt(4), "a100").build()
          : worker.build();
    }

    private void submit() {
      Job.Builder job =
          Job.builder("j-" + names++)
              .profile(any(PROFILES).name())
              .tenant("t-" + random.nextInt(4))
              .priority(any(PRIORITIES))
              .cpuMillis(1_000L * (1 << random.nextInt(random.nextInt(8) == 0 ? 6 : 4)))
              .memoryBytes(1L << (26 + random.nextInt(5)))
              .maxRetries(random.nextInt(3));
      if (random.nextInt(10) > 0) {
        job.timeLimit(Duration.ofSeconds(1 + random.nextInt(60)));
      }
      switch (random.nextInt(24)) {
        case 0 -> job.suspended();
        case 1 -> job.notBefore(Instant.EPOCH.plusNanos(clock.nanos()).plusSeconds(20));
        case 2 -> job.singleton("s-" + random.nextInt(2));
        case 3, 4 -> job.array("a-" + random.nextInt(2), 3);
        case 5, 6 -> job.extra("licence", 1 + random.nextInt(2));
        case 7, 8 -> job.gpus(1 + random.nextInt(3));
        case 9, 10 -> {
          if (!seen.jobs.isEmpty()) {
            Dependency.When when = any(List.of(Dependency.When.values()));
            job.after(when, any(List.copyOf(seen.jobs.keySet())));
          }
        }
        default -> {}
      }
      Job built = job.build();
      seen.submitting(built);
      scheduler.submit(built);
    }

    @Override
    public void close() {
      scheduler.close();
    }
  }

  @Test
  void allPolicies_randomLifeOfASmallFleet_keepEveryInvariantAfterEveryStep() {
    Seed seed = Seed.orElse(501);
    SplittableRandom random = seed.random();
    long events = 0;
    long orderChecks = 0;
    for (int each = 0; each < WORLDS; each++) {
      try (World world = new World(random.split())) {
        int step = 0;
        while (world.happened() < EVENTS_A_WORLD) {
          step(seed, world, each, step++);
        }
        events += world.happened();
        orderChecks += world.seen.orderChecks;
      }
    }

    assertThat(events).isGreaterThanOrEqualTo(EVENTS);
    assertThat(orderChecks).as("placements whose turn was checked").isGreaterThan(EVENTS / 100);
  }

  private static void step(Seed seed, World world, int each, int step) {
    try {
      world.step(step);
    } catch (RuntimeException | AssertionError broken) {
      throw new AssertionError(seed + ": world " + each + ", step " + step, broken);
    }
  }
}
