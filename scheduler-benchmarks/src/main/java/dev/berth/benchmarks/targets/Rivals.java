package dev.berth.benchmarks.targets;

import dev.berth.benchmarks.baseline.Placer;
import dev.berth.benchmarks.live.Rivalry;
import dev.berth.benchmarks.measure.Figures;
import dev.berth.benchmarks.measure.Forks;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Other schedulers beside ours on the same hosts and tasks: CPU time a task, and how many times
 * ours that is.
 *
 * <p><b>Command:</b> {@code java -jar scheduler-benchmarks/target/benchmarks.jar rivals}
 */
public final class Rivals {

  private static final int[] SIZES = {1_000, 5_000, 10_000};

  private static final Map<Placer.Type, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put(Placer.Type.OURS, "Berth, best host");
    NAMES.put(Placer.Type.NAIVE, "naive objects, best host");
    NAMES.put(Placer.Type.FENZO_BEST, "Fenzo, best host");
    NAMES.put(Placer.Type.FENZO_FIRST, "Fenzo, first fit");
  }

  private Rivals() {}

  /** Measures and prints. */
  public static void print(Forks forks, PrintStream out) {
    Map<Integer, Figures> bySize = new LinkedHashMap<>();
    StringBuilder head = new StringBuilder("| CPU time a task | tasks a call |");
    StringBuilder line = new StringBuilder("| --- | ---: |");
    for (int size : SIZES) {
      bySize.put(size, forks.medians(Rivalry.class, "4g", "workers=" + size));
      head.append(" %,d hosts | / ours |".formatted(size));
      line.append(" ---: | ---: |");
    }
    out.println(head);
    out.println(line);
    NAMES.forEach(
        (type, name) -> {
          for (int tasks : Rivalry.tasksACall()) {
            out.printf("| %s | %d |", name, tasks);
            for (Figures figures : bySize.values()) {
              double nanos = figures.get(type + "." + tasks);
              double ratio = nanos / figures.get(Placer.Type.OURS + "." + tasks);
              out.printf(Locale.ROOT, " %s | %,.0f |", Unit.NANOS.write(nanos), ratio);
            }
            out.println();
          }
        });
  }
}
