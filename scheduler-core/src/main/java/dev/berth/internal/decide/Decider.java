package dev.berth.internal.decide;

import dev.berth.internal.cluster.RowBlock;
import dev.berth.internal.cluster.RowView;
import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.model.Explanation;
import dev.berth.model.GpuRequest;
import dev.berth.model.JobState;
import dev.berth.placement.TieOrder;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.GpuScorePlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.Plugin;
import dev.berth.spi.ScorePlugin;
import dev.berth.time.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the worker for a job: the feasible one with the highest sum of weight × score, ties by
 * the profile's {@link TieOrder}. Exactly the one a look at every worker with every plugin would
 * choose.
 *
 * <p>Two passes over the fleet in blocks of 512 rows, stretch by stretch. The first leaves a bit
 * for each feasible worker; the second grades those. Between them lies the only state, the
 * candidates.
 *
 * <p><b>Thread-safety:</b> owned by the engine. With a parallelism above 1 and a large fleet the
 * passes are split over a pool, and the engine waits for them; the choice stays the same.
 * <b>Cost:</b> O(workers × plugins), no allocation in steady state on one thread. <b>Faults:</b> a
 * filter that faults fails the decision; a score that faults is left out of it.
 */
public final class Decider implements AutoCloseable {

  /** No worker fits. */
  public static final int NO_ROW = RangeScan.NO_ROW;

  /** Beside the facets in {@link #refusedBy}: the company it would have keeps the job away. */
  public static final int COMPANY = 1 << 29;

  /** A job of no class. */
  public static final int NO_CLASS = -1;

  private static final BitSet NOWHERE = new BitSet();

  /** With fewer blocks a thread, handing out the work costs more than it saves. */
  private static final int MIN_BLOCKS_PER_THREAD = 16;

  private final WorkerRows rows;
  private final Pipeline pipeline;
  private final RangeScan[] ranges;
  private final Companies companies;
  private final Rankings rankings;
  private final DecisionCounters counters = new DecisionCounters();
  private final @Nullable ForkJoinPool pool;
  private final RowView view;
  private final OneWorker oneWorker;

  private long[] candidates = new long[0];
  private final Set<PluginSlot<?>> excluded = new HashSet<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> mismatches = new ArrayList<>();
  private final int shadowEvery;
  private long recalled;
  private int last = -1;
  private Company company = Company.NONE;
  private int refusedBy;
  private int feasible;
  private int chosenGpu = WorkerRows.ANY_GPU;
  private boolean failed;
  private long scoreNanos;

  /**
   * A decider of one profile.
   *
   * @param tallies what is counted of placed jobs
   * @param stopwatch only measures
   * @param parallelism how many threads may scan a large fleet, at least 1
   * @param ranking how to remember what decisions find out
   */
  public Decider(
      WorkerRows rows,
      Pipeline pipeline,
      Tallies tallies,
      TieOrder tieOrder,
      long seed,
      Ticker stopwatch,
      int parallelism,
      RankingOptions ranking) {
    this.rows = rows;
    this.pipeline = pipeline;
    ranges = new RangeScan[parallelism];
    Arrays.setAll(
        ranges, i -> new RangeScan(rows, pipeline, tieOrder, Long.hashCode(seed), stopwatch));
    pool = parallelism == 1 ? null : new ForkJoinPool(parallelism - 1);
    companies = new Companies(rows, pipeline, tallies);
    rankings = new Rankings(rows, pipeline, tieOrder, Long.hashCode(seed), ranking, counters);
    shadowEvery = ranking.shadowEvery();
    view = new RowView(rows);
    oneWorker = new OneWorker(view, pipeline, companies, ranges[0].grader());
  }

  public Pipeline pipeline() {
    return pipeline;
  }

  /** What its decisions have cost. */
  public DecisionCounters counters() {
    return counters;
  }

  /** Decides, with every worker to choose from. */
  public int decide(JobView job, int jobClass, long nanos) {
    return decide(job, jobClass, NOWHERE, nanos);
  }

