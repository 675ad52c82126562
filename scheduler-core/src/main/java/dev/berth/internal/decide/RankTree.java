package dev.berth.internal.decide;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The best of many positions, kept while their grades change: a 64-ary tree of maxima.
 *
 * <pre>
 *   level 2                        [ 91 ]                          the best of all
 *   level 1          [ 91        |    88      ]                    the best of 64 blocks
 *   level 0   [ 91 | 70 | 85? | … | 88 | 64 | 88? | … ]            the best of a block of 64 positions
 *   totals    91 12 … 70 … 31 — …                                  one a position, — where infeasible
 * </pre>
 *
 * <p>What is compared is a <em>key</em>: the total in the upper half, the tie order in the lower,
 * so that no two positions have equal keys and the largest key is the choice.
 *
 * <p><b>Invariant:</b> the key of a block is never below that of any of its positions. It is the
 * key of one of them, the block's winner, unless the block is <em>stale</em> (85? above): then its
 * winner became worse, and the key is only an upper bound. Each upper key is the largest of the 64
 * below it.
 *
 * <p><b>Why the answer is exact:</b> the block with the largest key of all is looked at first. Is
 * it not stale, its winner has that key, and everything else is bounded by smaller ones. Is it
 * stale, it is <em>settled</em>: its positions are gone through for the true best, its key sinks,
 * and the search goes on. Stale blocks that never come to the top are never gone through.
 *
 * <p><b>Two forms.</b> With totals, a block is settled from memory; beside each total stands the
 * part of it that only labels and taints decide, which most changes leave as it is. That takes
 * about 8.3 bytes a position. Without, whoever owns the tree grades a block's 64 workers anew: 0.2
 * bytes a position. Both share all the rest.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> {@code put} O(1) where the best does not change, else
 * O(levels); {@code settle} O(64 × levels).
 */
final class RankTree {

  /** A power of two: positions in a block, and nodes below a node. */
  static final int BLOCK = 64;

  /** Less than any key: the position, or all of the block, is infeasible. */
  static final long NONE = Long.MIN_VALUE;

  /** The total of an infeasible position. */
  static final int INFEASIBLE = -1;

  private static final int SHIFT = Integer.numberOfTrailingZeros(BLOCK);
  private static final int NODE_BYTES = Long.BYTES + Integer.BYTES;

  private int @Nullable [] totals;
  private int @Nullable [] fixedTotals;

  /** By level. */
  private long[][] keys;

  /** By level: of a block the position with its key, of an upper node the block with its key. */
  private int[][] winners;

  private long[] stale;

  /** A tree in which every position is infeasible. */
  RankTree(int positions, boolean withTotals) {
    int[] sizes = sizes(positions);
    keys = new long[sizes.length][];
    winners = new int[sizes.length][];
    for (int level = 0; level < sizes.length; level++) {
      keys[level] = new long[sizes[level]];
      Arrays.fill(keys[level], NONE);
      winners[level] = new int[sizes[level]];
    }
    stale = new long[(sizes[0] + Long.SIZE - 1) / Long.SIZE];
    if (withTotals) {
      totals = new int[sizes[0] << SHIFT];
      Arrays.fill(totals, INFEASIBLE);
      fixedTotals = totals.clone();
    }
  }

  private static int[] sizes(int positions) {
    int blocks = Math.max(1, (positions + BLOCK - 1) >> SHIFT);
    int levels = 1;
    for (int nodes = blocks; nodes > 1; nodes = (nodes + BLOCK - 1) >> SHIFT) {
      levels++;
    }
    int[] sizes = new int[levels];
    sizes[0] = blocks;
    for (int level = 1; level < levels; level++) {
      sizes[level] = (sizes[level - 1] + BLOCK - 1) >> SHIFT;
    }
    return sizes;
  }

  /** About how many bytes a tree takes. */
  static long bytes(int positions, boolean withTotals) {
    long nodes = 0;
    for (int size : sizes(positions)) {
      nodes += size;
    }
    return nodes * NODE_BYTES + (withTotals ? 2L * Integer.BYTES * positions : 0);
  }

  /**
   * A key.
   *
   * @param total 0 or more, or {@link #INFEASIBLE}
   * @param rank the tie order; the smallest, compared as unsigned, is the best of equals
   */
  static long key(int total, int rank) {
    return total == INFEASIBLE ? NONE : (long) total << 32 | (~rank & 0xffffffffL);
  }

  /** The total in a key other than {@link #NONE}. */
  static int total(long key) {
    return (int) (key >>> 32);
  }

