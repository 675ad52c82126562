package dev.berth;

import dev.berth.event.SchedulerListener;
import dev.berth.internal.decide.RankingOptions;
import dev.berth.internal.engine.EngineClient;
import dev.berth.internal.engine.EngineOptions;
import dev.berth.internal.engine.ProfileSpec;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginRegistry;
import dev.berth.internal.policy.order.PriorityScale;
import dev.berth.internal.policy.quota.QuotaAdmission;
import dev.berth.internal.policy.quota.QuotaBook;
import dev.berth.internal.policy.quota.QuotaRules;
import dev.berth.internal.policy.quota.SubmissionRules;
import dev.berth.model.ConcurrencyLimit;
import dev.berth.model.GpuDemand;
import dev.berth.model.JobQueue;
import dev.berth.model.LimitRange;
import dev.berth.model.Limits;
import dev.berth.model.Priority;
import dev.berth.model.PriorityClass;
import dev.berth.model.Quota;
import dev.berth.model.RateLimit;
import dev.berth.spi.Plugin;
import dev.berth.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds a scheduler. Defaults:
 *
 * <ul>
 *   <li>no quotas, no limit ranges; jobs may name any queue
 *   <li>the {@linkplain PriorityClass#STANDARD standard} priority classes
 *   <li>one profile, {@link SchedulerConfig#ofDefaults()}
 *   <li>the plugins that {@link java.util.ServiceLoader} finds
 *   <li>the system's clocks, seed 0
 *   <li>health time-out 30 s, then 30 s of grace before a lost worker's jobs are queued again
 *   <li>back-off of jobs that fit nowhere from 1 s, doubling to 60 s
 *   <li>262,144 commands in the intake, 65,536 events in a listener's queue
 *   <li>no limits on how many jobs of a key are let into the queue
 *   <li>what jobs usually ask for is learned, where a plugin wants to know
 *   <li>the last 10,000 jobs that ended are remembered
 * </ul>
 *
 * <p><b>Thread-safety:</b> none; a builder builds one scheduler.
 */
public final class SchedulerBuilder {

  private static final int MIN_INTAKE = 4;
  private static final int RANKING_SHARE_OF_HEAP = 8;
  private static final int MIN_LISTENER_QUEUE = 4;

  private final Map<String, SchedulerConfig> configs = new LinkedHashMap<>();
  private final List<Plugin> plugins = new ArrayList<>();
  private final List<SchedulerListener> listeners = new ArrayList<>();
  private final List<ConcurrencyLimit> concurrencyLimits = new ArrayList<>();
  private final List<RateLimit> rateLimits = new ArrayList<>();
  private final Map<String, JobQueue> queues = new LinkedHashMap<>();
  private final Map<String, Quota> quotas = new LinkedHashMap<>();
  private final Map<String, LimitRange> tenantLimits = new LinkedHashMap<>();
  private final Map<String, PriorityClass> priorityClasses = new LinkedHashMap<>();
  private boolean discoverPlugins = true;
  private long seed;
  private Ticker ticker = Ticker.system();
  private Ticker stopwatch = Ticker.system();
  private InstantSource wallClock = InstantSource.system();
  private Duration healthTimeout = Duration.ofSeconds(30);
  private Duration lostGrace = Duration.ofSeconds(30);
  private Duration backoffBase = Duration.ofSeconds(1);
  private Duration backoffCap = Duration.ofSeconds(60);
  private int intakeCapacity = 262_144;
  private int listenerQueue = 65_536;
  private int finishedJobsKept = 10_000;
  private @Nullable GpuDemand gpuDemand;

  SchedulerBuilder() {}

  /** Adds a profile. With none added there is the default one. */
  public SchedulerBuilder config(SchedulerConfig config) {
    if (configs.putIfAbsent(config.name(), config) != null) {
      throw new IllegalArgumentException("profile '" + config.name() + "' is there twice");
    }
    return this;
  }

  /** Adds a named queue. With any added, a job must name one of them. */
  public SchedulerBuilder queue(JobQueue queue) {
    return add(queues, queue.name(), queue, "queue", Limits.QUEUES);
  }

  /** Adds a quota. More can come later: {@link Scheduler#setQuota}. */
  public SchedulerBuilder quota(Quota quota) {
    return add(quotas, quota.name(), quota, "quota", Limits.QUOTAS);
  }

  /** What each job of a tenant may ask for, and gets when it asks for nothing. */
  public SchedulerBuilder tenantLimits(String tenant, LimitRange limits) {
    return add(tenantLimits, tenant, limits, "limit range of tenant", Limits.QUOTAS);
  }

  /** Adds a priority class beside the standard ones. */
  public SchedulerBuilder priorityClass(PriorityClass priorityClass) {
    for (PriorityClass standard : PriorityClass.STANDARD) {
      if (standard.name().equals(priorityClass.name())) {
        throw new IllegalArgumentException(
            "priority class '%s' is a standard one, of value %d"
                .formatted(standard.name(), standard.value()));
      }
    }
    return add(
        priorityClasses,
        priorityClass.name(),
        priorityClass,
        "priority class",
        Limits.PRIORITY_CLASSES);
  }

  private <T> SchedulerBuilder add(
      Map<String, T> all, String name, T value, String what, int most) {
    if (all.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException(what + " '" + name + "' is there twice");
    }
    if (all.size() > most) {
      throw new IllegalArgumentException(
          "%s '%s' is one more than %,d".formatted(what, name, most));
    }
    return this;
  }

  /** Adds a plugin beside those found. */
  public SchedulerBuilder plugin(Plugin plugin) {
    plugins.add(plugin);
    return this;
  }

  /** Whether to look for plugins with ServiceLoader. */
  public SchedulerBuilder discoverPlugins(boolean discover) {
    discoverPlugins = discover;
    return this;
  }

  /** Adds a listener that hears everything from the start. */
  public SchedulerBuilder listener(SchedulerListener listener) {
    listeners.add(listener);
    return this;
  }

  /** The seed of {@link dev.berth.placement.TieOrder#SEEDED}. */
  public SchedulerBuilder seed(long value) {
    seed = value;
    return this;
  }

  /** The clock that drives time-outs and back-offs. */
  public SchedulerBuilder ticker(Ticker source) {
    ticker = source;
    return this;
  }

  /** The clock that dates events and statuses. */
  public SchedulerBuilder wallClock(InstantSource source) {
    wallClock = source;
    return this;
  }

  /** The clock that latencies are measured with; it decides nothing. */
  public SchedulerBuilder stopwatch(Ticker source) {
    stopwatch = source;
    return this;
  }

  /** How long a worker may go without a heartbeat; zero to watch none. */
  public SchedulerBuilder healthTimeout(Duration timeout) {
    healthTimeout = DurationLimits.orZero("healthTimeout", timeout);
    return this;
  }

  /** How long after that its jobs are left to it before they are queued again. */
  public SchedulerBuilder lostGrace(Duration grace) {
    lostGrace = DurationLimits.orZero("lostGrace", grace);
    return this;
  }

  /**
   * After how long jobs that fit nowhere are tried again though nothing helped: from, doubling, to.
   */
  public SchedulerBuilder backoff(Duration base, Duration cap) {
    backoffBase = DurationLimits.aboveZero("backoff base", base);
    backoffCap = DurationLimits.aboveZero("backoff cap", cap);
    if (cap.compareTo(base) < 0) {
      throw new IllegalArgumentException(
          "backoff cap (%s) must be at least the base (%s)".formatted(cap, base));
    }
    return this;
  }

  /**
   * How many commands may wait for the engine; one more is refused. Rounded up to a power of two.
   */
  public SchedulerBuilder intakeCapacity(int commands) {
    intakeCapacity = atLeast("intakeCapacity", commands, MIN_INTAKE);
    return this;
  }

  /** How many events may wait for a listener; one more is missed. Rounded up to a power of two. */
  public SchedulerBuilder listenerQueue(int events) {
    listenerQueue = atLeast("listenerQueue", events, MIN_LISTENER_QUEUE);
    return this;
  }

  /** How many jobs that ended can still be looked up; their ids are taken until forgotten. */
  public SchedulerBuilder finishedJobsKept(int jobs) {
    finishedJobsKept = atLeast("finishedJobsKept", jobs, 0);
    return this;
  }

  /**
   * What jobs usually ask for, told to plugins that are {@link dev.berth.spi.DemandAware}; with
   * none given it is learned from the jobs submitted.
   */
  public SchedulerBuilder gpuDemand(GpuDemand demand) {
    gpuDemand = demand;
    return this;
  }

  /** Adds a limit on how many jobs of a key are queued or placed at a time; all added hold. */
  public SchedulerBuilder limit(ConcurrencyLimit limit) {
    concurrencyLimits.add(limit);
    return this;
  }

  /** Adds a limit on how fast jobs of a key are let into the queue; all added hold. */
  public SchedulerBuilder limit(RateLimit limit) {
    rateLimits.add(limit);
    return this;
  }

  /**
   * Builds a scheduler with an engine thread, and starts it.
   *
   * @throws IllegalArgumentException when plugins clash, a profile names one that is not there, or
   *     a profile has no filter
   */
  public Scheduler build() {
    return new Scheduler(EngineClient.threaded(profiles(), options(), seed, listeners));
  }

  /** Builds a scheduler without threads, to be stepped by the caller. Errors as {@link #build}. */
  public SteppedScheduler buildStepped() {
    return new SteppedScheduler(EngineClient.stepped(profiles(), options(), seed, listeners));
  }

  private EngineOptions options() {
    return new EngineOptions(
        ticker,
        wallClock,
        stopwatch,
        healthTimeout,
        lostGrace,
        backoffBase,
        backoffCap,
        intakeCapacity,
        listenerQueue,
        finishedJobsKept,
        admission(),
        List.copyOf(concurrencyLimits),
        List.copyOf(rateLimits),
        gpuDemand);
  }

  private QuotaAdmission admission() {
    QuotaRules rules = QuotaRules.of(quotas.values());
    return new QuotaAdmission(
        new SubmissionRules(queues.values(), tenantLimits, priorityClasses.values(), rules),
        new QuotaBook(rules));
  }

  private List<ProfileSpec> profiles() {
    if (configs.isEmpty()) {
      config(SchedulerConfig.ofDefaults());
    }
    PluginRegistry registry =
        discoverPlugins ? PluginRegistry.discover(plugins) : PluginRegistry.of(plugins);
    return configs.values().stream().map(config -> resolve(config, registry)).toList();
  }

  private ProfileSpec resolve(SchedulerConfig config, PluginRegistry registry) {
    WorkerSelection selection = config.workerSelection();
    return new ProfileSpec(
        config.name(),
        config.queueStrategy(),
        config.backfill(),
        priorityScale(),
        Pipeline.assemble(
            config.name(),
            registry,
            config.filters(),
            config.scores().isEmpty() ? selection.weights() : config.scores()),
        selection.tieOrder(),
        config.schedulingTimeout(),
        config.parallelism(),
        new RankingOptions(config.rankingForm(), rankingBytes(config), config.shadowEvery()));
  }

  private PriorityScale priorityScale() {
    int highest = Priority.CRITICAL.value();
    for (PriorityClass priorityClass : priorityClasses.values()) {
      highest = Math.max(highest, priorityClass.value());
    }
    Map<String, Integer> byQueue = new TreeMap<>();
    queues.forEach((name, queue) -> byQueue.put(name, queue.priority()));
    return new PriorityScale(highest, byQueue);
  }

  private long rankingBytes(SchedulerConfig config) {
    return config.rankingBytes() > 0
        ? config.rankingBytes()
        : Runtime.getRuntime().maxMemory() / RANKING_SHARE_OF_HEAP / configs.size();
  }

  private static int atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least " + least);
    }
    return value;
  }
}