  /**
   * Decides.
   *
   * @param jobClass the number of the job's class: jobs that no plugin of the pipeline can tell
   *     apart share one. {@link #NO_CLASS} for a job of which nothing is to be remembered
   * @param keptFrom rows that must not be chosen, whatever the plugins say
   * @param nanos the engine's time, for plugins that were set aside
   * @return the row of the chosen worker, or {@link #NO_ROW}; {@link #failed} tells whether that is
   *     for want of a worker or for a fault
   */
  public int decide(JobView job, int jobClass, BitSet keptFrom, long nanos) {
    faults.clear();
    mismatches.clear();
    excluded.clear();
    refusedBy = 0;
    scoreNanos = 0;
    chosenGpu = WorkerRows.ANY_GPU;
    failed = !filtersTrusted(nanos);
    if (failed) {
      return NO_ROW;
    }
    company = companies.of(job, jobClass);
    Fault unasked = companies.fault();
    if (unasked != null) {
      faults.add(unasked);
      failed = true;
      return NO_ROW;
    }
    excludeDistrusted(nanos);
    int row = excluded.isEmpty() ? recall(job, jobClass) : Rankings.UNDECIDED;
    if (row == Rankings.UNDECIDED || (row != NO_ROW && keptFrom.get(row))) {
      row = scan(job, keptFrom);
      if (excluded.isEmpty() && !failed && keptFrom.isEmpty()) {
        rankings.scanned(jobClass, company, row == NO_ROW, refusedBy);
      }
    }
    if (row != NO_ROW) {
      last = rows.sequence(row);
      chooseGpu(job, row);
    }
    return row;
  }

  /** Asks the score that chooses GPUs, if the profile has one that is trusted, about a share. */
  private void chooseGpu(JobView job, int row) {
    PluginSlot<ScorePlugin> slot = pipeline.gpuChooser();
    GpuRequest asked = job.requirements().gpus();
    if (slot == null
        || !GpuScorePlugin.choosesFor(asked)
        || (!excluded.isEmpty() && excluded.contains(slot))
        || !rows.hasRoom(row, job.requirements())) { // which the engine sees to
      return;
    }
    Fault fault = null;
    int gpu = WorkerRows.ANY_GPU;
    ScanWatch watch = ranges[0].grader().watch();
    watch.start(Thread.currentThread());
    slot.ask();
    watch.enter(slot);
    try {
      gpu = ((GpuScorePlugin) slot.plugin()).chooseGpu(job, view.at(row));
      if (!rows.shareSeemsToFit(row, gpu, asked)) {
        fault = new Fault(slot, "chose GPU " + gpu + ", which cannot take " + asked);
      }
    } catch (Throwable thrown) {
      fault = Fault.thrown(slot, thrown);
    }
    if (watch.leave() != null) {
      fault = Fault.overrun(slot);
    }
    if (fault == null) {
      chosenGpu = gpu;
    } else {
      faults.add(fault);
      excluded.add(slot);
    }
  }

  /**
   * The GPU that the profile's own choice gives a share of one in the last decision, or {@link
   * WorkerRows#ANY_GPU}: the rows choose.
   */
  public int chosenGpu() {
    return chosenGpu;
  }

  /**
   * Notes every worker that all filters accept, for a choice that is not of one worker.
   *
   * @param keptFrom rows that must not be chosen, whatever the plugins say
   * @return false when a filter faulted; nothing is noted then
   */
  public boolean feasible(JobView job, BitSet keptFrom, long nanos, BitSet into) {
    into.clear();
    faults.clear();
    mismatches.clear();
    excluded.clear();
    refusedBy = 0;
    chosenGpu = WorkerRows.ANY_GPU;
    failed = !filtersTrusted(nanos);
    if (failed) {
      return false;
    }
    company = companies.of(job, NO_CLASS);
    counters.scanned++;
    failed = companies.fault() != null || !filter(job);
    if (failed) {
      return false;
    }
    for (int word = 0; word < RowBlock.words(RowBlock.count(rows)); word++) {
      for (long left = candidates[word]; left != 0; left &= left - 1) {
        into.set(word * Long.SIZE + Long.numberOfTrailingZeros(left));
      }
    }
    into.andNot(keptFrom);
    return true;
  }

  /** Decides from memory, if that is possible and cheaper. */
  private int recall(JobView job, int jobClass) {
    int row = rankings.decide(job, jobClass, company);
    if (row == Rankings.UNDECIDED) {
      return row;
    }
    refusedBy = rankings.refusedBy() | (company.isEmpty() ? 0 : COMPANY);
    if (shadowEvery > 0 && ++recalled % shadowEvery == 0) {
      return check(job, row);
    }
    return row;
  }

