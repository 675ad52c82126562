package dev.berth.internal.decide;

import dev.berth.internal.cluster.ChangeLog;
import dev.berth.internal.cluster.RowBlock;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.spi.JobView;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, for each class of jobs, how all workers rank, and brings that up to date instead of
 * asking about all of them again.
 *
 * <pre>
 *   change log   … 17 3 99 │ 4 17 62 8 … head
 *                          └ where class A looked last
 *
 *   a decision for class A:
 *     1. grade the workers changed since:  4 17 62 8
 *     2. put their totals into A's {@link RankTree}
 *     3. the top of the tree is the choice
 * </pre>
 *
 * <p><b>Why it is exact:</b> a plugin's answer depends on the job's class and on the facets of one
 * worker that it declares. The log has every change of every facet. So a worker that is not in the
 * log since a class looked last has the total it had then. A profile with a plugin that looks
 * further ({@link dev.berth.spi.Scope#ANYTHING}) is never ranked.
 *
 * <p><b>Cost law.</b> With {@code c} changes since the class looked last and {@code w} workers:
 *
 * <ul>
 *   <li>bringing up to date costs c × (grading one worker, ~20 to 40 ns) and a few block look-ups;
 *   <li>a scan costs w × (grading one of many, ~5 to 10 ns);
 *   <li>so up to {@code w / 10} changes the ranking is brought up to date, else it is dropped and
 *       the decision is a scan. A class that comes back within {@code w / 10} changes is ranked
 *       from then on: a one-off job never pays for a ranking.
 * </ul>
 *
 * <p><b>Memory</b> is bounded by a budget. A ranking is kept as {@link RankingForm#TREE}; when the
 * budget is spent, the least recently used trees are reduced to {@link RankingForm#BOUNDS}, a
 * fourteenth of it; then the least recently used rankings are forgotten.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. No allocation once the classes in use are
 * ranked.
 */
final class Rankings {

  /** The ranking cannot tell; decide by a scan. */
  static final int UNDECIDED = -2;

  private static final int NO_ROW = RangeScan.NO_ROW;

  /** Of so many workers one may have changed before a scan is cheaper. */
  private static final int WORKERS_PER_CHANGE = 10;

  /** Below, the fleet is so small that a scan costs no more than the look into a ranking. */
  private static final int MIN_CHANGES = 4;

  /** A ranking not asked for in so many rounds of all rankings is out of use. */
  private static final long REST = 4;

  /** What is remembered of one class. */
  private static final class Ranking {
    /** Up to where the class has looked at the log. */
    long position;

    /** The decision in which it was last asked for. */
    long lastUse;

    @Nullable RankTree tree;

    /** The facets read by the filters that refused a worker since it was built. */
    int refusedBy;
  }

  private final WorkerRows rows;
  private final ChangeLog changes;
  private final BlockGrader grader;
  private final RowBlock block;
  private final TieOrder tieOrder;
  private final int seed;
  private final RankingOptions options;
  private final boolean possible;
  private final int facets;
  private final DecisionCounters counters;
  private final int[] batch = new int[RowBlock.MAX_SIZE];

  private @Nullable Ranking[] byClass = new @Nullable Ranking[64];
  private long bytes;
  private int ranked;
  private long uses;
  private int refusedBy;
  private @Nullable Fault fault;

  Rankings(
      WorkerRows rows,
      Pipeline pipeline,
      TieOrder tieOrder,
      int seed,
      RankingOptions options,
      DecisionCounters counters) {
    this.rows = rows;
    this.tieOrder = tieOrder;
    this.seed = seed;
    this.options = options;
    this.counters = counters;
    changes = rows.changes();
    grader = new BlockGrader(rows, pipeline);
    block = grader.block();
    facets = pipeline.facets() | ChangeLog.PRESENCE;
    // A rotating order changes with each placement, so nothing that holds ties would keep.
    possible =
        options.form() != RankingForm.SCAN
            && pipeline.unbounded().isEmpty()
            && pipeline.totalsFitInt()
            && tieOrder != TieOrder.ROTATING;
  }

  BlockGrader grader() {
    return grader;
  }

  /** The facets read by the filters that refused a worker, as far as the ranking knows. */
  int refusedBy() {
    return refusedBy;
  }

  /**
   * Decides from memory.
   *
   * @return the best worker's row, {@link RangeScan#NO_ROW} when nothing fits, or {@link
   *     #UNDECIDED} when a scan is the cheaper or the only way, after which {@link #scanned} is to
   *     be called
   */
  int decide(JobView job, int jobClass) {
    if (!possible || jobClass == Decider.NO_CLASS) {
      return UNDECIDED;
    }
    Ranking ranking = ranking(jobClass);
    boolean near = isNear(ranking);
    fault = null;
    grader.start();
    if (near && ranking.tree != null && ranking.position >= changes.oldest()) {
      catchUp(job, ranking, ranking.tree);
    } else {
      drop(ranking);
      if (near) {
        build(job, ranking);
      }
    }
    ranking.position = changes.head();
    ranking.lastUse = ++uses;
    RankTree tree = ranking.tree;
    int row = tree == null || fault != null ? UNDECIDED : best(job, tree);
    if (fault != null) {
      drop(ranking); // the scan will meet the fault again, and say what follows from it
      return UNDECIDED;
    }
    ranking.refusedBy |= grader.refusedBy();
    refusedBy = ranking.refusedBy;
    return row;
  }

  /** Whether less has changed, since a job of the class came last, than makes a scan cheaper. */
  private boolean isNear(Ranking ranking) {
    if (options.form() != RankingForm.AUTO) {
      return true;
    }
    long most = Math.max(MIN_CHANGES, rows.limit() / WORKERS_PER_CHANGE);
    return ranking.lastUse != 0 && changes.head() - ranking.position <= most;
  }

  private Ranking ranking(int jobClass) {
    if (jobClass >= byClass.length) {
      byClass = Arrays.copyOf(byClass, Math.max(jobClass + 1, 2 * byClass.length));
    }
    Ranking ranking = byClass[jobClass];
    if (ranking == null) {
      ranking = new Ranking();
      ranking.position = changes.head();
      byClass[jobClass] = ranking;
    }
    return ranking;
  }

  /**
   * A scan has decided for a class. If nothing fits, that is a ranking like another: every bound is
   * "none", and the next of the class costs no second scan.
   */
  void scanned(int jobClass, boolean nothingFits, int scanRefusedBy) {
    if (!possible || jobClass == Decider.NO_CLASS || !nothingFits) {
      return;
    }
    Ranking ranking = ranking(jobClass);
    if (ranking.tree == null && makeRoom(RankTree.bytes(rows.limit(), false), ranking)) {
      take(ranking, new RankTree(rows.limit(), false));
      ranking.refusedBy = scanRefusedBy;
    }
  }

  /** A class is gone, and its number may be given to another. */
  void forget(int jobClass) {
    if (jobClass < byClass.length) {
      Ranking ranking = byClass[jobClass];
      if (ranking != null) {
        drop(ranking);
        byClass[jobClass] = null;
      }
    }
  }

  /** Forgets every ranking. */
  void forgetAll() {
    for (int i = 0; i < byClass.length; i++) {
      forget(i);
    }
  }

  // ---- keeping up

  private void catchUp(JobView job, Ranking ranking, RankTree tree) {
    if (rows.limit() > tree.capacity()) {
      bytes -= tree.bytes();
      tree.grow(rows.limit() + rows.limit() / 4);
      bytes += tree.bytes();
    }
    int count = 0;
    int previous = NO_ROW;
    for (long position = ranking.position; position < changes.head(); position++) {
      long change = changes.at(position);
      int row = ChangeLog.row(change);
      // A job that came and went at once is two changes of one row.
      if ((ChangeLog.facets(change) & facets) != 0 && row != previous) {
        previous = row;
        batch[count++] = row;
        if (count == batch.length) {
          rescore(job, tree, count);
          count = 0;
        }
      }
    }
    rescore(job, tree, count);
  }

  private void rescore(JobView job, RankTree tree, int count) {
    if (count == 0 || fault != null) {
      return;
    }
    counters.rescored += count;
    block.gather(batch, 0, count);
    if (!grade(job)) {
      return;
    }
    for (int i = 0; i < count; i++) {
      tree.put(batch[i], total(i), rank(batch[i]));
    }
  }

  private boolean grade(JobView job) {
    boolean fine = grader.filter(job) && grader.grade(job, Set.of(), BlockGrader.NO_BAR);
    fault = grader.fault();
    return fine;
  }

  private int total(int index) {
    return block.isCandidate(index) ? (int) grader.total(index) : RankTree.INFEASIBLE;
  }

  private int rank(int row) {
    return tieOrder.rank(rows.sequence(row), seed, 0);
  }

  // ---- the best

  private int best(JobView job, RankTree tree) {
    while (true) {
      int top = tree.top();
      if (tree.key(top) == RankTree.NONE) {
        return NO_ROW;
      }
      if (!tree.isStale(top)) {
        return tree.winner(top);
      }
      counters.settled++;
      int[] totals = tree.totals();
      if (totals != null) {
        settleFromTotals(tree, top, totals);
      } else if (!settleAnew(job, tree, top)) {
        return UNDECIDED;
      }
    }
  }

  private void settleFromTotals(RankTree tree, int number, int[] totals) {
    int from = number * RankTree.BLOCK;
    int to = from + RankTree.BLOCK;
    int best = RankTree.INFEASIBLE;
    for (int row = from; row < to; row++) {
      best = Math.max(best, totals[row]);
    }
    int bestRow = from;
    long bestKey = RankTree.NONE;
    for (int row = from; best != RankTree.INFEASIBLE && row < to; row++) {
      if (totals[row] == best) {
        long key = RankTree.key(best, rank(row));
        if (key > bestKey) {
          bestKey = key;
          bestRow = row;
        }
      }
    }
    tree.settle(number, bestKey, bestRow);
  }

  private boolean settleAnew(JobView job, RankTree tree, int number) {
    int from = number * RankTree.BLOCK;
    int count = Math.min(RankTree.BLOCK, rows.limit() - from);
    for (int i = 0; i < count; i++) {
      batch[i] = from + i;
    }
    block.gather(batch, 0, count);
    if (!grade(job)) {
      return false;
    }
    counters.rescored += count;
    int bestRow = from;
    long bestKey = RankTree.NONE;
    for (int i = 0; i < count; i++) {
      long key = RankTree.key(total(i), rank(from + i));
      if (key > bestKey) {
        bestKey = key;
        bestRow = from + i;
      }
    }
    tree.settle(number, bestKey, bestRow);
    return true;
  }

  // ---- building, and room for it

  private void build(JobView job, Ranking ranking) {
    boolean withTotals = options.form() != RankingForm.BOUNDS;
    int positions = rows.limit() + rows.limit() / 4;
    if (!makeRoom(RankTree.bytes(positions, withTotals), ranking)) {
      if (!withTotals || !makeRoom(RankTree.bytes(positions, false), ranking)) {
        return;
      }
      withTotals = false;
    }
    RankTree tree = new RankTree(positions, withTotals);
    take(ranking, tree);
    counters.built++;
    for (int number = 0; number < RowBlock.count(rows); number++) {
      block.open(number);
      if (!grade(job)) {
        return;
      }
      for (int i = 0; i < block.size(); i++) {
        if (block.isCandidate(i)) {
          int row = block.row(i);
          tree.put(row, (int) grader.total(i), rank(row));
        }
      }
    }
  }

  private void take(Ranking ranking, RankTree tree) {
    ranking.tree = tree;
    ranking.refusedBy = 0;
    bytes += tree.bytes();
    ranked++;
  }

  private void drop(Ranking ranking) {
    if (ranking.tree != null) {
      bytes -= ranking.tree.bytes();
      ranking.tree = null;
      ranked--;
    }
  }

  /**
   * Makes room for so many bytes; false when only rankings in lively use could make it. They stay:
   * to build one in place of another that is needed again at once would cost more than the scan.
   */
  private boolean makeRoom(long needed, Ranking asking) {
    if (needed > options.budget()) {
      return false;
    }
    while (bytes + needed > options.budget()) {
      Ranking oldest = leastRecentlyUsed(asking, true);
      if (oldest == null) {
        oldest = leastRecentlyUsed(asking, false);
        if (oldest == null || uses - oldest.lastUse < REST * ranked) {
          return false;
        }
      }
      RankTree tree = oldest.tree;
      if (tree != null && tree.hasTotals()) {
        bytes -= tree.bytes();
        tree.dropTotals();
        bytes += tree.bytes();
        counters.reduced++;
      } else {
        drop(oldest);
        counters.evicted++;
      }
    }
    return true;
  }

  private @Nullable Ranking leastRecentlyUsed(Ranking asking, boolean withTotals) {
    Ranking oldest = null;
    for (Ranking ranking : byClass) {
      if (ranking != null
          && ranking != asking
          && ranking.tree != null
          && ranking.tree.hasTotals() == withTotals
          && (oldest == null || ranking.lastUse < oldest.lastUse)) {
        oldest = ranking;
      }
    }
    return oldest;
  }
}
