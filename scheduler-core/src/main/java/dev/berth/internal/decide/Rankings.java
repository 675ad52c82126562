package dev.berth.internal.decide;

import dev.berth.internal.cluster.ChangeLog;
import dev.berth.internal.cluster.DomainMap;
import dev.berth.internal.cluster.RowBlock;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.internal.plugin.PluginGroup;
import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 *   <li>so up to {@code w / 4} changes the ranking is brought up to date, else it is dropped and
 *       the decision is a scan. A class that comes back within {@code w / 4} changes is ranked from
 *       then on: a one-off job never pays for a ranking.
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

  /** Turns the order of unsigned ints into that of signed ones. */
  private static final int MIN = Integer.MIN_VALUE;

  private static final int NO_ROW = RangeScan.NO_ROW;

  /** Of so many workers one may have changed before a scan is cheaper. */
  private static final int WORKERS_PER_CHANGE = 4;

  /** Below, the fleet is so small that a scan costs no more than the look into a ranking. */
  private static final int MIN_CHANGES = 64;

  /** A ranking not asked for in so many rounds of all rankings is out of use. */
  private static final long REST = 4;

  /** What is remembered of one class. */
  private static final class Ranking {
    /** Up to where the class has looked at the log. */
    long position;

    /** The decision in which it was last asked for. */
    long lastUse;

    /** One for each cell; null when nothing is remembered. */
    RankTree @Nullable [] trees;

    Cells cells = Cells.ONE;

    /** The terms that its totals hold the fine ones of. */
    List<CompanyTerm> terms = List.of();

    /** Tells whether the same of these terms are the fine ones. */
    long turns;

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
  private final long mostTotal;
  private final int facets;
  private final int wholeFacets;
  private final PluginGroup all;
  private final PluginGroup fixed;
  private final PluginGroup moving;
  private final DecisionCounters counters;
  private final int[] moved = new int[RowBlock.MAX_SIZE];
  private final int[] changed = new int[RowBlock.MAX_SIZE];
  private final Map<List<DomainMap>, Cells> divisions = new HashMap<>();

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
    wholeFacets = Pipeline.FIXED_FACETS | ChangeLog.PRESENCE;
    all = pipeline.all();
    fixed = pipeline.fixed();
    moving = pipeline.moving();
    mostTotal = pipeline.weights() * ScorePlugin.MAX_SCORE;
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
   * @param company what the class asks of its company, which must have begun
   * @return the best worker's row, {@link RangeScan#NO_ROW} when nothing fits, or {@link
   *     #UNDECIDED} when a scan is the cheaper or the only way, after which {@link #scanned} is to
   *     be called
   */
  int decide(JobView job, int jobClass, Company company) {
    if (!isPossible(jobClass, company)) {
      return UNDECIDED;
    }
    Ranking ranking = ranking(jobClass);
    boolean near = isNear(ranking);
    fault = null;
    grader.start();
    if (near && isUsable(ranking, company)) {
      catchUp(job, ranking, company);
    } else {
      drop(ranking);
      if (near) {
        build(job, ranking, company);
      }
    }
    ranking.position = changes.head();
    ranking.lastUse = ++uses;
    int row = ranking.trees == null || hasFault(company) ? UNDECIDED : best(job, ranking, company);
    if (hasFault(company)) {
      drop(ranking); // the scan will meet the fault again, and say what follows from it
      return UNDECIDED;
    }
    ranking.refusedBy |= grader.refusedBy();
    refusedBy = ranking.refusedBy;
    return row;
  }

  private boolean isPossible(int jobClass, Company company) {
    return possible
        && jobClass != Decider.NO_CLASS
        && mostTotal + company.most() <= Integer.MAX_VALUE;
  }

  private boolean isUsable(Ranking ranking, Company company) {
    // Asked in any case, as it also notes how things stand now.
    boolean moved = company.fineMoved();
    return ranking.trees != null
        && !moved
        && ranking.position >= changes.oldest()
        && ranking.terms == company.terms()
        && ranking.turns == company.turns()
        && !ranking.cells.isOutdated(rows);
  }

  private boolean hasFault(Company company) {
    return fault != null || company.fault() != null;
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
  void scanned(int jobClass, Company company, boolean nothingFits, int scanRefusedBy) {
    // With company, a scan refuses more than what rows are remembered for.
    if (!nothingFits || !company.isEmpty() || !isPossible(jobClass, company)) {
      return;
    }
    Ranking ranking = ranking(jobClass);
    if (ranking.trees == null && makeRoom(RankTree.bytes(rows.limit(), false), ranking)) {
      take(ranking, company, Cells.ONE, false);
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

  private void catchUp(JobView job, Ranking ranking, Company company) {
    growIfNeeded(ranking);
    int read = company.isEmpty() ? facets : facets | ChangeLog.COMPANY;
    boolean apart = trees(ranking)[0].hasTotals();
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

  /** Cells are divided anew when workers come; the one cell of all just grows. */
  private void growIfNeeded(Ranking ranking) {
    RankTree tree = trees(ranking)[0];
    if (ranking.cells == Cells.ONE && rows.limit() > tree.capacity()) {
      bytes -= tree.bytes();
      tree.grow(withSlack(rows.limit()));
      bytes += tree.bytes();
    }
  }

  private static int withSlack(int positions) {
    return positions + positions / 4;
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
    RankTree[] trees = trees(ranking);
    Cells cells = ranking.cells;
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
    RankTree[] trees = trees(ranking);
    Cells cells = ranking.cells;
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
    RankTree[] trees = trees(ranking);
    Cells cells = ranking.cells;
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

  private static RankTree[] trees(Ranking ranking) {
    RankTree[] trees = ranking.trees;
    if (trees == null) {
      throw new IllegalStateException("nothing is remembered");
    }
    return trees;
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
  private int best(JobView job, Ranking ranking, Company company) {
    RankTree[] trees = trees(ranking);
    Cells cells = ranking.cells;
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
          && (total > bestTotal || (total == bestTotal && (int) key + MIN > (int) bestKey + MIN))) {
        bestTotal = total;
        bestKey = key;
        bestRow = cells.row(cell, tree.winner(top));
      }
    }
    return bestRow;
  }

  /** The block with the largest key, settled. After a fault it may not be. */
  private int settledTop(JobView job, Ranking ranking, Company company, int cell) {
    RankTree tree = trees(ranking)[cell];
    while (true) {
      int top = tree.top();
      if (!tree.isStale(top)) {
        return top;
      }
      counters.settled++;
      int[] totals = tree.totals();
      if (totals != null) {
        settleFromTotals(tree, top, totals, ranking.cells, cell);
      } else if (!settleAnew(job, tree, top, ranking.cells, cell, company)) {
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

  // ---- building, and room for it

  private void build(JobView job, Ranking ranking, Company company) {
    if (rows.limit() == 0) {
      return; // no worker, no cell
    }
    Cells cells = company.coarse().isEmpty() ? Cells.ONE : division(company);
    boolean withTotals = options.form() != RankingForm.BOUNDS;
    if (!makeRoom(bytes(cells, withTotals), ranking)) {
      if (!withTotals || !makeRoom(bytes(cells, false), ranking)) {
        return;
      }
      withTotals = false;
    }
    take(ranking, company, cells, withTotals);
    counters.built++;
    for (int number = 0; number < RowBlock.count(rows); number++) {
      block.open(number);
      gradeAndPut(job, ranking, company);
      if (fault != null) {
        return;
      }
    }
  }

  /** The fleet by the domains of a class's coarse terms. */
  private Cells division(Company company) {
    List<DomainMap> maps = company.coarse().stream().map(CompanyTerm::map).distinct().toList();
    Cells cells = divisions.get(maps);
    if (cells == null || cells.isOutdated(rows)) {
      divisions.values().removeIf(division -> division.isOutdated(rows));
      cells = Cells.divide(rows, maps);
      divisions.put(maps, cells);
    }
    return cells;
  }

  private long bytes(Cells cells, boolean withTotals) {
    long sum = 0;
    for (int cell = 0; cell < cells.count(); cell++) {
      sum += RankTree.bytes(withSlack(cells.size(cell, rows)), withTotals);
    }
    return sum;
  }

  private void take(Ranking ranking, Company company, Cells cells, boolean withTotals) {
    RankTree[] trees = new RankTree[cells.count()];
    for (int cell = 0; cell < trees.length; cell++) {
      trees[cell] = new RankTree(withSlack(cells.size(cell, rows)), withTotals);
      bytes += trees[cell].bytes();
    }
    ranking.trees = trees;
    ranking.cells = cells;
    ranking.terms = company.terms();
    ranking.turns = company.turns();
    ranking.refusedBy = 0;
    ranked++;
  }

  private void drop(Ranking ranking) {
    if (ranking.trees != null) {
      for (RankTree tree : ranking.trees) {
        bytes -= tree.bytes();
      }
      ranking.trees = null;
      ranked--;
    }
  }

  private void reduce(Ranking ranking) {
    for (RankTree tree : trees(ranking)) {
      bytes -= tree.bytes();
      tree.dropTotals();
      bytes += tree.bytes();
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
      if (trees(oldest)[0].hasTotals()) {
        reduce(oldest);
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
          && ranking.trees != null
          && ranking.trees[0].hasTotals() == withTotals
          && (oldest == null || ranking.lastUse < oldest.lastUse)) {
        oldest = ranking;
      }
    }
    return oldest;
  }
}
