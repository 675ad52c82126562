package dev.berth.benchmarks.live;

import dev.berth.Scheduler;
import dev.berth.SchedulerConfig;
import dev.berth.SteppedScheduler;
import dev.berth.benchmarks.measure.Clock;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Measurement;
import dev.berth.benchmarks.measure.Percentiles;
import dev.berth.benchmarks.measure.Settings;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.time.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * What does a queue of many waiting jobs cost when a job ends? The whole engine, stepped on virtual
 * time: a job ends, another is submitted, and one step decides who starts.
 *
 * <p>Jobs ask for 1 to 32 of a worker's 64 CPUs, small ones more often, with one of four amounts of
 * memory, of one of {@code tenants}; they say that they run for 1 minute to a day, evenly by
 * logarithm, and run for an even share of that.
 *
 * <pre>
 *   workers     how many (1,000)
 *   waiting     how many jobs wait at all times (50,000)
 *   tenants     whose they are (100)
 *   order       FIFO, PRIORITY, FAIR, FAIR_SHARE, MULTIFACTOR or SHORTEST_FIRST (FIFO)
 *   backfill    how many jobs are promised their start; 0 for greedy (1)
 *   events      that are measured, after a fifth as many to warm up (20,000)
 *
 *   p50, p99, mean, count   ns of CPU time for such a step
 *   placed                  jobs placed a step
 *   decisions               decisions a step
 * </pre>
 */
public final class Backlog implements Measurement {

  private static final int CPUS = 64;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final double LONGEST_RATIO = 1440;

  private record Running(long end, String id) {}

  private final ManualTicker ticker = ManualTicker.startingAt(0);
  private final SplittableRandom random = new SplittableRandom(42);
  private final PriorityQueue<Running> running =
      new PriorityQueue<>(Comparator.comparingLong(Running::end).thenComparing(Running::id));
  private int submitted;
  private long placed;

  @Override
  public Figures measure(Settings settings) {
    int workers = settings.number("workers", 1_000);
    int waiting = settings.number("waiting", 50_000);
    int tenants = settings.number("tenants", 100);
    int events = settings.number("events", 20_000);
    int depth = settings.number("backfill", 1);
    SchedulerConfig config =
        SchedulerConfig.builder("default")
            .queueStrategy(order(settings.text("order", "FIFO")))
            .backfill(depth == 0 ? Backfill.greedy() : Backfill.depth(depth))
            .build();
    try (SteppedScheduler scheduler =
        Scheduler.builder()
            .ticker(ticker)
            .wallClock(ticker.asInstantSource(Instant.EPOCH))
            .healthTimeout(Duration.ZERO)
            .finishedJobsKept(1)
            .config(config)
            .listener(this::hear)
            .buildStepped()) {
      fill(scheduler, workers, waiting, tenants);
      run(scheduler, events / 5, waiting, tenants, new Percentiles());
      long decisions = scheduler.stats().decisions();
      long placedBefore = placed;
      Percentiles percentiles = new Percentiles();
      run(scheduler, events, waiting, tenants, percentiles);
      Figures figures = new Figures();
      percentiles.addTo(figures, "", Clock.CPU.costNanos());
      return figures
          .with("placed", (double) (placed - placedBefore) / events)
          .with("decisions", (double) (scheduler.stats().decisions() - decisions) / events);
    }
  }

  private static QueueStrategy order(String name) {
    return switch (name) {
      case "FIFO" -> QueueStrategy.FIFO;
      case "PRIORITY" -> QueueStrategy.PRIORITY;
      case "FAIR" -> QueueStrategy.fairByTenant();
      case "FAIR_SHARE" -> QueueStrategy.fairShare();
      case "MULTIFACTOR" -> QueueStrategy.multifactor();
      case "SHORTEST_FIRST" -> QueueStrategy.SHORTEST_FIRST;
      default -> throw new IllegalArgumentException("order (" + name + ") is unknown");
    };
  }

  private void fill(SteppedScheduler scheduler, int workers, int waiting, int tenants) {
    for (int i = 0; i < workers; i++) {
      scheduler.register(
          Worker.builder("w-" + i).cpuMillis(CPUS * 1_000L).memoryBytes(256L << 30).build());
    }
    scheduler.step();
    while (scheduler.stats().queued() < waiting) {
      submit(scheduler, tenants);
      if (submitted % 256 == 0) {
        scheduler.step();
      }
    }
    scheduler.step();
  }

  private void run(
      SteppedScheduler scheduler, int events, int waiting, int tenants, Percentiles percentiles) {
    for (int i = 0; i < events; i++) {
      Running first = running.remove();
      ticker.set(Math.max(ticker.nanos(), first.end));
      scheduler.complete(first.id);
      submit(scheduler, tenants);
      long started = Clock.CPU.nanos();
      scheduler.step();
      percentiles.record(Clock.CPU.nanos() - started);
      while (scheduler.stats().queued() < waiting) {
        submit(scheduler, tenants);
        scheduler.step();
      }
    }
  }

  private void submit(SteppedScheduler scheduler, int tenants) {
    double size = random.nextDouble();
    int cpus = Math.max(1, (int) (32 * size * size * size));
    long seconds = (long) (60 * Math.pow(LONGEST_RATIO, random.nextDouble()));
    scheduler.submit(
        Job.builder("j-" + submitted++ + "-" + (long) (seconds * random.nextDouble()))
            .tenant("t-" + random.nextInt(tenants))
            .cpuMillis(cpus * 1_000L)
            .memoryBytes(((1L + random.nextInt(4)) * cpus) << 30)
            .timeLimit(Duration.ofSeconds(seconds))
            .build());
  }

  private void hear(SchedulerEvent event) {
    if (event instanceof JobEvent.Placed started) {
      placed++;
      String id = started.jobId();
      long seconds = Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
      running.add(new Running(ticker.nanos() + seconds * NANOS_PER_SECOND, id));
    }
  }
}
