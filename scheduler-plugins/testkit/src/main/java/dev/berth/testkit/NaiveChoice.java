package dev.berth.testkit;

import dev.berth.placement.TieOrder;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The choice of a worker made the obvious way: every filter and every score is asked about every
 * worker, one by one; the highest sum of weight × grade wins, ties go to the lowest {@link
 * TieOrder#rank}.
 */
final class NaiveChoice {

  private final Supplier<List<Plugin>> fresh;
  private final Map<String, Integer> weights;
  private final TieOrder ties;
  private final int seed;
  private int last = -1;

  /**
   * A choice by plugins that are made anew for each, so that none remembers an earlier one.
   *
   * @param fresh the plugins, first the one that is checked
   * @param seed the scheduler's
   */
  NaiveChoice(
      Supplier<List<Plugin>> fresh, Map<String, Integer> weights, TieOrder ties, long seed) {
    this.fresh = fresh;
    this.weights = weights;
    this.ties = ties;
    this.seed = Long.hashCode(seed);
  }

  /** The best worker; null when none fits. */
  @Nullable MirrorWorker choose(TestJob job, Collection<MirrorWorker> workers) {
    List<Plugin> plugins = fresh.get();
    MirrorWorker best = null;
    long bestTotal = 0;
    int bestRank = 0;
    for (MirrorWorker worker : workers) {
      if (refusedBy(plugins, job, worker) == null) {
        long total = total(plugins, job, worker);
        int rank = ties.rank(worker.sequence, seed, last);
        if (best == null
            || total > bestTotal
            || (total == bestTotal && Integer.compareUnsigned(rank, bestRank) < 0)) {
          best = worker;
          bestTotal = total;
          bestRank = rank;
        }
      }
    }
    return best;
  }

  /** A worker was taken: a rotating order goes on from there. */
  void took(MirrorWorker worker) {
    last = worker.sequence;
  }

  private static @Nullable String refusedBy(
      List<Plugin> plugins, TestJob job, MirrorWorker worker) {
    for (Plugin plugin : plugins) {
      if (plugin instanceof FilterPlugin filter && !filter.accepts(job, worker.view())) {
        return filter.name();
      }
    }
    return null;
  }

  private long total(List<Plugin> plugins, TestJob job, MirrorWorker worker) {
    long total = 0;
    for (Plugin plugin : plugins) {
      if (plugin instanceof ScorePlugin score) {
        total += (long) weights.getOrDefault(score.name(), 0) * score.score(job, worker.view());
      }
    }
    return total;
  }

  /** For a failure message: the grades of a worker, or who refuses it. */
  String describe(TestJob job, MirrorWorker worker) {
    List<Plugin> plugins = fresh.get();
    String refusedBy = refusedBy(plugins, job, worker);
    if (refusedBy != null) {
      return "%s, refused by filter %s; %s".formatted(worker.id(), refusedBy, worker.view());
    }
    List<String> grades = new ArrayList<>();
    for (Plugin plugin : plugins) {
      if (plugin instanceof ScorePlugin score) {
        int weight = weights.getOrDefault(score.name(), 0);
        int grade = score.score(job, worker.view());
        grades.add(String.format(Locale.ROOT, "%s %d × %,d", score.name(), weight, grade));
      }
    }
    return String.format(
        Locale.ROOT,
        "%s, total %,d (%s); %s",
        worker.id(),
        total(plugins, job, worker),
        String.join(" + ", grades),
        worker.view());
  }
}
