package dev.berth.testkit;

import dev.berth.spi.DomainPlugin;
import dev.berth.spi.DomainTally;
import dev.berth.spi.DomainTerm;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.WorkerFacet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a domain plugin says of each worker for one job, counted anew from the jobs on all workers,
 * as {@link DomainPlugin} and {@link dev.berth.spi.DomainView} have it.
 */
final class NaiveCompany {

  /** A term and the counts of its tally, by the label's value. */
  private record Counted(
      DomainTerm term, Map<String, Long> counts, boolean anyPlaced, long least, int eligible) {

    boolean accepts(MirrorWorker worker) {
      return term.accepts(domainOf(worker));
    }

    int score(MirrorWorker worker) {
      return term.score(domainOf(worker));
    }

    private TestDomain domainOf(MirrorWorker worker) {
      String value = worker.worker().labels().get(term.tally().topologyKey());
      long count = value == null ? 0 : counts.getOrDefault(value, 0L);
      return new TestDomain(value, count, anyPlaced, least, eligible);
    }
  }

  private final List<Counted> terms = new ArrayList<>();

  NaiveCompany(
      DomainPlugin plugin,
      TestJob job,
      Set<DomainTally> imposed,
      Collection<MirrorWorker> workers,
      List<FilterPlugin> filters) {
    for (DomainTerm term : plugin.terms(job, imposed)) {
      terms.add(count(term, job, workers, filters));
    }
  }

  private static Counted count(
      DomainTerm term, TestJob job, Collection<MirrorWorker> workers, List<FilterPlugin> filters) {
    DomainTally tally = term.tally();
    Map<String, Long> counts = new HashMap<>();
    Map<String, Boolean> eligible = new HashMap<>();
    boolean any = false;
    for (MirrorWorker worker : workers) {
      String value = worker.worker().labels().get(tally.topologyKey());
      if (value != null) {
        eligible.merge(value, passesByLabels(job, worker, filters), Boolean::logicalOr);
        counts.putIfAbsent(value, 0L);
      }
      for (TestJob placed : worker.jobs()) {
        long count = tally.count(placed);
        any |= count != 0;
        if (value != null) {
          counts.merge(value, count, Long::sum);
        }
      }
    }
    long least = Long.MAX_VALUE;
    int number = 0;
    for (Map.Entry<String, Boolean> domain : eligible.entrySet()) {
      if (domain.getValue()) {
        number++;
        least = Math.min(least, counts.getOrDefault(domain.getKey(), 0L));
      }
    }
    return new Counted(term, counts, any, number == 0 ? 0 : least, number);
  }

  private static boolean passesByLabels(
      TestJob job, MirrorWorker worker, List<FilterPlugin> filters) {
    for (FilterPlugin filter : filters) {
      if (filter.reads().equals(Set.of(WorkerFacet.LABELS))
          && !filter.accepts(job, worker.view())) {
        return false;
      }
    }
    return true;
  }

  boolean accepts(MirrorWorker worker) {
    for (Counted term : terms) {
      if (!term.accepts(worker)) {
        return false;
      }
    }
    return true;
  }

  int score(MirrorWorker worker) {
    int sum = 0;
    for (Counted term : terms) {
      sum += term.score(worker);
    }
    return sum;
  }
}
