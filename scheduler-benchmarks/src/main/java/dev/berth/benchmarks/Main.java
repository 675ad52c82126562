package dev.berth.benchmarks;

import dev.berth.benchmarks.measure.Fork;
import dev.berth.benchmarks.measure.Forks;
import dev.berth.benchmarks.targets.Rivals;
import dev.berth.benchmarks.targets.Targets;
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
 * Runs the benchmarks and prints tables.
 *
 * <pre>
 *   java -jar benchmarks.jar targets [WORD] [FORKS]  what was promised beside what is measured; only lines with WORD
 *   java -jar benchmarks.jar rivals [FORKS]          other schedulers on the same hosts and tasks
 *   java -jar benchmarks.jar measure NAME [PAIRS]    one measurement here, e.g. live.LiveDecision workers=10000
 *   java -jar benchmarks.jar memory                  the targets of memory
 *
 *   java -jar benchmarks.jar                         all JMH benchmarks, three forks each
 *   java -jar benchmarks.jar quick                   10,000 workers, one short fork each
 *   java -jar benchmarks.jar [quick] ARGUMENTS       as JMH understands them: a pattern, -p, -f, -rf, …
 * </pre>
 *
 * <p>CPU time and allocation are always measured.
 */
public final class Main {

  private static final int FORKS = 3;

  /** JMH itself still uses Unsafe, and newer JVMs warn; JDK 17 has not heard of the option. */
  private static final List<String> FORK_FLAGS =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow", "-Xmx2g");

  private Main() {}

  /** See above. */
  public static void main(String[] arguments)
      throws RunnerException, CommandLineOptionException, ReflectiveOperationException {
    List<String> rest = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
    switch (arguments.length == 0 ? "" : arguments[0]) {
      case "targets" -> {
        String word = rest.stream().filter(text -> !isNumber(text)).findFirst().orElse("");
        new Targets(new Forks(forks(rest)), word, System.out).run();
      }
      case "rivals" -> Rivals.print(new Forks(forks(rest)), System.out);
      case "measure" -> Fork.main(rest.toArray(String[]::new));
      case "memory" -> new Targets(new Forks(1), "memory", System.out).run();
      case "quick" -> jmh(rest, true);
      default -> jmh(List.of(arguments), false);
    }
  }

  private static int forks(List<String> arguments) {
    return arguments.stream()
        .filter(Main::isNumber)
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(FORKS);
  }

  private static boolean isNumber(String text) {
    return text.matches("[1-9][0-9]?");
  }

  private static void jmh(List<String> arguments, boolean quick)
      throws RunnerException, CommandLineOptionException {
    CommandLineOptions given = new CommandLineOptions(arguments.toArray(String[]::new));
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(given)
            .jvmArgsPrepend(FORK_FLAGS.toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTimeProfiler.class)
            .forks(given.getForkCount().orElse(quick ? 1 : FORKS));
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
  }
}
