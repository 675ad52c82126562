package dev.berth.internal.decide;

import dev.berth.internal.cluster.RowBlock;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.placement.TieOrder;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Filters and scores a range of blocks. A decision uses one for the whole fleet, or one for each
 * thread.
 *
 * <p><b>Thread-safety:</b> one thread at a time; the rows and the candidates are shared, but ranges
 * do not overlap. <b>Cost:</b> O(workers in the range × plugins); no allocation unless a plugin
 * faults.
 */
final class RangeScan {

  /** No row: nothing fits. */
  static final int NO_ROW = -1;

  private final WorkerRows rows;
  private final Pipeline pipeline;
  private final TieOrder tieOrder;
  private final int seed;
  private final ScanWatch watch = new ScanWatch();
  private final RowBlock block;
  private final int[] scores = new int[RowBlock.MAX_SIZE];
  private final long[] totals = new long[RowBlock.MAX_SIZE];

  /** Instead of {@code totals} where no total can leave an int: JDK 17 adds these up in vectors. */
  private final int[] intTotals = new int[RowBlock.MAX_SIZE];

  private final boolean totalsFitInt;
  private final long weights;

  private int refusedBy;
  private int asked;
  private int feasible;
  private int bestRow = NO_ROW;
  private long bestTotal;
  private int bestRank;
  private @Nullable Fault fault;

  RangeScan(WorkerRows rows, Pipeline pipeline, TieOrder tieOrder, int seed) {
    this.rows = rows;
    this.pipeline = pipeline;
    this.tieOrder = tieOrder;
    this.seed = seed;
    block = new RowBlock(rows);
    weights = pipeline.scores().stream().mapToLong(PluginSlot::weight).sum();
    totalsFitInt = weights <= Integer.MAX_VALUE / ScorePlugin.MAX_SCORE;
  }

  ScanWatch watch() {
    return watch;
  }

  /** The facets read by the filters that refused a worker of the range. */
  int refusedBy() {
    return refusedBy;
  }

  /** How many of the filters, in order, had to be asked. */
  int asked() {
    return asked;
  }

  /** How many workers of the range are feasible. */
  int feasible() {
    return feasible;
  }

  /** The best worker's row, or {@link #NO_ROW}. */
  int bestRow() {
    return bestRow;
  }

  /** What stopped the last pass, or null. */
  @Nullable Fault fault() {
    return fault;
  }

  /** Whether this range's best worker goes before another's. */
  boolean isBetterThan(RangeScan other) {
    return bestTotal > other.bestTotal
        || (bestTotal == other.bestTotal && Integer.compareUnsigned(bestRank, other.bestRank) < 0);
  }

  /** Leaves in {@code candidates} the feasible workers of the range; stops at the first fault. */
  void filter(JobView job, int fromBlock, int toBlock, long[] candidates) {
    refusedBy = 0;
    asked = 0;
    feasible = 0;
    fault = null;
    watch.start(Thread.currentThread());
    List<PluginSlot<FilterPlugin>> filters = pipeline.filters();
    for (int number = fromBlock; number < toBlock; number++) {
      block.open(number);
      for (int i = 0; i < filters.size() && !block.isEmpty(); i++) {
        PluginSlot<FilterPlugin> slot = filters.get(i);
        asked = Math.max(asked, i + 1);
        if (!ask(slot, job)) {
          return;
        }
        if (block.takeRejected()) {
          refusedBy |= slot.facets();
        }
      }
      feasible += block.candidateCount();
      block.save(candidates);
    }
  }

  private boolean ask(PluginSlot<FilterPlugin> slot, JobView job) {
    watch.enter(slot);
    try {
      slot.plugin().filter(job, block);
    } catch (Throwable thrown) { // a plugin may throw anything, and must not take the engine along
      fault = Fault.thrown(slot, thrown);
    }
    return cameBackFine();
  }

  private boolean cameBackFine() {
    PluginSlot<?> overrun = watch.leave();
    if (overrun != null) {
      fault = Fault.overrun(overrun);
    }
    return fault == null;
  }

