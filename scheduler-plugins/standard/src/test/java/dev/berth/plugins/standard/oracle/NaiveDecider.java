package dev.berth.plugins.standard.oracle;

import dev.berth.SchedulerConfig;
import dev.berth.model.Placement;
import dev.berth.placement.TieOrder;
import dev.berth.queue.QueueStrategy;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One profile, decided the obvious way: every filter and every score is asked about every worker,
 * one by one.
 */
final class NaiveDecider {
  private final SchedulerConfig config;
  private final List<FilterPlugin> filters;
  private final Map<ScorePlugin, Integer> weights =
      new TreeMap<>(Comparator.comparing(Plugin::name));
  private final int seed;
  private int last = -1;

  NaiveDecider(SchedulerConfig config, Collection<? extends Plugin> more, long seed) {
    this.config = config;
    this.seed = Long.hashCode(seed);
    filters =
        found(FilterPlugin.class, more)
            .filter(f -> config.filters().isEmpty() || config.filters().contains(f.name()))
            .toList();
    found(ScorePlugin.class, more).forEach(score -> weights.put(score, weight(score)));
    weights.values().removeIf(weight -> weight == 0);
  }

  private static <P extends Plugin> Stream<P> found(
      Class<P> kind, Collection<? extends Plugin> more) {
    return Stream.concat(
        ServiceLoader.load(kind).stream().map(ServiceLoader.Provider::get),
        more.stream().filter(kind::isInstance).map(kind::cast));
  }

  private int weight(ScorePlugin score) {
    if (!config.scores().isEmpty()) {
      return config.scores().getOrDefault(score.name(), 0);
    }
    Map<String, Integer> selected = config.workerSelection().weights();
    return selected == null ? score.defaultWeight() : selected.getOrDefault(score.name(), 0);
  }

  /** In which order the profile's jobs have their turn. */
  Comparator<NaiveJob> order() {
    Comparator<NaiveJob> byAge = Comparator.comparingLong(job -> job.sequence);
    return config.queueStrategy() == QueueStrategy.FIFO
        ? byAge
        : Comparator.<NaiveJob>comparingInt(job -> job.priority().value())
            .reversed()
            .thenComparing(byAge);
  }

  /** Whether the first in order keeps back all behind it. */
  boolean headBlocks() {
    return config.queueStrategy() == QueueStrategy.FIFO;
  }

  boolean accepts(NaiveJob job, NaiveWorker worker) {
    for (FilterPlugin filter : filters) {
      if (!filter.accepts(job, worker)) {
        return false;
      }
    }
    return true;
  }

  boolean fitsSomewhere(NaiveJob job, Collection<NaiveWorker> workers) {
    for (NaiveWorker worker : workers) {
      if (accepts(job, worker)) {
        return true;
      }
    }
    return false;
  }

  long total(NaiveJob job, NaiveWorker worker) {
    long total = 0;
    for (Map.Entry<ScorePlugin, Integer> score : weights.entrySet()) {
      total += (long) score.getValue() * score.getKey().score(job, worker);
    }
    return total;
  }

  /** For a failure message. */
  String grades(NaiveJob job, NaiveWorker worker) {
    Map<String, Integer> grades = new TreeMap<>();
    weights.keySet().forEach(score -> grades.put(score.name(), score.score(job, worker)));
    return total(job, worker) + " of " + grades;
  }

  /** Decides; a rotating order goes on from the worker found. */
  Optional<Placement> decide(NaiveJob job, Collection<NaiveWorker> workers) {
    TieOrder ties = config.workerSelection().tieOrder();
    @Nullable NaiveWorker best = null;
    long bestTotal = 0;
    int bestRank = 0;
    for (NaiveWorker worker : workers) {
      if (accepts(job, worker)) {
        long total = total(job, worker);
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
    if (best == null) {
      return Optional.empty();
    }
    last = best.sequence;
    return Optional.of(
        new Placement(job.id(), best.id(), best.chooseGpus(job.requirements().gpus())));
  }

  @Override
  public String toString() {
    return config.toString();
  }
}
