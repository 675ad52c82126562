package dev.berth.plugins.standard.oracle;

import dev.berth.SchedulerConfig;
import dev.berth.model.Placement;
import dev.berth.placement.TieOrder;
import dev.berth.queue.QueueStrategy;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One profile, decided the obvious way: every filter and every score is asked about every worker,
 * one by one, and for the company a job keeps every placed job is looked at.
 */
final class NaiveDecider {
  private final SchedulerConfig config;
  private final List<FilterPlugin> filters;
  private final List<FilterPlugin> labelFilters;
  private final Map<ScorePlugin, Integer> weights =
      new TreeMap<>(Comparator.comparing(Plugin::name));
  private final boolean spreads;
  private final int spreadWeight;
  private final boolean keepsCompany;
  private final int companyWeight;
  private final int seed;
  private int last = -1;

  NaiveDecider(SchedulerConfig config, Collection<? extends Plugin> more, long seed) {
    this.config = config;
    this.seed = Long.hashCode(seed);
    filters =
        found(FilterPlugin.class, more)
            .filter(f -> config.filters().isEmpty() || config.filters().contains(f.name()))
            .toList();
    labelFilters =
        filters.stream().filter(f -> Set.of(WorkerFacet.LABELS).containsAll(f.reads())).toList();
    found(ScorePlugin.class, more)
        .forEach(score -> weights.put(score, weight(score.name(), score.defaultWeight())));
    weights.values().removeIf(weight -> weight == 0);
    spreads = config.filters().isEmpty() || config.filters().contains("topologySpread");
    spreadWeight = weight("topologySpread", 40);
    keepsCompany = config.filters().isEmpty() || config.filters().contains("jobAffinity");
    companyWeight = weight("jobAffinity", 20);
  }

  private static <P extends Plugin> Stream<P> found(
      Class<P> kind, Collection<? extends Plugin> more) {
    return Stream.concat(
        ServiceLoader.load(kind).stream().map(ServiceLoader.Provider::get),
        more.stream().filter(kind::isInstance).map(kind::cast));
  }

  private int weight(String score, int byDefault) {
    if (!config.scores().isEmpty()) {
      return config.scores().getOrDefault(score, 0);
    }
    Map<String, Integer> selected = config.workerSelection().weights();
    return selected == null ? byDefault : selected.getOrDefault(score, 0);
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

  private static boolean pass(List<FilterPlugin> filters, NaiveJob job, NaiveWorker worker) {
    for (FilterPlugin filter : filters) {
      if (!filter.accepts(job, worker)) {
        return false;
      }
    }
    return true;
  }

  private NaiveCompany company(NaiveJob job, Collection<NaiveWorker> workers) {
    return new NaiveCompany(job, workers, worker -> pass(labelFilters, job, worker));
  }

  private boolean welcomes(NaiveCompany company, NaiveWorker worker) {
    return (!spreads || company.spreadAllows(worker))
        && (!keepsCompany || company.affinityAllows(worker));
  }

  boolean fitsSomewhere(NaiveJob job, Collection<NaiveWorker> workers) {
    List<NaiveWorker> passed =
        workers.stream().filter(worker -> pass(filters, job, worker)).toList();
    if (passed.isEmpty()) { // as with most that fit nowhere
      return false;
    }
    NaiveCompany company = company(job, workers);
    return passed.stream().anyMatch(worker -> welcomes(company, worker));
  }

  private long total(NaiveJob job, NaiveWorker worker, NaiveCompany company) {
    long total = (long) spreadWeight * company.spreadGrade(worker);
    total += (long) companyWeight * company.affinityGrade(worker);
    for (Map.Entry<ScorePlugin, Integer> score : weights.entrySet()) {
      total += (long) score.getValue() * score.getKey().score(job, worker);
    }
    return total;
  }

  /** For a failure message. */
  String judge(NaiveJob job, NaiveWorker worker, Collection<NaiveWorker> workers) {
    NaiveCompany company = company(job, workers);
    if (!pass(filters, job, worker)) {
      return "refused";
    }
    Map<String, Integer> grades = new TreeMap<>();
    weights.keySet().forEach(score -> grades.put(score.name(), score.score(job, worker)));
    grades.put("topologySpread", company.spreadGrade(worker));
    grades.put("jobAffinity", company.affinityGrade(worker));
    return "spread %s, affinity %s, grade %d of %s"
        .formatted(
            company.spreadAllows(worker),
            company.affinityAllows(worker),
            total(job, worker, company),
            grades);
  }

  /** Decides; a rotating order goes on from the worker found. */
  Optional<Placement> decide(NaiveJob job, Collection<NaiveWorker> workers) {
    TieOrder ties = config.workerSelection().tieOrder();
    @Nullable NaiveWorker best = null;
    long bestTotal = 0;
    int bestRank = 0;
    NaiveCompany company = company(job, workers);
    for (NaiveWorker worker : workers) {
      if (pass(filters, job, worker) && welcomes(company, worker)) {
        long total = total(job, worker, company);
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
    NaiveWorker chosen = best;
    return chosen
        .choose(job.requirements())
        .map(
            gpus ->
                new Placement(
                    job.id(),
                    chosen.id(),
                    gpus.gpus(),
                    gpus.numaNode(),
                    gpus.quality(),
                    List.of()));
  }

  @Override
  public String toString() {
    return config.toString();
  }
}
