package dev.berth.plugins.standard.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.Scheduler;
import dev.berth.SchedulerBuilder;
import dev.berth.SchedulerConfig;
import dev.berth.SteppedScheduler;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import dev.berth.model.JobState;
import dev.berth.model.JobStatus;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.SchedulerStats;
import dev.berth.model.WorkerState;
import dev.berth.model.WorkerStatus;
import dev.berth.spi.Plugin;
import dev.berth.time.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One random world: the real scheduler, stepped, and the naive cluster beside it. Each step sends
 * some commands to the scheduler, lets the naive cluster carry them out too, then goes through what
 * the scheduler told and compares every decision at the moment at which it was made.
 */
final class OracleWorld {
  private static final int SMALL = 200;
  private static final int SELDOM = 16;

  /** After so many placements those that may gain by them are looked at again, which is dear. */
  private static final int RECHECK = 8;

  /** A command sent, its answer if it has one, and what it means to the naive cluster. */
  private record Sent(
      Supplier<String> what, @Nullable CompletableFuture<?> answer, BooleanSupplier naive) {}

  /** What plugins that refuse can see of a job: equal kinds fit the same workers. */
  private record Kind(
      String profile, Requirements requirements, String tenant, Map<String, String> labels) {

    /** Whether another's placement may let it fit: there is company, or an emptiest zone less. */
    boolean mayGainByOthers() {
      return !requirements.jobAffinity().required().isEmpty() || !requirements.spreads().isEmpty();
    }
  }

  private final Map<String, NaiveDecider> deciders = new LinkedHashMap<>();
  private final Map<String, NavigableSet<NaiveJob>> waiting = new LinkedHashMap<>();
  private final Map<String, JobState> told = new HashMap<>();
  private final Set<Kind> fitsNowhere = new HashSet<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<SchedulerEvent> events = new ArrayList<>();
  private final ManualTicker ticker;
  private final InstantSource wallClock;
  private final NaiveCluster cluster;
  private final SteppedScheduler scheduler;
  private final RandomCommands commands;
  private final int steps;
  private int step;
  private long lastSequence;
  private long decisions;

  OracleWorld(long seed) {
    this(seed, event -> {});
  }

