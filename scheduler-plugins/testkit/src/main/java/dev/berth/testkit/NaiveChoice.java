package dev.berth.testkit;

import dev.berth.placement.TieOrder;
import dev.berth.spi.DomainPlugin;
import dev.berth.spi.DomainTally;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The choice of a worker made the obvious way: every plugin is asked about every worker, one by
 * one; the highest sum of weight × grade wins, ties go to the lowest {@link TieOrder#rank}.
 *
 * <p>The plugins are made anew for each choice, so that none remembers an earlier one. What jobs
 * impose on others is remembered, as the scheduler does: from their first choice on.
 */
final class NaiveChoice {

  /** The plugins of one choice, and what its domain plugins say. */
  private final class Round {
    final List<FilterPlugin> filters = new ArrayList<>();
    final List<ScorePlugin> scores = new ArrayList<>();
    final Map<DomainPlugin, NaiveCompany> domains = new LinkedHashMap<>();
    final TestJob job;

    Round(TestJob job, Collection<MirrorWorker> workers) {
      this.job = job;
      List<Plugin> plugins = fresh.get();
      for (Plugin plugin : plugins) {
        if (plugin instanceof FilterPlugin filter) {
          filters.add(filter);
        }
        if (plugin instanceof ScorePlugin score) {
          scores.add(score);
        }
      }
      for (Plugin plugin : plugins) {
        if (plugin instanceof DomainPlugin domain) {
          imposed.addAll(domain.imposes(job));
          domains.put(domain, new NaiveCompany(domain, job, imposed, workers, filters));
        }
      }
    }

    @Nullable String refusedBy(MirrorWorker worker) {
      for (FilterPlugin filter : filters) {
        if (!filter.accepts(job, worker.view())) {
          return "filter " + filter.name();
        }
      }
      for (Map.Entry<DomainPlugin, NaiveCompany> domain : domains.entrySet()) {
        if (!domain.getValue().accepts(worker)) {
          return "domain plugin " + domain.getKey().name();
        }
      }
      return null;
    }

    long total(MirrorWorker worker) {
      long total = 0;
      for (ScorePlugin score : scores) {
        total += weight(score) * score.score(job, worker.view());
      }
      for (Map.Entry<DomainPlugin, NaiveCompany> domain : domains.entrySet()) {
        total += weight(domain.getKey()) * domain.getValue().score(worker);
      }
      return total;
    }

    /** As in "load 3 × 250,000 + testkitEven 2 × 125,000". */
    String sum(MirrorWorker worker) {
      List<String> grades = new ArrayList<>();
      for (ScorePlugin score : scores) {
        grades.add(grade(score, score.score(job, worker.view())));
      }
      domains.forEach((plugin, company) -> grades.add(grade(plugin, company.score(worker))));
      return String.join(" + ", grades);
    }

    private String grade(Plugin plugin, int grade) {
      return String.format(Locale.ROOT, "%s %d × %,d", plugin.name(), weight(plugin), grade);
    }
  }

  private final Supplier<List<Plugin>> fresh;
  private final Map<String, Integer> weights;
  private final TieOrder ties;
  private final int seed;
  private final Set<DomainTally> imposed = new LinkedHashSet<>();
  private int last = -1;

  /**
   * Choices by these plugins.
   *
   * @param seed the scheduler's
   */
  NaiveChoice(
      Supplier<List<Plugin>> fresh, Map<String, Integer> weights, TieOrder ties, long seed) {
    this.fresh = fresh;
    this.weights = weights;
    this.ties = ties;
    this.seed = Long.hashCode(seed);
  }

  private long weight(Plugin plugin) {
    return weights.getOrDefault(plugin.name(), 0);
  }

  /** The best worker; null when none fits. */
  @Nullable MirrorWorker choose(TestJob job, Collection<MirrorWorker> workers) {
    Round round = new Round(job, workers);
    MirrorWorker best = null;
    long bestTotal = 0;
    int bestRank = 0;
    for (MirrorWorker worker : workers) {
      if (round.refusedBy(worker) == null) {
        long total = round.total(worker);
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

  /** The GPU that a plugin chooses for a share; null where the scheduler chooses. */
  @Nullable Integer chooseGpu(TestJob job, MirrorWorker worker) {
    for (Plugin plugin : fresh.get()) {
      if (plugin instanceof ScorePlugin score
          && weight(score) > 0
          && new WorkerSubject.OfScore(score).choosesGpu(job)) {
        return new WorkerSubject.OfScore(score).chooseGpu(job, worker.view());
      }
    }
    return null;
  }

  /** A job had its turn: what it imposes counts from now on. */
  void considered(TestJob job) {
    for (Plugin plugin : fresh.get()) {
      if (plugin instanceof DomainPlugin domain) {
        imposed.addAll(domain.imposes(job));
      }
    }
  }

  /** A worker was taken: a rotating order goes on from there. */
  void took(MirrorWorker worker) {
    last = worker.sequence;
  }

  /** For a failure message: the grades of a worker, or who refuses it. */
  String describe(TestJob job, MirrorWorker worker, Collection<MirrorWorker> workers) {
    Round round = new Round(job, workers);
    String refusedBy = round.refusedBy(worker);
    return refusedBy != null
        ? "%s, refused by %s; %s".formatted(worker.id(), refusedBy, worker.view())
        : String.format(
            Locale.ROOT,
            "%s, total %,d (%s); %s",
            worker.id(),
            round.total(worker),
            round.sum(worker),
            worker.view());
  }
}
