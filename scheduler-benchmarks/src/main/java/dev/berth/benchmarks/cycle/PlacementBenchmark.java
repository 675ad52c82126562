package dev.berth.benchmarks.cycle;

import dev.berth.benchmarks.baseline.Agreement;
import dev.berth.benchmarks.baseline.Rival;
import dev.berth.benchmarks.state.JobSpec;
import dev.berth.benchmarks.state.Workload;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does one placement cost on a fleet that changes with each: decide, reserve, and give back
 * what the 1,000th last job held?
 *
 * <p><b>Workload:</b> as {@link DecisionBenchmark}, the four kinds of jobs in turn, and 1,000 of
 * them on top of the 60 %.
 *
 * <p><b>Command:</b> {@code java -jar scheduler-benchmarks/target/benchmarks.jar
 * PlacementBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class PlacementBenchmark {

  private static final int HELD = 1_000;

  @Param({"1000", "10000", "100000"})
  int workers;

  @Param Rival.Type rival;

  private Workload workload;
  private Rival decider;
  private int next;
  private final int[] workerOf = new int[HELD];
  private final long[] gpusOf = new long[HELD];
  private final JobSpec[] jobAt = new JobSpec[HELD];

  @Setup
  public void setUp() {
    workload = Workload.of(workers, Workload.MIXED);
    Agreement.prove(workload.fleet(), workload.jobs());
    decider = rival.over(workload.fleet());
    for (int i = 0; i < HELD; i++) {
      place(i);
    }
  }

  /** A placement, and the end of an older one. */
  @Benchmark
  public int decideCommitComplete() {
    int slot = next++ % HELD;
    int old = workerOf[slot];
    if (old != Rival.NONE) {
      decider.release(old, jobAt[slot].requirements(), gpusOf[slot]);
    }
    return place(slot);
  }

  private int place(int slot) {
    JobSpec job = workload.job(next + slot);
    int worker = decider.decide(job, workload.classOf(next + slot));
    workerOf[slot] = worker;
    jobAt[slot] = job;
    gpusOf[slot] = worker == Rival.NONE ? 0 : decider.reserve(worker, job.requirements());
    return worker;
  }
}
