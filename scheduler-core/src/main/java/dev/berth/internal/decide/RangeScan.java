package dev.berth.internal.decide;

import dev.berth.internal.cluster.RowBlock;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginGroup;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.placement.TieOrder;
import dev.berth.spi.JobView;
import java.util.Set;

/**
 * Filters and scores a range of blocks: the plain form of a decision, which remembers nothing. A
 * decision uses one for the whole fleet, or one for each thread.
 *
 * <p><b>Thread-safety:</b> one thread at a time; the rows and the candidates are shared, but ranges
 * do not overlap. <b>Cost:</b> O(workers in the range × plugins); no allocation unless a plugin
 * faults.
 */
final class RangeScan {

  /** No row: nothing fits. */
  static final int NO_ROW = -1;

  private final WorkerRows rows;
  private final TieOrder tieOrder;
  private final int seed;
  private final PluginGroup all;
  private final BlockGrader grader;
  private final RowBlock block;

  private int feasible;
  private boolean companyRefused;
  private int bestRow = NO_ROW;
  private long bestTotal;
  private int bestRank;

  RangeScan(WorkerRows rows, Pipeline pipeline, TieOrder tieOrder, int seed) {
    this.rows = rows;
    this.tieOrder = tieOrder;
    this.seed = seed;
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

  /** Leaves in {@code candidates} the feasible workers of the range; stops at the first fault. */
  void filter(JobView job, Company company, int fromBlock, int toBlock, long[] candidates) {
    feasible = 0;
    companyRefused = false;
    grader.start();
    for (int number = fromBlock; number < toBlock; number++) {
      block.open(number);
      if (!grader.filter(job, all)) {
        return;
      }
      if (!company.isEmpty()) {
        rejectUnwelcome(company);
      }
      feasible += block.candidateCount();
      block.save(candidates);
    }
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

  /**
   * Finds the best of the candidates of the range; stops at the first fault. A worker that can no
   * longer become the best is not graded further.
   *
   * @param excluded scores to leave out
   * @param last the sequence of the worker taken last, for a rotating order
   */
  void score(
      JobView job,
      Company company,
      int fromBlock,
      int toBlock,
      long[] candidates,
      Set<PluginSlot<?>> excluded,
      int last) {
    bestRow = NO_ROW;
    bestTotal = BlockGrader.NO_BAR;
    grader.start();
    for (int number = fromBlock; number < toBlock; number++) {
      block.load(number, candidates);
      if (block.isEmpty()) {
        continue;
      }
      // What terms may add to a total may lift it to the best as well.
      long bar = bestTotal == BlockGrader.NO_BAR ? bestTotal : bestTotal - company.most();
      if (!grader.grade(job, all, excluded, bar)) {
        return;
      }
      offerAll(company, last);
    }
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
