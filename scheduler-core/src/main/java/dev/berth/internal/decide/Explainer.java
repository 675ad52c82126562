package dev.berth.internal.decide;

import dev.berth.internal.cluster.RowView;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.Pipeline.DomainSlot;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.internal.plugin.Thrown;
import dev.berth.model.Explanation;
import dev.berth.model.Explanation.Candidate;
import dev.berth.model.Explanation.NearMiss;
import dev.berth.model.Explanation.PluginScore;
import dev.berth.model.Explanation.Reason;
import dev.berth.model.JobState;
import dev.berth.model.Rejection;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says why a job fits where it does and nowhere else, by asking the plugins that decide.
 *
 * <p><b>Thread-safety:</b> none; runs on the engine thread, between decisions. <b>Cost:</b>
 * O(workers × plugins) and a little memory for each distinct reason; nothing is kept or computed
 * before it is asked for.
 */
final class Explainer {

  private static final String OVERRAN = "the filter overran the scheduling time-out";

  /** How many of the best workers an explanation lists. */
  private static final int CANDIDATES = 5;

  /**
   * Of reasons with one code from one filter so many are told apart, as each host may be one of its
   * own; the others are summed up.
   */
  private static final int MOST_ALIKE = 8;

  private static final Comparator<Reason> MOST_WORKERS_FIRST =
      Comparator.comparingInt(Reason::workers).reversed();

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparing(Candidate::chosen)
          .thenComparingLong(Candidate::total)
          .reversed()
          .thenComparing(Candidate::workerId);

  private record ReasonKey(String filter, String code, String subject) {}

  private static final class Tally {
    int workers;
    long asked;
    long best;
  }

  private final WorkerRows rows;
  private final Pipeline pipeline;
  private final ScanWatch watch;
  private final JobView job;
  private final Company company;
  private final RowView view;
  private final Set<PluginSlot<?>> overran = new HashSet<>();
  private final Map<ReasonKey, Tally> reasons = new LinkedHashMap<>();
  private final List<Candidate> candidates = new ArrayList<>();
  private int feasible;
  private @Nullable NearMiss nearest;
  private double nearestDistance;

  Explainer(WorkerRows rows, Pipeline pipeline, ScanWatch watch, JobView job, Company company) {
    this.company = company;
    this.rows = rows;
    this.pipeline = pipeline;
    this.watch = watch;
    this.job = job;
    view = new RowView(rows);
  }

  /** As {@link Decider#explain}. */
  Explanation explain(JobState state, int chosenRow, @Nullable String note) {
    for (int row = 0; row < rows.limit(); row++) {
      if (rows.isPresent(row)) {
        look(row, row == chosenRow);
      }
    }
    return new Explanation(
        job.id(),
        state,
        rows.size(),
        feasible,
        sortedReasons(),
        feasible == 0 ? nearest : null,
        candidates,
        note);
  }

  private List<Reason> sortedReasons() {
    Map<List<String>, List<Reason>> alike = new LinkedHashMap<>();
    reasons.forEach(
        (key, tally) ->
            alike
                .computeIfAbsent(List.of(key.filter, key.code), filterAndCode -> new ArrayList<>())
                .add(
                    new Reason(
                        key.filter,
                        key.code,
                        key.subject,
                        tally.workers,
                        tally.asked,
                        tally.best)));
    List<Reason> sorted = new ArrayList<>();
    List<Reason> rests = new ArrayList<>();
    for (List<Reason> some : alike.values()) {
      some.sort(MOST_WORKERS_FIRST);
      if (some.size() > MOST_ALIKE) {
        rests.add(asOne(some.subList(MOST_ALIKE, some.size())));
      }
      sorted.addAll(some.subList(0, Math.min(some.size(), MOST_ALIKE)));
    }
    sorted.sort(MOST_WORKERS_FIRST);
    sorted.addAll(rests);
    return sorted;
  }

  private static Reason asOne(List<Reason> rest) {
    int workers = rest.stream().mapToInt(Reason::workers).sum();
    String subject = rest.size() + " more reasons of this kind";
    return new Reason(rest.get(0).filter(), rest.get(0).code(), subject, workers, 0, 0);
  }

