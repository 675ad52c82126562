package dev.berth.internal.decide;

import dev.berth.internal.cluster.ChangeLog;
import dev.berth.internal.cluster.DomainMap;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.Pipeline;
import dev.berth.placement.RankingForm;
import dev.berth.placement.TieOrder;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 *   <li>so up to {@code w / 2} changes the ranking is brought up to date, else it is dropped and
 *       the decision is a scan. A class that comes back within {@code w / 2} changes is ranked from
 *       then on: a one-off job never pays for a ranking.
 * </ul>
 *
 * <p><b>Memory</b> is bounded by a budget. A ranking is kept as {@link RankingForm#TREE}; when the
 * budget is spent, the least recently used trees are reduced to {@link RankingForm#BOUNDS}, a
 * fortieth of it; then the least recently used rankings are forgotten.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. No allocation once the classes in use are
 * ranked.
 */
final class Rankings {

  /** The ranking cannot tell; decide by a scan. */
  static final int UNDECIDED = -2;

  /** Of so many workers one may have changed before a scan is cheaper. */
  private static final int WORKERS_PER_CHANGE = 2;

  /** Below, the fleet is so small that a scan costs no more than the look into a ranking. */
  private static final int MIN_CHANGES = 64;

  /** A ranking not asked for in so many rounds of all rankings is out of use. */
  private static final long REST = 4;

  private final WorkerRows rows;
  private final ChangeLog changes;
  private final Ranker ranker;
  private final RankingOptions options;
  private final boolean possible;
  private final long mostTotal;
  private final DecisionCounters counters;
  private final Map<List<DomainMap>, Cells> divisions = new HashMap<>();

  private @Nullable Ranking[] byClass = new @Nullable Ranking[64];
  private long bytes;
  private int ranked;
  private long uses;
  private int refusedBy;

  Rankings(
      WorkerRows rows,
      Pipeline pipeline,
      TieOrder tieOrder,
      int seed,
      RankingOptions options,
      DecisionCounters counters) {
    this.rows = rows;
    this.options = options;
    this.counters = counters;
    changes = rows.changes();
    ranker = new Ranker(rows, pipeline, tieOrder, seed, counters);
    mostTotal = pipeline.weights() * ScorePlugin.MAX_SCORE;
    // A rotating order changes with each placement, so nothing that holds ties would keep.
    possible =
        options.form() != RankingForm.SCAN
            && pipeline.unbounded().isEmpty()
            && pipeline.totalsFitInt()
            && tieOrder != TieOrder.ROTATING;
  }

  BlockGrader grader() {
    return ranker.grader();
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
    ranker.start();
    if (near && isUsable(ranking, company)) {
      growIfNeeded(ranking);
      ranker.catchUp(job, ranking, company);
    } else {
      drop(ranking);
      if (near) {
        build(job, ranking, company);
      }
    }
    ranking.position = changes.head();
    ranking.lastUse = ++uses;
    int row = UNDECIDED;
    if (ranking.isBuilt() && !hasFault(company)) {
      row = ranker.best(job, ranking, company);
    }
    if (hasFault(company)) {
      drop(ranking); // the scan will meet the fault again, and say what follows from it
      return UNDECIDED;
    }
    ranking.refusedBy |= ranker.grader().refusedBy();
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
    return ranking.isBuilt()
        && !moved
        && ranking.position >= changes.oldest()
        && ranking.isFor(company)
        && !ranking.cells().isOutdated(rows);
  }

  private boolean hasFault(Company company) {
    return ranker.fault() != null || company.fault() != null;
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
      ranking = new Ranking(changes.head());
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
    if (!ranking.isBuilt() && makeRoom(RankTree.bytes(rows.limit(), false), ranking)) {
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
    ranker.fill(job, ranking, company);
  }

  /** Cells are divided anew when workers come; the one cell of all just grows. */
  private void growIfNeeded(Ranking ranking) {
    RankTree tree = ranking.trees()[0];
    if (ranking.cells() == Cells.ONE && rows.limit() > tree.capacity()) {
      bytes -= tree.bytes();
      tree.grow(withSlack(rows.limit()));
      bytes += tree.bytes();
    }
  }

  private static int withSlack(int positions) {
    return positions + positions / 4;
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
    }
    ranking.build(trees, cells, company);
    bytes += ranking.bytes();
    ranked++;
  }

  private void drop(Ranking ranking) {
    if (ranking.isBuilt()) {
      bytes -= ranking.bytes();
      ranking.drop();
      ranked--;
    }
  }

  private void reduce(Ranking ranking) {
    bytes -= ranking.bytes();
    ranking.dropTotals();
    bytes += ranking.bytes();
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
      if (oldest.hasTotals()) {
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
          && ranking.isBuilt()
          && ranking.hasTotals() == withTotals
          && (oldest == null || ranking.lastUse < oldest.lastUse)) {
        oldest = ranking;
      }
    }
    return oldest;
  }
}
