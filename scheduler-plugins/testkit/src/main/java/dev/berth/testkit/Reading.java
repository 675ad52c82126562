package dev.berth.testkit;

import dev.berth.spi.JobFacet;
import dev.berth.spi.Plugin;
import dev.berth.spi.WorkerFacet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one call of a plugin may read; the checked views ask here first.
 *
 * <p>What breaks the rule is thrown and kept, so that a plugin which swallows it is found out too.
 * A view that outlives its call still belongs to that call's reading; what breaks is therefore kept
 * in a place that all calls share.
 *
 * <p><b>Thread-safety:</b> none.
 */
final class Reading {

  /** What is watched. Each check watches one thing, so that one fault fails one check. */
  enum Rule {
    NOTHING,
    DECLARED_FACETS,
    DURING_THE_CALL
  }

  /** The first thing that broke the rule, over many calls. */
  static final class Breach {
    private @Nullable AssertionError first;

    void rethrow() {
      if (first != null) {
        throw first;
      }
    }
  }

  private final Plugin plugin;
  private final Rule rule;
  private final @Nullable Words words;
  private final Breach breach;
  private boolean over;

  Reading(Plugin plugin, Rule rule, @Nullable Words words, Breach breach) {
    this.plugin = plugin;
    this.rule = rule;
    this.words = words;
    this.breach = breach;
  }

  /** For a view that somebody asks for in a test of their own. */
  static Reading byHand(Plugin plugin) {
    return new Reading(plugin, Rule.DECLARED_FACETS, null, new Breach());
  }

  /** The call is over. */
  void end() {
    over = true;
  }

  /** Something of a worker is read. */
  void ofWorker(WorkerFacet facet, String method) {
    alive(method);
    if (rule == Rule.DECLARED_FACETS && !plugin.reads().contains(facet)) {
      broken(
          """
          %s calls %s, which reads WorkerFacet.%s, but declares %s: it would not be asked again \
          when that changes
          Maybe add WorkerFacet.%s to reads()."""
              .formatted(title(), method, facet, names(plugin.reads()), facet));
    }
  }

  /** Something of a job is read. */
  void ofJob(JobFacet facet, String method) {
    alive(method);
    if (rule == Rule.DECLARED_FACETS && !plugin.readsOfJob().contains(facet)) {
      broken(
          """
          %s calls %s, which reads JobFacet.%s, but declares %s: jobs that differ there would \
          share one answer
          Maybe add JobFacet.%s to readsOfJob()."""
              .formatted(title(), method, facet, names(plugin.readsOfJob()), facet));
    }
  }

  /** A view is used. */
  void alive(String method) {
    if (over && rule == Rule.DURING_THE_CALL) {
      broken(
          """
          %s calls %s of a view after the call that it was given for: by then it may show another \
          worker or job
          Maybe it keeps a view in a field; keep the values it read instead."""
              .formatted(title(), method));
    }
  }

  /** A worker of a block is read that the block was moved on from. */
  void movedOn(String method) {
    if (rule == Rule.DURING_THE_CALL) {
      broken(
          """
          %s calls %s of a worker of a block after it asked the block for another: it is one view, \
          which shows the other by now
          Maybe keep the values it read of the first one."""
              .formatted(title(), method));
    }
  }

  /** A worker of a block is read that is no candidate. */
  void noCandidate(int index) {
    broken(
        """
        %s calls block.at(%d), where no candidate is left: there may be no worker at all
        Maybe go from candidate to candidate with block.next()."""
            .formatted(title(), index));
  }

  private void broken(String message) {
    AssertionError error = new AssertionError(message);
    if (breach.first == null) {
      breach.first = error;
    }
    throw error;
  }

  /** Takes note of a key, so that workers have such a label. */
  void askedWorkerLabel(String key) {
    if (words != null) {
      words.learnWorkerLabel(key);
    }
  }

  /** Takes note of a key, so that jobs have such a label. */
  void askedJobLabel(String key) {
    if (words != null) {
      words.learnJobLabel(key);
    }
  }

  /** Takes note of a name, so that workers have such a resource. */
  void askedExtra(String name) {
    if (words != null) {
      words.learnExtra(name);
    }
  }

  private String title() {
    return Subject.title(plugin);
  }

  private static String names(Set<? extends Enum<?>> facets) {
    Set<String> sorted = new TreeSet<>();
    facets.forEach(facet -> sorted.add(facet.name()));
    return sorted.isEmpty() ? "nothing" : "only " + String.join(", ", sorted);
  }
}
