package dev.berth.testkit;

import dev.berth.Scheduler;
import dev.berth.SchedulerBuilder;
import dev.berth.SchedulerConfig;
import dev.berth.SteppedScheduler;
import dev.berth.WorkerSelection;
import dev.berth.event.EngineEvent;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.event.WorkerEvent;
import dev.berth.model.Job;
import dev.berth.model.Placement;
import dev.berth.model.StartConditions;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.spi.Plugin;
import dev.berth.time.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One random fleet on a stepped scheduler, and the same fleet as plain objects beside it. Each step
 * sends some commands, then goes through what the scheduler told, and compares each placement at
 * the moment at which it was made.
 *
 * <p>At most one command a worker and step: so their order does not matter to the mirror.
 */
final class FleetTrial implements AutoCloseable {

  private static final int STEPS = 60;
  private static final int QUEUED = 40;
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LOST_GRACE = Duration.ofSeconds(5);

  private static final String HINT =
      """
      Maybe the plugin's answer depends on more than reads() and readsOfJob() declare, so that it was not \
      asked again; or its form for blocks differs from the one for one worker.""";

  private final RandomCases random;
  private final SteppedScheduler scheduler;
  private final FleetMirror mirror = new FleetMirror();
  private final NaiveChoice choice;
  private final String title;

  /**
   * A job that was refused may fit once another is placed in the same step, and is seen to later.
   */
  private final boolean mindsCompany;

  private final ManualTicker ticker = ManualTicker.startingAt(0);
  private final List<SchedulerEvent> events = new ArrayList<>();
  private final List<Job> shapes = new ArrayList<>();
  private final Map<String, Worker> sent = new HashMap<>();
  private final Set<String> touched = new HashSet<>();
  private final int workersWanted;
  private int workerNumbers;
  private int jobNumbers;

  FleetTrial(Check.Trial trial, RandomCases random, TieOrder ties, RankingForm form, long seed) {
    this.random = random;
    Supplier<Subject> fresh = trial.fresh();
    Subject subject = fresh.get();
    title = subject.title();
    mindsCompany = subject instanceof DomainSubject;
    SchedulerConfig.Builder config =
        SchedulerConfig.builder(Job.DEFAULT_PROFILE)
            .rankingForm(form)
            .workerSelection(WorkerSelection.DEFAULT.withTieOrder(ties))
            .score(new EvenScore().name(), random.number(1, 10));
    if (!(subject instanceof WorkerSubject.OfFilter)) {
      config.score(subject.plugin().name(), random.number(1, 20));
    }
    SchedulerConfig profile = config.build();
    SchedulerBuilder builder =
        Scheduler.builder()
            .discoverPlugins(false)
            .config(profile)
            .seed(seed)
            .ticker(ticker)
            .wallClock(ticker.asInstantSource(Instant.EPOCH))
            .stopwatch(() -> 0)
            .healthTimeout(HEALTH_TIMEOUT)
            .lostGrace(LOST_GRACE)
            .gpuDemand(RandomCases.demand(trial.trials()))
            .listener(events::add);
    EvenScore even = new EvenScore();
    plugins(fresh, even).forEach(builder::plugin);
    scheduler = builder.buildStepped();
    choice = new NaiveChoice(() -> plugins(fresh, even), profile.scores(), ties, seed);
    workersWanted = random.number(1, random.chance(4) ? 160 : 50);
    for (int i = random.number(2, 12); i > 0; i--) {
      shapes.add(random.job("shape"));
    }
  }

  private static List<Plugin> plugins(Supplier<Subject> fresh, EvenScore even) {
    Plugin plugin = fresh.get().plugin();
    even.passOn(plugin);
    return List.of(plugin, new RoomFilter(), new SelectorFilter(), even);
  }

  /** Plays to the end; throws at the first difference. */
  void play() {
    for (int step = 0; step < STEPS; step++) {
      touched.clear();
      sent.clear();
      sendCommands();
      ticker.advance(pause());
      step();
      if (step % 4 == 0) {
        // A job that was placed may be the company that another waits for.
        while (step()) {
          // until nobody moves any more
        }
        nobodyWaitsWhoFits();
      }
    }
  }

  private boolean step() {
    boolean worked = scheduler.step();
    events.forEach(this::follow);
    events.clear();
    return worked;
  }

  @Override
  public void close() {
    scheduler.close();
  }

  // ---- commands

  private void sendCommands() {
    int missing = workersWanted - mirror.workers().size();
    for (int i = random.chance(2) ? missing : Math.min(missing, 1); i > 0; i--) {
      register();
    }
    for (int i = random.number(0, 10); i > 0 && mirror.queued().size() < QUEUED; i--) {
      submit();
    }
    List<String> running = mirror.running();
    for (int i = random.number(0, 6); i > 0 && !running.isEmpty(); i--) {
      finish(running.remove(random.number(0, running.size())));
    }
    List<MirrorWorker> workers = new ArrayList<>(mirror.workers());
    for (int i = random.number(0, 6); i > 0 && !workers.isEmpty(); i--) {
      MirrorWorker worker = random.pick(workers);
      if (touched.add(worker.id())) {
        disturb(worker);
      }
    }
  }

  private void register() {
    // An id that was used before is another worker now.
    String id = "w-" + (random.chance(3) ? random.number(0, workerNumbers + 1) : workerNumbers++);
    if (mirror.knows(id) || sent.containsKey(id)) {
      return;
    }
    Worker worker = random.workerRecord(id);
    sent.put(id, worker);
    touched.add(id);
    scheduler.register(worker);
  }