  /** Decides again by a scan, which is right where the two differ. */
  private int check(JobView job, int remembered) {
    int row = scan(job, NOWHERE);
    if (!failed && row != remembered) {
      mismatches.addAll(Suspects.find(rows, pipeline, job, row, remembered));
      rankings.forgetAll();
    }
    return row;
  }

  /**
   * The plugins because of which what was remembered of workers was not what a scan found in the
   * last decision, or that may be. Reused by the next.
   */
  public List<Fault> mismatches() {
    return mismatches;
  }

  private int scan(JobView job, BitSet keptFrom) {
    counters.scanned++;
    int blocks = makeRoom();
    int threads = threads(blocks);
    if (threads == 1) {
      ranges[0].scan(job, company, keptFrom, 0, blocks, candidates, excluded, last);
    } else {
      company.knowAll(); // so that the threads only read
      split(
          threads,
          blocks,
          (range, from, to) ->
              range.scan(job, company, keptFrom, from, to, candidates, excluded, last));
    }
    failed = !collectFiltered(threads);
    if (failed || feasible == 0) {
      return NO_ROW;
    }
    RangeScan best = collectScored(threads);
    while (best == null) { // each time without one more of the scores
      score(job, threads, blocks);
      best = collectScored(threads);
    }
    return best.bestRow();
  }

  /** A class of jobs is gone: its number may be given to another. */
  public void forget(int jobClass) {
    rankings.forget(jobClass);
    companies.forget(jobClass);
  }

  /** Forgets how workers rank for a class, which is found out anew. */
  public void forgetRanking(int jobClass) {
    rankings.forget(jobClass);
  }

  /** Forgets how workers rank, for every class: what plugins answer has changed. */
  public void forgetRankings() {
    rankings.forgetAll();
  }

  /** Says which tallies its classes of jobs need. */
  public void collect(Tallies.Needed needed) {
    companies.collect(needed);
  }

  /**
   * Whether the last decision came to nothing because of a filter, and not for want of a worker.
   */
  public boolean failed() {
    return failed;
  }

  /** The facets read by the filters that refused a worker when last asked, as bits. */
  public int refusedBy() {
    return refusedBy;
  }

  /** How many workers were feasible when last all were looked at. */
  public int feasible() {
    return feasible;
  }

  /** What went wrong in the last decision. Reused by the next. */
  public List<Fault> faults() {
    return faults;
  }

  /** Forgives earlier faults of the plugins that were asked in the last decision and had none. */
  public void creditPlugins() {
    List<PluginSlot<FilterPlugin>> filters = pipeline.filters();
    for (int i = 0; i < filters.size(); i++) {
      filters.get(i).settle(!failed);
    }
    List<Pipeline.DomainSlot> domains = pipeline.domains();
    for (int i = 0; i < domains.size(); i++) {
      domains.get(i).slot().settle(!failed);
    }
    List<PluginSlot<ScorePlugin>> scores = pipeline.scores();
    for (int i = 0; i < scores.size(); i++) {
      scores.get(i).settle(!failed && (excluded.isEmpty() || !excluded.contains(scores.get(i))));
    }
  }

  /**
   * How long the last decision scored, where that is apart from filtering: in a scan's first
   * thread.
   */
  public long scoreNanos() {
    return scoreNanos;
  }

  /** Asks about one worker at a time. */
  public OneWorker oneWorker() {
    return oneWorker;
  }

  /** Counts what may change what its company says of a class. */
  public long companyVersion(JobView job, int jobClass) {
    return companies.of(job, jobClass).version();
  }

  /**
   * Explains a job as things stand.
   *
   * @param chosenRow the row of the worker that holds it, {@link #NO_ROW} when none does; what it
   *     holds there must have been given back for the time of the call
   * @param note anything else worth knowing, or null
   */
  public Explanation explain(
      JobView job, int jobClass, JobState state, int chosenRow, @Nullable String note) {
    ScanWatch watch = ranges[0].grader().watch();
    watch.start(Thread.currentThread());
    Company asked = companies.of(job, jobClass);
    return new Explainer(rows, pipeline, watch, job, asked).explain(state, chosenRow, note);
  }

