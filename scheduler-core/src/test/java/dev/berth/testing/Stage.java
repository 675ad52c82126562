package dev.berth.testing;

import dev.berth.JobHandle;
import dev.berth.Scheduler;
import dev.berth.SchedulerBuilder;
import dev.berth.SteppedScheduler;
import dev.berth.WorkerHandle;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.Placement;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.spi.Plugin;
import dev.berth.time.ManualTicker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * A stepped scheduler on a clock that moves when told, and all it had to tell.
 *
 * <p>Its commands step at once, so that a test reads as a story.
 */
public final class Stage implements AutoCloseable {

  public final ManualTicker clock = ManualTicker.startingAt(0);
  public final RecordingListener heard = new RecordingListener();
  public final SteppedScheduler scheduler;

  private Stage(UnaryOperator<SchedulerBuilder> options, List<? extends Plugin> plugins) {
    SchedulerBuilder builder =
        Scheduler.builder()
            .discoverPlugins(false)
            .ticker(clock)
            .wallClock(clock.asInstantSource(Instant.EPOCH))
            .listener(heard);
    plugins.forEach(builder::plugin);
    scheduler = options.apply(builder).buildStepped();
  }

  /** With {@link TestFilter#fits} alone. */
  public static Stage set() {
    return set(options -> options);
  }

  /** With {@link TestFilter#fits} and these options. */
  public static Stage set(UnaryOperator<SchedulerBuilder> options) {
    return new Stage(options, List.of(TestFilter.fits()));
  }

  /** With exactly these plugins. */
  public static Stage with(Plugin... plugins) {
    return new Stage(options -> options, List.of(plugins));
  }

  /** With exactly these plugins and options. */
  public static Stage with(UnaryOperator<SchedulerBuilder> options, Plugin... plugins) {
    return new Stage(options, List.of(plugins));
  }

  /** A worker with so many whole CPUs and much of all else. */
  public static Worker.Builder worker(String id, int cpus) {
    return Worker.builder(id).cpuMillis(1_000L * cpus).memoryBytes(1L << 40);
  }

  /** A job that asks for so many whole CPUs. */
  public static Job.Builder job(String id, int cpus) {
    return Job.builder(id).cpuMillis(1_000L * cpus);
  }

  /** Registers a worker of so many CPUs, and steps. */
  public WorkerHandle addWorker(String id, int cpus) {
    return addWorker(worker(id, cpus).build());
  }

  /** Registers a worker, and steps. */
  public WorkerHandle addWorker(Worker worker) {
    WorkerHandle handle = scheduler.register(worker);
    scheduler.step();
    return handle;
  }

  /** Submits a job of so many CPUs, and steps. */
  public JobHandle submit(String id, int cpus) {
    return submit(job(id, cpus).build());
  }

  /** Submits a job, and steps. */
  public JobHandle submit(Job job) {
    JobHandle handle = scheduler.submit(job);
    scheduler.step();
    return handle;
  }

  /** Steps so that a command is answered; throws what it was refused with. */
  public void done(CompletableFuture<?> command) {
    scheduler.step();
    command.join();
  }

  /** Moves the clock on, and steps. */
  public void pass(Duration time) {
    clock.advance(time);
    scheduler.step();
  }

  /** How a job stands. */
  public JobState state(String jobId) {
    return scheduler.job(jobId).orElseThrow().state();
  }

  /** How a worker stands. */
  public WorkerState workerState(String workerId) {
    return scheduler.worker(workerId).orElseThrow().state();
  }

  /** Where a job is. */
  public Placement placement(String jobId) {
    Placement placement = scheduler.job(jobId).orElseThrow().placement();
    if (placement == null) {
      throw new AssertionError("job " + jobId + " is " + state(jobId) + " and on no worker");
    }
    return placement;
  }

  /** The worker a job is on. */
  public String home(String jobId) {
    return placement(jobId).workerId();
  }

  /** How many decisions were made so far. */
  public long decisions() {
    return scheduler.stats().decisions();
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
