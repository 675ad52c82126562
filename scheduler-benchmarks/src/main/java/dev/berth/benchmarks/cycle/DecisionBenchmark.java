package dev.berth.benchmarks.cycle;

import dev.berth.benchmarks.baseline.Agreement;
import dev.berth.benchmarks.baseline.Rival;
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
 * What does one decision cost on a fleet at rest: objects against scalar plugins against block
 * plugins?
 *
 * <p><b>Workload:</b> {@link dev.berth.benchmarks.state.SyntheticFleet}, 60 % full; 64 different
 * jobs in turn, of one kind or of four, see {@link dev.berth.benchmarks.state.SyntheticJobs}. All
 * but RANKED look at the whole fleet in every decision. With nothing changed in between RANKED has
 * nothing to do: see {@link dev.berth.benchmarks.live.LiveDecision} for a fleet at work.
 *
 * <p><b>Command:</b> {@code java -jar scheduler-benchmarks/target/benchmarks.jar DecisionBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class DecisionBenchmark {

  @Param({"1000", "10000", "100000"})
  int workers;

  @Param({Workload.MIXED, "CPU", "SELECTOR", "GPU", "PREFERRED"})
  String jobs;

  @Param Rival.Type rival;

  private Workload workload;
  private Rival decider;
  private int next;

  @Setup
  public void setUp() {
    workload = Workload.of(workers, jobs);
    Agreement.prove(workload.fleet(), workload.jobs());
    decider = rival.over(workload.fleet());
  }

  /** A decision that changes nothing. */
  @Benchmark
  public int decide() {
    int number = next++;
    return decider.decide(workload.job(number), workload.classOf(number));
  }
}
