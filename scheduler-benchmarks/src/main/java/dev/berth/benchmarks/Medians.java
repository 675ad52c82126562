package dev.berth.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/**
 * A Markdown table of what JMH measured: the median over all iterations of all forks, with the
 * least and the most beside it. A mean would follow the few iterations that a busy machine spoils.
 */
final class Medians {

  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private Medians() {}

  static String table(Collection<RunResult> results) {
    StringBuilder table =
        new StringBuilder(
            """

            | benchmark | CPU time | least to most | elapsed | allocated |
            | --- | ---: | ---: | ---: | ---: |
            """);
    for (RunResult result : results) {
      double[] cpu = secondary(result, CpuTimeProfiler.LABEL);
      double[] elapsed = primary(result);
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %s ns | %s to %s | %s %s | %s B |%n",
              name(result.getParams()),
              number(median(cpu)),
              number(cpu[0]),
              number(cpu[cpu.length - 1]),
              number(median(elapsed)),
              result.getPrimaryResult().getScoreUnit(),
              number(median(secondary(result, ALLOCATION)))));
    }
    return table.toString();
  }

  private static String name(BenchmarkParams params) {
    String[] path = params.getBenchmark().split("\\.", -1);
    return path[path.length - 2]
        + "."
        + path[path.length - 1]
        + params.getParamsKeys().stream()
            .map(key -> " " + key + "=" + params.getParam(key))
            .collect(Collectors.joining(","));
  }

  private static double[] primary(RunResult result) {
    return iterations(result).stream()
        .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
        .sorted()
        .toArray();
  }

  private static double[] secondary(RunResult result, String label) {
    return iterations(result).stream()
        .mapToDouble(iteration -> secondary(iteration, label))
        .sorted()
        .toArray();
  }

  private static double secondary(IterationResult iteration, String label) {
    for (String key : iteration.getSecondaryResults().keySet()) {
      if (key.endsWith(label)) { // JMH puts a sign before some of them
        return iteration.getSecondaryResults().get(key).getScore();
      }
    }
    throw new IllegalStateException("no " + label + " was measured");
  }

  private static Collection<IterationResult> iterations(RunResult result) {
    return result.getBenchmarkResults().stream()
        .map(BenchmarkResult::getIterationResults)
        .flatMap(Collection::stream)
        .toList();
  }

  private static double median(double[] sorted) {
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }
}
