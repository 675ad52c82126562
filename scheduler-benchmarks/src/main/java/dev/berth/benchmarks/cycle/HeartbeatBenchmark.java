package dev.berth.benchmarks.cycle;

import dev.berth.Scheduler;
import dev.berth.SteppedScheduler;
import dev.berth.WorkerHandle;
import dev.berth.benchmarks.state.SyntheticFleet;
import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
 * What does a heartbeat cost, from the host's call to the worker's row and published status?
 *
 * <p><b>Workload:</b> heartbeats of random workers, 1,000 to an engine cycle; a stepped engine, so
 * that all of it is on one thread.
 *
 * <p><b>Command:</b> {@code java -jar scheduler-benchmarks/target/benchmarks.jar
 * HeartbeatBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class HeartbeatBenchmark {

  static final int HEARTBEATS_A_CYCLE = 1_000;
  private static final int PREPARED = 1 << 12;

  @Param("10000")
  int workers;

  private SteppedScheduler scheduler;
  private final WorkerHandle[] handles = new WorkerHandle[PREPARED];
  private final String[] ids = new String[PREPARED];
  private final Usage[] usages = new Usage[PREPARED];
  private int next;

  @Setup
  public void setUp() {
    List<Member> fleet = SyntheticFleet.of(workers, 42);
    scheduler = Scheduler.builder().buildStepped();
    List<WorkerHandle> registered = new ArrayList<>();
    fleet.forEach(member -> registered.add(scheduler.register(member.worker())));
    scheduler.step();
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < PREPARED; i++) {
      int worker = random.nextInt(workers);
      handles[i] = registered.get(worker);
      ids[i] = handles[i].id();
      usages[i] = new Usage(random.nextInt(100), random.nextLong(1L << 34), random.nextInt(100));
    }
    scheduler.heartbeat(ids[0], new Usage(12.5, 0, 0));
    scheduler.step();
    if (handles[0].status().usage().cpuPercent() != 12.5) {
      throw new IllegalStateException("a heartbeat got lost: " + handles[0].status());
    }
  }

  /** By the handle that {@code register} gave. */
  @Benchmark
  @OperationsPerInvocation(HEARTBEATS_A_CYCLE)
  public boolean byHandle() {
    sendByHandle();
    return step();
  }

  /** By the worker's id. */
  @Benchmark
  @OperationsPerInvocation(HEARTBEATS_A_CYCLE)
  public boolean byId() {
    sendById();
    return step();
  }

  void sendByHandle() {
    for (int i = 0; i < HEARTBEATS_A_CYCLE; i++) {
      int at = next++ & PREPARED - 1;
      handles[at].heartbeat(usages[at]);
    }
  }

  void sendById() {
    for (int i = 0; i < HEARTBEATS_A_CYCLE; i++) {
      int at = next++ & PREPARED - 1;
      scheduler.heartbeat(ids[at], usages[at]);
    }
  }

  boolean step() {
    return scheduler.step();
  }
}
