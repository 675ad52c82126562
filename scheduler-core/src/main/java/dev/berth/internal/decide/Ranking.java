package dev.berth.internal.decide;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one class of jobs: how all workers rank for it.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
final class Ranking {

  /** Up to where the class has looked at the log. */
  long position;

  /** The decision in which it was last asked for. */
  long lastUse;

  /** The facets read by the filters that refused a worker since it was built. */
  int refusedBy;

  private RankTree @Nullable [] trees;
  private Cells cells = Cells.ONE;
  private List<CompanyTerm> terms = List.of();
  private long turns;

  /** A class seen for the first time, of which nothing is known. */
  Ranking(long position) {
    this.position = position;
  }

  /** Whether there are trees. */
  boolean isBuilt() {
    return trees != null;
  }

  /** Gets trees, one for each cell, which hold nothing yet. */
  void build(RankTree[] empty, Cells division, Company company) {
    trees = empty;
    cells = division;
    terms = company.terms();
    turns = company.turns();
    refusedBy = 0;
  }

  /** Lets the trees go. */
  void drop() {
    trees = null;
  }

  /** One tree for each cell. */
  RankTree[] trees() {
    if (trees == null) {
      throw new IllegalStateException("nothing is remembered");
    }
    return trees;
  }

  /** How its workers are divided. */
  Cells cells() {
    return cells;
  }

  /** Whether the totals hold the fine ones of these terms, and the cells follow the coarse ones. */
  boolean isFor(Company company) {
    return terms == company.terms() && turns == company.turns();
  }

  /** Whether it is kept with totals. */
  boolean hasTotals() {
    return trees()[0].hasTotals();
  }

  /** Goes on without totals. */
  void dropTotals() {
    for (RankTree tree : trees()) {
      tree.dropTotals();
    }
  }

  /** About how many bytes its trees take. */
  long bytes() {
    long sum = 0;
    if (trees != null) {
      for (RankTree tree : trees) {
        sum += tree.bytes();
      }
    }
    return sum;
  }
}
