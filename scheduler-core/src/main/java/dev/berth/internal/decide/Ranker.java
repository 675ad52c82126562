package dev.berth.internal.decide;

import dev.berth.internal.cluster.ChangeLog;
import dev.berth.internal.cluster.RowBlock;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginGroup;
import dev.berth.placement.TieOrder;
import dev.berth.spi.JobView;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings the ranking of a class up to date with the change log, and finds the best in it.
 *
 * <pre>
 *   log since last time   17 J   4 L   17 J   62 P      J a job came or went, L labels, P presence
 *   all anew              4 62                          every plugin is asked
 *   moved                 17 17                         what labels and taints decide stays; the others are asked
 * </pre>
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> 20 to 40 ns a changed worker
 * with the standard plugins; no allocation unless a plugin faults. After a {@link #fault} the
 * ranking it happened to is worth nothing.
 */
final class Ranker {

  private static final int NO_ROW = RangeScan.NO_ROW;

  private final WorkerRows rows;
  private final ChangeLog changes;
  private final BlockGrader grader;
  private final RowBlock block;
  private final TieOrder tieOrder;
  private final int seed;
  private final int facets;
  private final int wholeFacets;
  private final PluginGroup all;
  private final PluginGroup fixed;
  private final PluginGroup moving;
  private final DecisionCounters counters;
  private final int[] moved = new int[RowBlock.MAX_SIZE];
  private final int[] changed = new int[RowBlock.MAX_SIZE];
  private @Nullable Fault fault;

  Ranker(
      WorkerRows rows, Pipeline pipeline, TieOrder tieOrder, int seed, DecisionCounters counters) {
    this.rows = rows;
    this.tieOrder = tieOrder;
    this.seed = seed;
    this.counters = counters;
    changes = rows.changes();
    grader = new BlockGrader(rows, pipeline);
    block = grader.block();
    facets = pipeline.facets() | ChangeLog.PRESENCE;
    wholeFacets = Pipeline.FIXED_FACETS | ChangeLog.PRESENCE;
    all = pipeline.all();
    fixed = pipeline.fixed();
    moving = pipeline.moving();
  }

  BlockGrader grader() {
    return grader;
  }

  /** A decision begins. */
  void start() {
    fault = null;
    grader.start();
  }

  /** What went wrong in this decision, or null. */
  @Nullable Fault fault() {
    return fault;
  }

  /**
   * Grades the workers that changed since the class looked last. The trees must have room for every
   * row.
   */
  void catchUp(JobView job, Ranking ranking, Company company) {
    int read = company.isEmpty() ? facets : facets | ChangeLog.COMPANY;
    boolean apart = ranking.hasTotals();
    int movedCount = 0;
    int changedCount = 0;
    int previous = NO_ROW;
    boolean previousWhole = false;
    for (long position = ranking.position; position < changes.head(); position++) {
      long change = changes.at(position);
      int row = ChangeLog.row(change);
      boolean whole = !apart || (ChangeLog.facets(change) & wholeFacets) != 0;
      // A job that came and went at once is two changes of one row.
      if ((ChangeLog.facets(change) & read) == 0
          || (row == previous && (previousWhole || !whole))) {
        continue;
      }
      previous = row;
      previousWhole = whole;
      if (whole) {
        changed[changedCount++] = row;
      } else {
        moved[movedCount++] = row;
      }
      if (changedCount == changed.length) {
        rescore(job, ranking, company, changedCount);
        changedCount = 0;
      }
      if (movedCount == moved.length) {
        rescoreMoved(job, ranking, company, movedCount);
        movedCount = 0;
      }
    }
    // In this order, so that what has changed altogether is known when the rest is added to it.
    rescore(job, ranking, company, changedCount);
    rescoreMoved(job, ranking, company, movedCount);
  }

  /** Grades every worker, for trees that hold nothing yet. */
  void fill(JobView job, Ranking ranking, Company company) {
    for (int number = 0; number < RowBlock.count(rows) && fault == null; number++) {
      block.open(number);
      gradeAndPut(job, ranking, company);
    }
  }

  /** Grades rows of which anything may have changed. */
  private void rescore(JobView job, Ranking ranking, Company company, int count) {
    if (count == 0 || fault != null) {
      return;
    }
    counters.rescored += count;
    block.gather(changed, 0, count);
    gradeAndPut(job, ranking, company);
  }

  /** Grades the block's rows and puts their totals where they belong. */
  private void gradeAndPut(JobView job, Ranking ranking, Company company) {
    RankTree[] trees = ranking.trees();
    Cells cells = ranking.cells();
    if (!trees[0].hasTotals()) {
      if (grade(job, all)) {
        putAll(ranking, company);
      }
      return;
    }
    if (!grade(job, fixed)) {
      return;
    }
    for (int i = 0; i < block.size(); i++) {
      int row = block.row(i);
      int fixedTotal = block.isCandidate(i) ? (int) grader.total(i) : RankTree.INFEASIBLE;
      fixedTotals(trees[cells.cell(row)])[cells.position(row)] = fixedTotal;
    }
    if (grade(job, moving)) {
      putAll(ranking, company);
    }
  }

  /** Grades rows of which nothing has changed that the fixed plugins read. */
  private void rescoreMoved(JobView job, Ranking ranking, Company company, int count) {
    if (count == 0 || fault != null) {
      return;
    }
    counters.rescored += count;
    block.gather(moved, 0, count);
    RankTree[] trees = ranking.trees();
    Cells cells = ranking.cells();
    for (int word = 0; word < block.words(); word++) {
      long kept = block.candidates(word);
      for (long rest = kept; rest != 0; rest &= rest - 1) {
        int row = block.row((word << 6) + Long.numberOfTrailingZeros(rest));
        if (fixedTotals(trees[cells.cell(row)])[cells.position(row)] == RankTree.INFEASIBLE) {
          kept &= ~Long.lowestOneBit(rest);
        }
      }
      block.retain(word, kept);
    }
    boolean ignored = block.takeRejected();
    if (grade(job, moving)) {
      putAll(ranking, company);
    }
  }

  /** Puts the totals of the block's rows where they belong, the fixed parts added. */
  private void putAll(Ranking ranking, Company company) {
    RankTree[] trees = ranking.trees();
    Cells cells = ranking.cells();
    for (int i = 0; i < block.size(); i++) {
      int row = block.row(i);
      RankTree tree = trees[cells.cell(row)];
      int position = cells.position(row);
      int total = RankTree.INFEASIBLE;
      if (block.isCandidate(i)) {
        int[] fixedTotals = tree.fixedTotals();
        total = total(i, fixedTotals == null ? 0 : fixedTotals[position], company);
      }
      tree.put(position, total, rank(row));
    }
  }

  private static int[] fixedTotals(RankTree tree) {
    return Objects.requireNonNull(tree.fixedTotals(), "a tree without totals");
  }

  private boolean grade(JobView job, PluginGroup group) {
    boolean fine =
        grader.filter(job, group) && grader.grade(job, group, Set.of(), BlockGrader.NO_BAR);
    fault = grader.fault();
    return fine;
  }

  /** The total of a candidate. */
  private int total(int index, int fixedTotal, Company company) {
    int total = (int) grader.total(index) + fixedTotal;
    if (company.isEmpty()) {
      return total;
    }
    long fine = company.fineGrade(block.row(index));
    return fine == Company.REFUSED ? RankTree.INFEASIBLE : total + (int) fine;
  }

  private int rank(int row) {
    return tieOrder.rank(rows.sequence(row), seed, 0);
  }

  // ---- the best

  /** The best of the cells' best, each with what coarse terms make of its cell. */
  int best(JobView job, Ranking ranking, Company company) {
    RankTree[] trees = ranking.trees();
    Cells cells = ranking.cells();
    long bestTotal = RankTree.NONE;
    long bestKey = RankTree.NONE;
    int bestRow = NO_ROW;
    for (int cell = 0; cell < trees.length; cell++) {
      RankTree tree = trees[cell];
      long bound = tree.key(tree.top());
      if (bound == RankTree.NONE) {
        continue;
      }
      long grade = cells == Cells.ONE ? 0 : company.coarseGrade(cells.row(cell, 0));
      if (grade == Company.REFUSED || RankTree.total(bound) + grade < bestTotal) {
        continue;
      }
      int top = settledTop(job, ranking, company, cell);
      long key = tree.key(top);
      long total = RankTree.total(key) + grade;
      // Of equal totals, the better tie order has the larger lower half.
      if (key != RankTree.NONE
          && (total > bestTotal
              || (total == bestTotal && Integer.compareUnsigned((int) key, (int) bestKey) > 0))) {
        bestTotal = total;
        bestKey = key;
        bestRow = cells.row(cell, tree.winner(top));
      }
    }
    return bestRow;
  }

  /** The block with the largest key, settled. After a fault it may not be. */
  private int settledTop(JobView job, Ranking ranking, Company company, int cell) {
    RankTree tree = ranking.trees()[cell];
    while (true) {
      int top = tree.top();
      if (!tree.isStale(top)) {
        return top;
      }
      counters.settled++;
      int[] totals = tree.totals();
      if (totals != null) {
        settleFromTotals(tree, top, totals, ranking.cells(), cell);
      } else if (!settleAnew(job, tree, top, ranking.cells(), cell, company)) {
        return top;
      }
    }
  }

  private void settleFromTotals(RankTree tree, int number, int[] totals, Cells cells, int cell) {
    int from = number * RankTree.BLOCK;
    int to = from + RankTree.BLOCK;
    int best = RankTree.INFEASIBLE;
    for (int position = from; position < to; position++) {
      best = Math.max(best, totals[position]);
    }
    int winner = from;
    long bestKey = RankTree.NONE;
    for (int position = from; best != RankTree.INFEASIBLE && position < to; position++) {
      if (totals[position] == best) {
        long key = RankTree.key(best, rank(cells.row(cell, position)));
        if (key > bestKey) {
          bestKey = key;
          winner = position;
        }
      }
    }
    tree.settle(number, bestKey, winner);
  }

  private boolean settleAnew(
      JobView job, RankTree tree, int number, Cells cells, int cell, Company company) {
    int from = number * RankTree.BLOCK;
    int count = Math.min(RankTree.BLOCK, cells.size(cell, rows) - from);
    for (int i = 0; i < count; i++) {
      changed[i] = cells.row(cell, from + i);
    }
    block.gather(changed, 0, count);
    if (!grade(job, all)) {
      return false;
    }
    counters.rescored += count;
    int winner = from;
    long bestKey = RankTree.NONE;
    for (int i = 0; i < count; i++) {
      int total = block.isCandidate(i) ? total(i, 0, company) : RankTree.INFEASIBLE;
      long key = RankTree.key(total, rank(block.row(i)));
      if (key > bestKey) {
        bestKey = key;
        winner = from + i;
      }
    }
    tree.settle(number, bestKey, winner);
    return company.fault() == null;
  }
}