  /**
   * Finds the best of the candidates of the range; stops at the first fault. A worker that can no
   * longer become the best is not graded further.
   *
   * @param excluded scores to leave out
   * @param last the sequence of the worker taken last, for a rotating order
   */
  void score(
      JobView job,
      int fromBlock,
      int toBlock,
      long[] candidates,
      Set<PluginSlot<?>> excluded,
      int last) {
    bestRow = NO_ROW;
    bestTotal = Long.MIN_VALUE;
    fault = null;
    watch.start(Thread.currentThread());
    for (int number = fromBlock; number < toBlock; number++) {
      block.load(number, candidates);
      if (block.isEmpty()) {
        continue;
      }
      if (!total(job, excluded)) {
        return;
      }
      offerAll(last);
    }
  }

  private void offerAll(int last) {
    for (int word = 0; word < block.words(); word++) {
      for (long rest = block.candidates(word); rest != 0; rest &= rest - 1) {
        int i = (word << 6) + Long.numberOfTrailingZeros(rest);
        long total = totalOf(i);
        if (total >= bestTotal) {
          offer(block.row(i), total, last);
        }
      }
    }
  }

  private void offer(int row, long total, int last) {
    int rank = tieOrder.rank(rows.sequence(row), seed, last);
    if (total > bestTotal || Integer.compareUnsigned(rank, bestRank) < 0) {
      bestRow = row;
      bestTotal = total;
      bestRank = rank;
    }
  }

  private boolean total(JobView job, Set<PluginSlot<?>> excluded) {
    if (totalsFitInt) {
      Arrays.fill(intTotals, 0, block.size(), 0);
    } else {
      Arrays.fill(totals, 0, block.size(), 0);
    }
    List<PluginSlot<ScorePlugin>> slots = pipeline.scores();
    long graded = 0;
    long left = weights;
    for (int i = 0; i < slots.size() && !block.isEmpty(); i++) {
      PluginSlot<ScorePlugin> slot = slots.get(i);
      // Too early nobody can be ruled out, and the look for it would be in vain.
      if (bestRow != NO_ROW && graded >= left) {
        ruleOut(bestTotal - left * ScorePlugin.MAX_SCORE);
      }
      left -= slot.weight();
      if (excluded.isEmpty() || !excluded.contains(slot)) {
        graded += slot.weight();
        if (!add(slot, job)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Takes out the candidates that the scores still to come cannot lift to the best so far. */
  private void ruleOut(long least) {
    for (int word = 0; word < block.words(); word++) {
      long kept = block.candidates(word);
      for (long rest = kept; rest != 0; rest &= rest - 1) {
        int bit = Long.numberOfTrailingZeros(rest);
        long spare = totalOf((word << 6) + bit) - least;
        kept &= ~(spare >>> 63 << bit);
      }
      block.retain(word, kept);
    }
  }

  private long totalOf(int index) {
    return totalsFitInt ? intTotals[index] : totals[index];
  }

  private boolean add(PluginSlot<ScorePlugin> slot, JobView job) {
    watch.enter(slot);
    try {
      slot.plugin().score(job, block, scores);
    } catch (Throwable thrown) { // as in ask
      fault = Fault.thrown(slot, thrown);
    }
    if (!cameBackFine()) {
      return false;
    }
    if (totalsFitInt) {
      addInts(slot.weight());
    } else {
      addLongs(slot.weight());
    }
    // An entry of a worker that is no candidate may hold anything.
    return allInRange() || candidatesInRange(slot);
  }

  private void addInts(int weight) {
    int size = block.size();
    for (int i = 0; i < size; i++) {
      intTotals[i] += weight * scores[i];
    }
  }

  private void addLongs(long weight) {
    int size = block.size();
    for (int i = 0; i < size; i++) {
      totals[i] += weight * scores[i];
    }
  }

  private boolean allInRange() {
    int size = block.size();
    int outside = 0;
    for (int i = 0; i < size; i++) {
      outside |= scores[i] | (ScorePlugin.MAX_SCORE - scores[i]);
    }
    return outside >= 0; // negative when one of them is below 0 or above the best grade
  }

  private boolean candidatesInRange(PluginSlot<ScorePlugin> slot) {
    for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
      if (scores[i] < 0 || scores[i] > ScorePlugin.MAX_SCORE) {
        fault =
            new Fault(
                slot,
                "graded worker %s with %d, which is not 0 to %d"
                    .formatted(block.at(i).id(), scores[i], ScorePlugin.MAX_SCORE));
        return false;
      }
    }
    return true;
  }
}
