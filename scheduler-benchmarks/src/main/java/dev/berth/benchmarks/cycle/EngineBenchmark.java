package dev.berth.benchmarks.cycle;

import dev.berth.Scheduler;
import dev.berth.benchmarks.state.EngineFixture;
import dev.berth.benchmarks.state.Workload;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.model.Job;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many jobs a second go through a whole engine, submitted, placed and completed, with one
 * listener that hears every event?
 *
 * <p><b>Workload:</b> a {@link dev.berth.benchmarks.state.SyntheticFleet} that runs its background
 * jobs; classes of the four kinds of {@link dev.berth.benchmarks.state.SyntheticJobs} in turn on
 * top of them, at most 2,000 in flight. The host's thread builds and submits them, the listener's
 * completes each as soon as it starts, the engine's does the rest.
 *
 * <p>CPU time is the sum over the three threads; elapsed time is what a host sees.
 *
 * <p><b>Command:</b> {@code java -jar scheduler-benchmarks/target/benchmarks.jar EngineBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class EngineBenchmark {

  static final int JOBS = 5_000;
  private static final int IN_FLIGHT = 2_000;

  @Param("10000")
  int workers;

  /** How many classes of jobs take turns, at most 64. */
  @Param("16")
  int classes;

  private final Semaphore places = new Semaphore(IN_FLIGHT);
  private Workload workload;
  private Scheduler scheduler;
  private long submitted;

  /** The scheduler ends with the fork, so that its threads' CPU time is counted to the last. */
  @Setup
  public void setUp() {
    workload = Workload.of(workers, Workload.MIXED);
    scheduler =
        Scheduler.builder()
            .healthTimeout(Duration.ZERO)
            .finishedJobsKept(IN_FLIGHT)
            .listener(this::onEvent)
            .build();
    EngineFixture.fill(scheduler, workload.fleet());
  }

  private void onEvent(SchedulerEvent event) {
    if (event instanceof JobEvent.Started started && started.jobId().startsWith("job-")) {
      scheduler.complete(started.jobId());
    } else if (event instanceof JobEvent.Completed) {
      places.release();
    }
  }

  /** So many jobs, from submit until the listener has heard that the last is completed. */
  @Benchmark
  @OperationsPerInvocation(JOBS)
  public long submitPlaceComplete() throws InterruptedException {
    for (int i = 0; i < JOBS; i++) {
      places.acquire();
      scheduler.submit(
          Job.builder("job-" + submitted)
              .requirements(workload.job((int) (submitted % classes)).requirements())
              .build());
      submitted++;
    }
    places.acquire(IN_FLIGHT);
    places.release(IN_FLIGHT);
    if (scheduler.stats().completed() != submitted) {
      throw new IllegalStateException(submitted + " submitted, but " + scheduler.stats());
    }
    return submitted;
  }
}