  private void submit() {
    Job shape = random.chance(8) ? random.job("shape") : random.pick(shapes);
    Job job =
        new Job(
            "j-" + jobNumbers++,
            shape.tenant(),
            shape.profile(),
            shape.queue(),
            shape.priority(),
            shape.requirements(),
            shape.labels(),
            null,
            StartConditions.NONE,
            0,
            false,
            false);
    mirror.submit(TestJob.of(job));
    scheduler.submit(job);
  }

  private void finish(String job) {
    switch (random.number(0, 8)) {
      case 0 -> scheduler.fail(job, "trial");
      case 1 -> scheduler.cancel(job);
      default -> scheduler.complete(job);
    }
  }

  private void disturb(MirrorWorker worker) {
    String id = worker.id();
    switch (random.number(0, 10)) {
      case 0 -> scheduler.drain(id);
      case 1, 2 -> scheduler.undrain(id);
      case 3 -> scheduler.remove(id);
      case 4, 5 -> update(worker);
      default -> heartbeat(worker);
    }
  }

  /** Other labels, taints or amounts; the scheduler refuses what its jobs would not fit in. */
  private void update(MirrorWorker worker) {
    Worker known = worker.worker();
    Worker other = random.workerRecord(known.id());
    Worker changed =
        switch (random.number(0, 4)) {
          case 0 -> other;
          case 1 -> known.toBuilder().cpuMillis(other.capacity().cpuMillis()).build();
          case 2 ->
              new Worker(
                  known.id(),
                  known.capacity(),
                  known.topology(),
                  known.failedGpus(),
                  known.labels(),
                  other.taints());
          default ->
              new Worker(
                  known.id(),
                  known.capacity(),
                  known.topology(),
                  known.failedGpus(),
                  other.labels(),
                  known.taints());
        };
    sent.put(known.id(), changed);
    scheduler.update(changed);
  }

  private void heartbeat(MirrorWorker worker) {
    long memory = worker.worker().capacity().memoryBytes();
    Usage usage =
        new Usage(
            random.number(0, 1_001) / 10.0,
            memory / 100 * random.number(0, 101),
            random.number(0, 1_001) / 10.0);
    worker.heard(usage);
    scheduler.heartbeat(worker.id(), usage);
  }

  /** How much time passes; most workers are heard of before. */
  private Duration pause() {
    if (!random.chance(3)) {
      return Duration.ZERO;
    }
    for (MirrorWorker worker : mirror.workers()) {
      if (!random.chance(6) && touched.add(worker.id())) {
        heartbeat(worker);
      }
    }
    return Duration.ofMillis(random.number(0, 4_000));
  }

  // ---- events

  private void follow(SchedulerEvent event) {
    if (event instanceof JobEvent.Placed placed) {
      compare(placed.placement());
      mirror.place(placed.placement());
    } else if (event instanceof JobEvent.Unschedulable refused) {
      choice.considered(mirror.job(refused.jobId()));
      if (!mindsCompany) {
        refuseIfItFits(mirror.job(refused.jobId()));
      }
    } else if (event instanceof JobEvent.Evicted evicted) {
      mirror.evict(evicted.jobId());
    } else if (event instanceof JobEvent.Completed
        || event instanceof JobEvent.Failed
        || event instanceof JobEvent.Cancelled) {
      mirror.end(((JobEvent) event).jobId());
    } else if (event instanceof WorkerEvent.Registered registered) {
      mirror.register(record(registered.workerId()));
    } else if (event instanceof WorkerEvent.Updated updated) {
      mirror.update(record(updated.workerId()));
    } else if (event instanceof WorkerEvent.StateChanged changed) {
      mirror.worker(changed.workerId()).become(changed.to());
    } else if (event instanceof WorkerEvent.Removed removed) {
      mirror.remove(removed.workerId());
    } else if (event instanceof EngineEvent.PluginFaulted faulted) {
      throw new AssertionError(
          "%s faulted in a scheduler, at %s: %s"
              .formatted(faulted.plugin(), faulted.jobId(), faulted.message()));
    }
  }

  private Worker record(String worker) {
    Worker record = sent.get(worker);
    if (record == null) {
      throw new IllegalStateException("nobody sent worker " + worker);
    }
    return record;
  }

  // ---- comparison

  private void compare(Placement placement) {
    TestJob job = mirror.job(placement.jobId());
    MirrorWorker expected = choice.choose(job, mirror.workers());
    if (expected == null || !expected.id().equals(placement.workerId())) {
      MirrorWorker chosen = mirror.worker(placement.workerId());
      throw new AssertionError(
          """
          a scheduler with %s places a job where a loop over all workers would not
          %s
          scheduler: %s
          loop:      %s
          %s"""
              .formatted(
                  title,
                  job,
                  choice.describe(job, chosen, mirror.workers()),
                  expected == null ? "nowhere" : choice.describe(job, expected, mirror.workers()),
                  HINT));
    }
    Integer gpu = choice.chooseGpu(job, expected);
    if (gpu != null && !placement.gpus().equals(List.of(gpu))) {
      throw new AssertionError(
          "a scheduler with %s places a share on GPUs %s, where the plugin chooses %d\n%s\n%s"
              .formatted(title, placement.gpus(), gpu, job, expected.view()));
    }
    choice.took(expected);
  }

  private void refuseIfItFits(TestJob job) {
    MirrorWorker fits = choice.choose(job, mirror.workers());
    if (fits != null) {
      throw new AssertionError(
          """
          a scheduler with %s leaves a job waiting that fits
          %s
          it fits: %s
          %s"""
              .formatted(title, job, choice.describe(job, fits, mirror.workers()), HINT));
    }
  }

  private void nobodyWaitsWhoFits() {
    for (TestJob job : mirror.queued()) {
      refuseIfItFits(job);
    }
  }
}
