package dev.berth.placement;

/**
 * The best choice of every size out of every set of free GPUs, worked out beforehand by trying all.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Cost:</b> a choice is one load; 2 × 2.25 KiB for 8 GPUs,
 * made by grading 3<sup>8</sup> pairs of sets.
 */
final class SubsetTable {

  /** More devices than these have too many subsets. */
  static final int MOST_GPUS = 8;

  private final int all;
  private final byte[] any;
  private final byte[] linked;

  SubsetTable(GpuGroups groups) {
    all = (int) groups.all;
    int sets = all + 1;
    any = new byte[(MOST_GPUS + 1) << MOST_GPUS];
    linked = new byte[any.length];
    long[] spanCost = new long[sets];
    int[] worth = new int[sets];
    boolean[] isLinked = new boolean[sets];
    for (int set = 0; set < sets; set++) {
      spanCost[set] = groups.spanCost(set);
      worth[set] = groups.worthOf(set);
      isLinked[set] = GpuGroups.span(groups.links, set) == 1;
    }
    for (int free = 0; free < sets; free++) {
      for (int set = free; set != 0; set = (set - 1) & free) {
        long cost = spanCost[set] - worth[free & ~set];
        keepBetter(any, free, set, cost, spanCost, worth);
        if (isLinked[set]) {
          keepBetter(linked, free, set, cost, spanCost, worth);
        }
      }
    }
  }

  private static void keepBetter(
      byte[] table, int free, int set, long cost, long[] spanCost, int[] worth) {
    int at = Integer.bitCount(set) << MOST_GPUS | free;
    int best = table[at] & 0xff;
    long bestCost = best == 0 ? Long.MAX_VALUE : spanCost[best] - worth[free & ~best];
    // Of two sets of one size that with the lowest bit in which they differ has the lower indexes.
    if (cost < bestCost
        || (cost == bestCost
            && Integer.compareUnsigned(Integer.reverse(set), Integer.reverse(best)) > 0)) {
      table[at] = (byte) set;
    }
  }

  long choose(int count, long free) {
    return look(any, count, free);
  }

  long chooseLinked(int count, long free) {
    return look(linked, count, free);
  }

  private long look(byte[] table, int count, long free) {
    return count <= MOST_GPUS ? table[count << MOST_GPUS | ((int) free & all)] & 0xff : 0;
  }
}