  /** How many positions it can hold. */
  int capacity() {
    return keys[0].length << SHIFT;
  }

  boolean hasTotals() {
    return totals != null;
  }

  long bytes() {
    return bytes(capacity(), hasTotals());
  }

  /** Goes on without totals, in less memory. */
  void dropTotals() {
    totals = null;
    fixedTotals = null;
  }

  /** The last total of each position, or null in the form without. */
  int @Nullable [] totals() {
    return totals;
  }

  /** The fixed part of each total, {@link #INFEASIBLE} where that refuses; or null without. */
  int @Nullable [] fixedTotals() {
    return fixedTotals;
  }

  /** Sets what a position is worth now. */
  void put(int position, int total, int rank) {
    if (totals != null) {
      totals[position] = total;
    }
    long key = key(total, rank);
    int block = position >> SHIFT;
    long bound = keys[0][block];
    if (key >= bound && key != NONE) {
      keys[0][block] = key;
      winners[0][block] = position;
      stale[block >>> 6] &= ~(1L << block);
      if (key > bound) {
        raise(block, key);
      }
    } else if (winners[0][block] == position && bound != NONE) {
      stale[block >>> 6] |= 1L << block;
    }
  }

  private void raise(int block, long key) {
    for (int level = 1, node = block >> SHIFT; level < keys.length; level++, node >>= SHIFT) {
      if (key <= keys[level][node]) {
        return;
      }
      keys[level][node] = key;
      winners[level][node] = block;
    }
  }

  /** The block with the largest key. */
  int top() {
    int root = keys.length - 1;
    return root == 0 ? 0 : winners[root][0];
  }

  /** The largest key of a block's positions; if it is stale, a bound on it. */
  long key(int block) {
    return keys[0][block];
  }

  boolean isStale(int block) {
    return (stale[block >>> 6] >>> block & 1) != 0;
  }

  /** The position with the block's key. The block must not be stale. */
  int winner(int block) {
    return winners[0][block];
  }

  /** Sets the true best of a block, which may be {@link #NONE}; no more than its bound. */
  void settle(int block, long key, int position) {
    keys[0][block] = key;
    winners[0][block] = position;
    stale[block >>> 6] &= ~(1L << block);
    for (int level = 1, node = block >> SHIFT; level < keys.length; level++, node >>= SHIFT) {
      if (winners[level][node] != block) {
        return;
      }
      retake(level, node);
    }
  }

  /** Looks for the largest key below a node. */
  private void retake(int level, int node) {
    long[] below = keys[level - 1];
    int from = node << SHIFT;
    int to = Math.min(from + BLOCK, below.length);
    int best = from;
    long bestKey = below[from];
    for (int i = from + 1; i < to; i++) {
      if (below[i] > bestKey) {
        bestKey = below[i];
        best = i;
      }
    }
    keys[level][node] = bestKey;
    winners[level][node] = level == 1 ? best : winners[level - 1][best];
  }

  /** Makes room for more positions, infeasible at first. */
  void grow(int positions) {
    RankTree wider = new RankTree(positions, totals != null);
    int blocks = keys[0].length;
    System.arraycopy(keys[0], 0, wider.keys[0], 0, blocks);
    System.arraycopy(winners[0], 0, wider.winners[0], 0, blocks);
    System.arraycopy(stale, 0, wider.stale, 0, stale.length);
    if (totals != null && fixedTotals != null) {
      System.arraycopy(totals, 0, Objects.requireNonNull(wider.totals), 0, totals.length);
      System.arraycopy(fixedTotals, 0, Objects.requireNonNull(wider.fixedTotals), 0, totals.length);
    }
    for (int block = 0; block < blocks; block++) {
      wider.raise(block, keys[0][block]);
    }
    keys = wider.keys;
    winners = wider.winners;
    stale = wider.stale;
    totals = wider.totals;
    fixedTotals = wider.fixedTotals;
  }

  /** Throws unless its own invariant holds. For tests. */
  void checkInvariants() {
    for (int level = 1; level < keys.length; level++) {
      for (int node = 0; node < keys[level].length; node++) {
        long largest = NONE;
        for (int i = node << SHIFT;
            i < Math.min((node + 1) << SHIFT, keys[level - 1].length);
            i++) {
          largest = Math.max(largest, keys[level - 1][i]);
        }
        boolean won = largest == NONE || keys[0][winners[level][node]] == largest;
        if (keys[level][node] != largest || !won) {
          throw new IllegalStateException("node " + node + " of level " + level + " is wrong");
        }
      }
    }
  }
}