  private void look(int row, boolean chosen) {
    view.at(row);
    List<Rejection> rejections = new ArrayList<>();
    for (PluginSlot<FilterPlugin> slot : pipeline.filters()) {
      for (Rejection rejection : ask(slot)) {
        tally(slot.plugin().name(), rejection);
        rejections.add(rejection);
      }
    }
    for (CompanyTerm term : company.terms()) {
      Rejection rejection = refusal(term, row);
      if (rejection != null) {
        tally(term.domainSlot().slot().plugin().name(), rejection);
        rejections.add(rejection);
      }
    }
    if (rejections.isEmpty()) {
      feasible++;
      grade(row, chosen);
    } else {
      compare(rejections);
    }
  }

  private List<Rejection> ask(PluginSlot<FilterPlugin> slot) {
    if (overran.contains(slot)) {
      return List.of(Rejection.mismatch("fault", OVERRAN));
    }
    FilterPlugin filter = slot.plugin();
    watch.enter(slot);
    List<Rejection> why;
    try {
      why = filter.accepts(job, view) ? List.of() : said(filter.explain(job, view));
    } catch (Throwable thrown) { // a plugin may throw anything; that is then the reason
      why = List.of(Rejection.mismatch("fault", "the filter threw " + Thrown.describe(thrown)));
    }
    return left() ? why : List.of(Rejection.mismatch("fault", OVERRAN));
  }

  private static List<Rejection> said(List<Rejection> why) {
    return why.isEmpty() ? List.of(Rejection.mismatch("refused", "refused, no reason given")) : why;
  }

  /** Whether the plugin just asked came back in time; one that did not is not asked again. */
  private boolean left() {
    PluginSlot<?> interrupted = watch.leave();
    return interrupted == null || !overran.add(interrupted);
  }

  private void tally(String filter, Rejection rejection) {
    Tally tally =
        reasons.computeIfAbsent(
            new ReasonKey(filter, rejection.code(), rejection.subject()), key -> new Tally());
    tally.workers++;
    tally.asked = Math.max(tally.asked, rejection.asked());
    tally.best = Math.max(tally.best, rejection.had());
  }

  private static @Nullable Rejection refusal(CompanyTerm term, int row) {
    int domain = term.map().of(row);
    try {
      return term.grade(domain) == Company.REFUSED ? term.term().explain(term.at(domain)) : null;
    } catch (Throwable thrown) { // a plugin may throw anything; that is then the reason
      return Rejection.mismatch("fault", "the term threw " + Thrown.describe(thrown));
    }
  }

  private void grade(int row, boolean chosen) {
    List<PluginScore> scores = new ArrayList<>();
    long total = 0;
    for (PluginSlot<ScorePlugin> slot : pipeline.scores()) {
      int score = grade(slot);
      scores.add(new PluginScore(slot.plugin().name(), slot.weight(), score));
      total += (long) slot.weight() * score;
    }
    for (DomainSlot domain : pipeline.domains()) {
      long weighted = weighted(domain, row);
      int weight = domain.slot().weight();
      if (weight > 0) {
        int score = (int) (weighted / weight);
        scores.add(new PluginScore(domain.slot().plugin().name(), weight, score));
        total += weighted;
      }
    }
    candidates.add(new Candidate(view.id(), total, chosen, scores));
    candidates.sort(BEST_FIRST);
    if (candidates.size() > CANDIDATES) {
      candidates.remove(CANDIDATES);
    }
  }

  private long weighted(DomainSlot domain, int row) {
    long sum = 0;
    for (CompanyTerm term : company.terms()) {
      if (term.domainSlot() == domain) {
        sum += term.grade(term.map().of(row));
      }
    }
    return sum;
  }

  private int grade(PluginSlot<ScorePlugin> slot) {
    if (overran.contains(slot)) {
      return 0;
    }
    watch.enter(slot);
    int score;
    try {
      score = slot.plugin().score(job, view);
    } catch (Throwable thrown) { // counts as 0 in a decision too
      score = 0;
    }
    return left() ? score : 0;
  }

  /** The nearest miss has the fewest reasons, then the smallest share of what was asked missing. */
  private void compare(List<Rejection> rejections) {
    double distance = 0;
    for (Rejection rejection : rejections) {
      long asked = rejection.asked();
      distance += asked > 0 ? 1 + (asked - rejection.had()) / (double) asked : 2;
    }
    if (nearest == null || distance < nearestDistance) {
      nearest = new NearMiss(view.id(), rejections);
      nearestDistance = distance;
    }
  }
}
