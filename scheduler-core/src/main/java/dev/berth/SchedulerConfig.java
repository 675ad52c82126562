package dev.berth;

import dev.berth.model.Job;
import dev.berth.placement.RankingForm;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A profile: how one kind of jobs is ordered and placed. Several run side by side in one scheduler,
 * on the same workers; a job names the one it wants ({@link Job.Builder#profile}).
 *
 * @param name unique in a scheduler; jobs that name none want {@link Job#DEFAULT_PROFILE}
 * @param queueStrategy in which order jobs are tried
 * @param backfill what happens when the first job fits nowhere
 * @param workerSelection by what a worker is chosen, where {@code scores} is empty
 * @param filters the filter plugins by name; empty for all that are found
 * @param scores weight by score plugin; empty for those of {@code workerSelection}
 * @param schedulingTimeout how long one decision may take before the plugin at work is interrupted
 * @param parallelism how many threads may scan a large fleet for one decision; with more than one,
 *     plugins must be thread-safe
 * @param rankingForm how rankings of workers are remembered; all forms give the same answers
 * @param rankingBytes how much memory they may take, 0 for a share of the heap: an eighth, for all
 *     profiles together
 * @param shadowEvery every so many decisions made from memory one is checked against a look at
 *     every worker, and a plugin that depends on more than it declares is reported; 0 for no checks
 */
public record SchedulerConfig(
    String name,
    QueueStrategy queueStrategy,
    Backfill backfill,
    WorkerSelection workerSelection,
    List<String> filters,
    Map<String, Integer> scores,
    Duration schedulingTimeout,
    int parallelism,
    RankingForm rankingForm,
    long rankingBytes,
    int shadowEvery) {

  /** The most threads one decision may use. */
  public static final int MAX_PARALLELISM = 64;

  public SchedulerConfig {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name of a profile must not be blank");
    }
    filters = List.copyOf(filters);
    scores = Collections.unmodifiableMap(new TreeMap<>(scores));
    DurationLimits.aboveZero("schedulingTimeout of profile " + name, schedulingTimeout);
    if (queueStrategy instanceof QueueStrategy.Packing && backfill.mode() != Backfill.Mode.GREEDY) {
      throw new IllegalArgumentException(
          "backfill (%s) of profile %s must be greedy with a packing window"
              .formatted(backfill.mode(), name));
    }
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      throw new IllegalArgumentException(
          "parallelism (%d) of profile %s must be 1 to %d"
              .formatted(parallelism, name, MAX_PARALLELISM));
    }
    if (shadowEvery < 0) {
      throw new IllegalArgumentException(
          "shadowEvery (%d) of profile %s must be 0 or more".formatted(shadowEvery, name));
    }
    if (rankingBytes < 0) {
      throw new IllegalArgumentException(
          "rankingBytes (%d) of profile %s must be 0 or more".formatted(rankingBytes, name));
    }
  }

  /** The default profile with all its defaults. */
  public static SchedulerConfig ofDefaults() {
    return builder(Job.DEFAULT_PROFILE).build();
  }

  /** Starts a profile. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Builds a profile. Defaults:
   *
   * <ul>
   *   <li>queue strategy {@link QueueStrategy#PRIORITY}
   *   <li>backfill {@link Backfill#greedy}, and {@link Backfill#strict} with {@link
   *       QueueStrategy#FIFO}
   *   <li>worker selection {@link WorkerSelection#DEFAULT}
   *   <li>all filters found
   *   <li>the worker selection's scores
   *   <li>scheduling time-out 1 s
   *   <li>parallelism 1
   *   <li>no shadow checks
   *   <li>rankings in {@link RankingForm#AUTO}, in an eighth of the heap for all profiles
   * </ul>
   */
  public static final class Builder {

    private final String name;
    private final List<String> filters = new ArrayList<>();
    private final Map<String, Integer> scores = new TreeMap<>();
    private QueueStrategy queueStrategy = QueueStrategy.PRIORITY;
    private @Nullable Backfill backfill;
    private WorkerSelection workerSelection = WorkerSelection.DEFAULT;
    private Duration schedulingTimeout = Duration.ofSeconds(1);
    private int parallelism = 1;
    private RankingForm rankingForm = RankingForm.AUTO;
    private long rankingBytes;
    private int shadowEvery;

    private Builder(String name) {
      this.name = name;
    }

    public Builder queueStrategy(QueueStrategy strategy) {
      queueStrategy = strategy;
      return this;
    }

    /** What happens when the first job fits nowhere. */
    public Builder backfill(Backfill policy) {
      backfill = policy;
      return this;
    }

    public Builder workerSelection(WorkerSelection selection) {
      workerSelection = selection;
      return this;
    }

    /** Adds filters; with none, all that are found are asked. */
    public Builder filter(String... names) {
      filters.addAll(List.of(names));
      return this;
    }

    /** Adds a score and its weight, 0 to 1,000,000; with none, the worker selection's are asked. */
    public Builder score(String plugin, int weight) {
      scores.put(plugin, weight);
      return this;
    }

    public Builder schedulingTimeout(Duration timeout) {
      schedulingTimeout = timeout;
      return this;
    }

    public Builder parallelism(int threads) {
      parallelism = threads;
      return this;
    }

    /** Forces a form; for tests and measurements. */
    public Builder rankingForm(RankingForm form) {
      rankingForm = form;
      return this;
    }

    /** How much memory rankings may take, in bytes; 0 for a share of the heap. */
    public Builder rankingBytes(long bytes) {
      rankingBytes = bytes;
      return this;
    }

    /** Checks one in so many decisions made from memory; 0 for none. Costs a full scan each. */
    public Builder shadowEvery(int decisions) {
      shadowEvery = decisions;
      return this;
    }

    private Backfill usualBackfill() {
      return queueStrategy.equals(QueueStrategy.FIFO) ? Backfill.strict() : Backfill.greedy();
    }

    public SchedulerConfig build() {
      return new SchedulerConfig(
          name,
          queueStrategy,
          backfill == null ? usualBackfill() : backfill,
          workerSelection,
          filters,
          scores,
          schedulingTimeout,
          parallelism,
          rankingForm,
          rankingBytes,
          shadowEvery);
    }
  }
}
