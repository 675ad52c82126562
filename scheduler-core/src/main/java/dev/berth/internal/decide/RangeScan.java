package dev.berth.internal.decide;

import dev.berth.internal.cluster.RowBlock;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginGroup;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.placement.TieOrder;
import dev.berth.spi.JobView;
import dev.berth.time.Ticker;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Filters and scores a range of blocks: the plain form of a decision, which remembers nothing. A
 * decision uses one for the whole fleet, or one for each thread.
 *
 * <p>It goes in stretches of {@value #STRETCH} blocks, whose rows, 512 kB, are still in a cache
 * when they are graded after they were filtered.
 *
 * <p><b>Thread-safety:</b> one thread at a time; the rows and the candidates are shared, but ranges
 * do not overlap. <b>Cost:</b> O(workers in the range × plugins); no allocation unless a plugin
 * faults.
 */
final class RangeScan {

  /** No row: nothing fits. */
  static final int NO_ROW = -1;

  /** Blocks that are filtered, and then graded, before the next ones are. */
  static final int STRETCH = 16;

  private final WorkerRows rows;
  private final TieOrder tieOrder;
  private final int seed;
  private final Ticker stopwatch;
  private final PluginGroup all;
  private final BlockGrader grader;
  private final RowBlock block;

  private int feasible;
  private boolean companyRefused;
  private int bestRow = NO_ROW;
  private long bestTotal;
  private int bestRank;
  private @Nullable Fault filterFault;
  private @Nullable Fault scoreFault;
  private long scoreNanos;

  RangeScan(WorkerRows rows, Pipeline pipeline, TieOrder tieOrder, int seed, Ticker stopwatch) {
    this.rows = rows;
    this.tieOrder = tieOrder;
    this.seed = seed;
    this.stopwatch = stopwatch;
    all = pipeline.all();
    grader = new BlockGrader(rows, pipeline);
    block = grader.block();
  }

  BlockGrader grader() {
    return grader;
  }

  /** How many workers of the range are feasible. */
  int feasible() {
    return feasible;
  }

  /** The best worker's row, or {@link #NO_ROW}. */
  int bestRow() {
    return bestRow;
  }

  /** Whether this range's best worker goes before another's. */
  boolean isBetterThan(RangeScan other) {
    return bestTotal > other.bestTotal
        || (bestTotal == other.bestTotal && Integer.compareUnsigned(bestRank, other.bestRank) < 0);
  }

  /** The filter that faulted, or null. What else is said of the last pass is worth nothing then. */
  @Nullable Fault filterFault() {
    return filterFault;
  }

  /** The score that faulted, or null. There is no best worker then. */
  @Nullable Fault scoreFault() {
    return scoreFault;
  }

  /** How long the last pass scored. */
  long scoreNanos() {
    return scoreNanos;
  }

  /** Leaves in {@code candidates} the feasible workers of the range; stops at the first fault. */
  void filter(JobView job, Company company, int fromBlock, int toBlock, long[] candidates) {
    startFilters();
    filterStretch(job, company, fromBlock, toBlock, candidates);
  }

  /**
   * Leaves in {@code candidates} the feasible workers of the range, and finds the best of them. A
   * worker that can no longer become the best is not graded further.
   *
   * <p>After a score faulted the others are not asked any more, but the filters are.
   *
   * @param keptFrom rows that count as not feasible
   * @param excluded scores to leave out
   * @param last the sequence of the worker taken last, for a rotating order
   */
  void scan(
      JobView job,
      Company company,
      BitSet keptFrom,
      int fromBlock,
      int toBlock,
      long[] candidates,
      Set<PluginSlot<?>> excluded,
      int last) {
    startFilters();
    startScores();
    for (int from = fromBlock; from < toBlock; from += STRETCH) {
      int to = Math.min(from + STRETCH, toBlock);
      filterStretch(job, company, from, to, candidates);
      if (filterFault != null) {
        return;
      }
      withhold(keptFrom, from, to, candidates);
      if (scoreFault == null) {
        scoreStretch(job, company, from, to, candidates, excluded, last);
      }
    }
  }

  /** Finds the best of the candidates that a scan left, as it does. */
  void score(
      JobView job,
      Company company,
      int fromBlock,
      int toBlock,
      long[] candidates,
      Set<PluginSlot<?>> excluded,
      int last) {
    startScores();
    scoreStretch(job, company, fromBlock, toBlock, candidates, excluded, last);
  }

  private void startFilters() {
    feasible = 0;
    companyRefused = false;
    filterFault = null;
    grader.start();
  }

  private void startScores() {
    bestRow = NO_ROW;
    bestTotal = BlockGrader.NO_BAR;
    scoreFault = null;
    scoreNanos = 0;
    grader.start();
  }

  private void filterStretch(
      JobView job, Company company, int fromBlock, int toBlock, long[] candidates) {
    for (int number = fromBlock; number < toBlock; number++) {
      block.open(number);
      if (!grader.filter(job, all)) {
        filterFault = grader.takeFault();
        return;
      }
      if (!company.isEmpty()) {
        rejectUnwelcome(company);
      }
      feasible += block.candidateCount();
      block.save(candidates);
    }
  }

  private void withhold(BitSet keptFrom, int fromBlock, int toBlock, long[] candidates) {
    int end = toBlock * RowBlock.MAX_SIZE;
    int row = keptFrom.nextSetBit(fromBlock * RowBlock.MAX_SIZE);
    for (; row >= 0 && row < end; row = keptFrom.nextSetBit(row + 1)) {
      long bit = 1L << row;
      if ((candidates[row >>> 6] & bit) != 0) {
        candidates[row >>> 6] &= ~bit;
        feasible--;
      }
    }
  }

  private void scoreStretch(
      JobView job,
      Company company,
      int fromBlock,
      int toBlock,
      long[] candidates,
      Set<PluginSlot<?>> excluded,
      int last) {
    long started = stopwatch.nanos();
    for (int number = fromBlock; number < toBlock && scoreFault == null; number++) {
      block.load(number, candidates);
      if (block.isEmpty()) {
        continue;
      }
      // What terms may add to a total may lift it to the best as well.
      long bar = bestTotal == BlockGrader.NO_BAR ? bestTotal : bestTotal - company.most();
      if (grader.grade(job, all, excluded, bar)) {
        offerAll(company, last);
      } else {
        scoreFault = grader.takeFault();
      }
    }
    scoreNanos += stopwatch.nanos() - started;
  }

  private void rejectUnwelcome(Company company) {
    for (int i = block.next(0); i >= 0; i = block.next(i + 1)) {
      if (company.grade(block.row(i)) == Company.REFUSED) {
        block.reject(i);
      }
    }
    companyRefused |= block.takeRejected();
  }

  /** Whether a term refused a worker that the filters let pass. */
  boolean companyRefused() {
    return companyRefused;
  }

  private void offerAll(Company company, int last) {
    for (int word = 0; word < block.words(); word++) {
      for (long rest = block.candidates(word); rest != 0; rest &= rest - 1) {
        int i = (word << 6) + Long.numberOfTrailingZeros(rest);
        long total = grader.total(i);
        total += company.isEmpty() ? 0 : company.grade(block.row(i));
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
}
