package dev.berth.benchmarks;

import dev.berth.benchmarks.state.FleetMemory;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks and prints a table of medians.
 *
 * <pre>
 *   java -jar benchmarks.jar                     everything, three forks each, and memory
 *   java -jar benchmarks.jar quick               10,000 workers, one short fork each, and memory
 *   java -jar benchmarks.jar memory              only the memory a fleet takes
 *   java -jar benchmarks.jar [quick] ARGUMENTS   as JMH understands them: a pattern, -p, -f, -rf, …
 * </pre>
 *
 * <p>CPU time and allocation are always measured.
 */
public final class Main {

  /** JMH itself still uses Unsafe, and newer JVMs warn; JDK 17 has not heard of the option. */
  private static final List<String> FORK_FLAGS =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow", "-Xmx2g");

  private Main() {}

  /** See above. */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    if (Arrays.equals(arguments, new String[] {"memory"})) {
      FleetMemory.print();
      return;
    }
    boolean quick = arguments.length > 0 && arguments[0].equals("quick");
    String[] forJmh = Arrays.copyOfRange(arguments, quick ? 1 : 0, arguments.length);
    CommandLineOptions given = new CommandLineOptions(forJmh);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(given)
            .jvmArgsPrepend(FORK_FLAGS.toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTimeProfiler.class)
            .forks(given.getForkCount().orElse(quick ? 1 : 3));
    if (quick) {
      options
          .warmupIterations(3)
          .warmupTime(TimeValue.milliseconds(300))
          .measurementIterations(3)
          .measurementTime(TimeValue.milliseconds(300));
      if (!given.getParameter("workers").hasValue()) {
        options.param("workers", "10000");
      }
      if (!given.getParameter("jobs").hasValue()) {
        options.param("jobs", "MIXED");
      }
    }
    if (given.getResult().hasValue()) {
      options.resultFormat(given.getResultFormat().orElse(ResultFormatType.JSON));
    }
    Collection<RunResult> results = new Runner(options.build()).run();
    System.out.print(Medians.table(results));
    if (forJmh.length == 0) {
      FleetMemory.print();
    }
  }
}