  /** Interrupts the plugins that run: the decision's time is up. Called by a watchdog. */
  public void interrupt() {
    for (RangeScan range : ranges) {
      range.grader().watch().interrupt();
    }
    rankings.grader().watch().interrupt();
  }

  private boolean filtersTrusted(long nanos) {
    List<PluginSlot<FilterPlugin>> filters = pipeline.filters();
    for (int i = 0; i < filters.size(); i++) {
      if (!filters.get(i).isTrusted(nanos)) {
        return false;
      }
    }
    List<Pipeline.DomainSlot> domains = pipeline.domains();
    for (int i = 0; i < domains.size(); i++) {
      if (!domains.get(i).slot().isTrusted(nanos)) {
        return false;
      }
    }
    return true;
  }

  private void excludeDistrusted(long nanos) {
    for (int i = 0; i < pipeline.scores().size(); i++) {
      PluginSlot<? extends Plugin> slot = pipeline.scores().get(i);
      if (!slot.isTrusted(nanos)) {
        excluded.add(slot);
      }
    }
  }

  private boolean filter(JobView job) {
    int blocks = makeRoom();
    int threads = threads(blocks);
    if (threads == 1) {
      ranges[0].filter(job, company, 0, blocks, candidates);
    } else {
      company.knowAll();
      split(threads, blocks, (range, from, to) -> range.filter(job, company, from, to, candidates));
    }
    return collectFiltered(threads);
  }

  /** Makes room for every row among the candidates; returns how many blocks there are. */
  private int makeRoom() {
    int blocks = RowBlock.count(rows);
    if (candidates.length < RowBlock.words(blocks)) {
      candidates = new long[RowBlock.words(2 * blocks)];
    }
    return blocks;
  }

  private boolean collectFiltered(int threads) {
    boolean fine = true;
    feasible = 0;
    for (int i = 0; i < threads; i++) {
      refusedBy |= ranges[i].grader().refusedBy() | (ranges[i].companyRefused() ? COMPANY : 0);
      feasible += ranges[i].feasible();
      fine &= collect(ranges[i].filterFault());
    }
    fine &= collect(company.fault());
    return fine;
  }

  private void score(JobView job, int threads, int blocks) {
    if (threads == 1) {
      ranges[0].score(job, company, 0, blocks, candidates, excluded, last);
    } else {
      split(
          threads,
          blocks,
          (range, from, to) -> range.score(job, company, from, to, candidates, excluded, last));
    }
  }

  /** The range with the best worker; null when a score faulted, which is then excluded. */
  private @Nullable RangeScan collectScored(int threads) {
    RangeScan best = ranges[0];
    boolean fine = true;
    for (int i = 0; i < threads; i++) {
      if (!collect(ranges[i].scoreFault())) {
        excluded.add(faults.get(faults.size() - 1).slot());
        fine = false;
      }
      if (ranges[i].isBetterThan(best)) {
        best = ranges[i];
      }
    }
    scoreNanos += ranges[0].scoreNanos();
    return fine ? best : null;
  }

  private boolean collect(@Nullable Fault fault) {
    if (fault != null) {
      faults.add(fault);
    }
    return fault == null;
  }

  private int threads(int blocks) {
    return Math.max(1, Math.min(ranges.length, blocks / MIN_BLOCKS_PER_THREAD));
  }

  @FunctionalInterface
  private interface RangeAction {
    void run(RangeScan range, int fromBlock, int toBlock);
  }

  /** Runs the first range here and the others in the pool, and waits for all. */
  private void split(int threads, int blocks, RangeAction action) {
    if (pool == null) {
      throw new IllegalStateException("one thread has nothing to split");
    }
    List<ForkJoinTask<?>> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      RangeScan range = ranges[i];
      int from = blocks * i / threads;
      int to = blocks * (i + 1) / threads;
      others.add(pool.submit(() -> action.run(range, from, to)));
    }
    action.run(ranges[0], 0, blocks / threads);
    others.forEach(ForkJoinTask::join);
  }

  /** Lets the pool go. */
  @Override
  public void close() {
    if (pool != null) {
      pool.shutdown();
    }
  }
}