  /** With somebody else who hears what the scheduler tells. */
  OracleWorld(long seed, SchedulerListener alsoTold) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomFleet fleet = new RandomFleet(random);
    boolean late = fleet.chance(8); // readings that wrap around
    ticker = ManualTicker.startingAt(late ? Long.MAX_VALUE - 60_000_000_000L : random.nextInt());
    wallClock = ticker.asInstantSource(Instant.EPOCH);
    Duration healthTimeout = Duration.ofSeconds(fleet.pick(List.of(0, 10, 30)));
    Duration lostGrace = Duration.ofSeconds(fleet.pick(List.of(0, 5, 40)));
    cluster = new NaiveCluster(healthTimeout.toNanos(), lostGrace.toNanos());
    List<Plugin> plugins =
        fleet.chance(3) ? List.of(new TenantGate(), new ScatterScore()) : List.of();
    SchedulerBuilder builder =
        Scheduler.builder()
            .ticker(ticker)
            .wallClock(wallClock)
            .stopwatch(() -> 0)
            .seed(seed)
            .healthTimeout(healthTimeout)
            .lostGrace(lostGrace)
            .listener(events::add)
            .listener(alsoTold);
    plugins.forEach(builder::plugin);
    for (SchedulerConfig config : fleet.profiles()) {
      builder.config(config);
      NaiveDecider decider = new NaiveDecider(config, plugins, seed);
      deciders.put(config.name(), decider);
      waiting.put(config.name(), new TreeSet<>(decider.order()));
    }
    scheduler = builder.buildStepped();
    commands = new RandomCommands(random, fleet, scheduler, cluster, this::send);
    // In a long world logs wrap around and numbers of forgotten classes are given anew.
    boolean isLong = fleet.isRestless() && fleet.chance(6);
    steps = commands.workersWanted() > SMALL ? 40 : isLong ? 3_000 : 300;
  }

  /** Plays to the end; throws at the first difference. */
  void play() {
    try (scheduler) {
      for (step = 0; step < steps; step++) {
        step();
        compareStatuses(step % SELDOM == 0 || cluster.workers().size() <= SMALL);
      }
      compareStatuses(true);
      compareStats();
    }
  }

  /** How many decisions were compared. */
  long decisions() {
    return decisions;
  }

  /** How far it came. */
  int stepNumber() {
    return step;
  }

  private void send(
      Supplier<String> what, @Nullable CompletableFuture<?> answer, BooleanSupplier naive) {
    sent.add(new Sent(what, answer, naive));
  }

  private void step() {
    if (step == 0) {
      commands.begin();
    } else {
      commands.some();
    }
    ticker.advance(commands.pause());
    scheduler.step();
    carryOut();
    cluster.watchHealth();
    waiting.values().forEach(Collection::clear);
    cluster.in(JobState.QUEUED).forEach(job -> waitingWith(job).add(job));
    fitsNowhere.clear();
    for (SchedulerEvent event : events) {
      follow(event);
    }
    events.clear();
    nobodyWaitsWhoFits();
  }

  private void carryOut() {
    cluster.now = ticker.nanos();
    for (Sent command : sent) {
      boolean done = command.naive.getAsBoolean();
      if (command.answer != null) {
        assertThat(command.answer).as(command.what).isDone();
        assertThat(command.answer.isCompletedExceptionally())
            .as(() -> command.what.get() + " is refused")
            .isEqualTo(!done);
      }
    }
    sent.clear();
    cluster.takeUpHeartbeats();
  }

  // ---- events

  private void follow(SchedulerEvent event) {
    assertThat(event.sequence()).as("number of %s", event).isEqualTo(++lastSequence);
    assertThat(event.at()).as("date of %s", event).isEqualTo(wallClock.instant());
    if (event instanceof JobEvent jobEvent) {
      followState(jobEvent);
    }
    if (event instanceof JobEvent.Placed placed) {
      compare(placed.placement());
    } else if (event instanceof JobEvent.Unschedulable unschedulable) {
      compareRefusal(cluster.job(unschedulable.jobId()));
    }
  }

  private void followState(JobEvent event) {
    @Nullable JobState next = stateAfter(event);
    if (next != null) {
      JobState before = told.put(event.jobId(), next);
      if (before == null
          ? next != JobState.QUEUED && next != JobState.HELD
          : !before.canMoveTo(next)) {
        throw new AssertionError(event + " comes after " + before);
      }
    }
  }

  private static @Nullable JobState stateAfter(JobEvent event) {
    if (event instanceof JobEvent.Queued) {
      return JobState.QUEUED;
    } else if (event instanceof JobEvent.Held) {
      return JobState.HELD;
    } else if (event instanceof JobEvent.Placed) {
      return JobState.SCHEDULED;
    } else if (event instanceof JobEvent.Started) {
      return JobState.RUNNING;
    } else if (event instanceof JobEvent.Completed) {
      return JobState.COMPLETED;
    } else if (event instanceof JobEvent.Failed) {
      return JobState.FAILED;
    } else if (event instanceof JobEvent.Cancelled) {
      return JobState.CANCELLED;
    }
    return null; // evicted: Queued follows
  }

  // ---- decisions

  private NaiveDecider deciderOf(NaiveJob job) {
    return Objects.requireNonNull(deciders.get(job.job.profile()));
  }

  private NavigableSet<NaiveJob> waitingWith(NaiveJob job) {
    return Objects.requireNonNull(waiting.get(job.job.profile()));
  }

  private void compare(Placement placement) {
    decisions++;
    NaiveJob job = cluster.job(placement.jobId());
    NaiveDecider decider = deciderOf(job);
    @Nullable Placement expected = decider.decide(job, cluster.workers()).orElse(null);
    if (!placement.equals(expected)) {
      throw new AssertionError(
          "engine: %s\n naive: %s\n%s\n%s\n%s\n%s\nat the end of the step: %s"
              .formatted(
                  placement,
                  expected,
                  job,
                  decider,
                  graded(job, placement),
                  graded(job, expected),
                  scheduler.explain(job.id())));
    }
    for (NaiveJob before : waitingWith(job).headSet(job)) {
      if (decider.headBlocks() || fits(before)) {
        throw new AssertionError(job + "\nwas placed before " + before + "\n" + decider);
      }
    }
    waitingWith(job).remove(job);
    cluster.place(placement);
    if (decisions % RECHECK == 0) {
      fitsNowhere.removeIf(Kind::mayGainByOthers);
    }
  }

  private String graded(NaiveJob job, @Nullable Placement placement) {
    @Nullable NaiveWorker worker = placement == null ? null : cluster.worker(placement.workerId());
    if (worker == null) {
      return "nowhere";
    }
    return worker + "; " + deciderOf(job).judge(job, worker, cluster.workers());
  }

  private void compareRefusal(NaiveJob job) {
    decisions++;
    assertThat(job.state).as("%s is unschedulable", job).isEqualTo(JobState.QUEUED);
    if (fits(job)) {
      throw new AssertionError("fits, but was told unschedulable: " + job);
    }
  }

  /**
   * Within one step only placements follow each other, so most that fits nowhere will not later.
   */
  private boolean fits(NaiveJob job) {
    Kind kind = new Kind(job.job.profile(), job.requirements(), job.tenant(), job.labels());
    if (fitsNowhere.contains(kind)) {
      return false;
    }
    boolean fits = deciderOf(job).fitsSomewhere(job, cluster.workers());
    if (!fits) {
      fitsNowhere.add(kind);
    }
    return fits;
  }

  private void nobodyWaitsWhoFits() {
    fitsNowhere.removeIf(Kind::mayGainByOthers);
    for (NavigableSet<NaiveJob> jobs : waiting.values()) {
      for (NaiveJob job : jobs) {
        if (fits(job)) {
          throw new AssertionError("waits, but fits: " + job + "\n" + deciderOf(job));
        }
        if (deciderOf(job).headBlocks()) {
          break;
        }
      }
    }
  }

  // ---- states

  private void compareStatuses(boolean workersToo) {
    for (NaiveJob job : cluster.jobs()) {
      JobStatus status = scheduler.job(job.id()).orElseThrow();
      if (status.state() != job.state
          || status.attempts() != job.attempts
          || (!job.state.isFinal() && !Objects.equals(status.placement(), job.placement))) {
        throw new AssertionError(status + "\nbut naively " + job);
      }
    }
    cluster.forgetFinished();
    if (workersToo) {
      assertThat(scheduler.workers()).hasSameSizeAs(cluster.workers());
      cluster.workers().forEach(this::compareStatus);
    }
  }

  private void compareStatus(NaiveWorker worker) {
    WorkerStatus status = scheduler.worker(worker.id()).orElseThrow();
    WorkerStatus expected =
        new WorkerStatus(
            worker.worker,
            worker.state(),
            worker.requested(),
            worker.usage(),
            worker.jobs.size(),
            Instant.EPOCH.plusNanos(worker.lastHeartbeat));
    if (!status.equals(expected)) {
      throw new AssertionError(status + "\nbut naively\n" + expected);
    }
  }

  private void compareStats() {
    SchedulerStats stats = scheduler.stats();
    assertThat(
            List.of(
                stats.submitted(),
                stats.placed(),
                stats.completed(),
                stats.failed(),
                stats.cancelled(),
                stats.evicted(),
                stats.pluginFaults(),
                stats.queued(),
                stats.running(),
                stats.workers(),
                stats.healthyWorkers()))
        .isEqualTo(
            List.of(
                cluster.submitted(),
                cluster.placed,
                cluster.completed,
                cluster.failed,
                cluster.cancelled,
                cluster.evicted,
                0L,
                (long) cluster.in(JobState.QUEUED).size(),
                (long) cluster.in(JobState.RUNNING).size(),
                (long) cluster.workers().size(),
                cluster.workers().stream()
                    .filter(worker -> worker.state() != WorkerState.UNHEALTHY)
                    .count()));
  }
}
