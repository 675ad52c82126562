package dev.berth.placement;

/**
 * The best choice of every size out of every set of free GPUs, worked out beforehand by trying all.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Cost:</b> one load; where not all that is idle may be
 * taken, a comparison of the sets that may, 256 at most. 8 KiB for 8 GPUs, made by grading
 * 3<sup>8</sup> pairs of sets.
 */
final class SubsetTable implements SetChoice {

  /** More devices than these have too many subsets. */
  static final int MOST_GPUS = 8;

  private final int all;
  private final byte[] any;
  private final byte[] linked;

  /** Of each set: what its spans cost, what it is worth when idle, and whether it is linked. */
  private final long[] spanCost;

  private final int[] worth;
  private final boolean[] isLinked;

  SubsetTable(GpuGroups groups) {
    all = (int) groups.all;
    int sets = all + 1;
    spanCost = new long[sets];
    worth = new int[sets];
    isLinked = new boolean[sets];
    for (int set = 0; set < sets; set++) {
      spanCost[set] = groups.spanCost(set);
      worth[set] = groups.worthOf(set);
      isLinked[set] = GpuGroups.span(groups.links, set) == 1;
    }
    any = new byte[(MOST_GPUS + 1) << MOST_GPUS];
    linked = new byte[any.length];
    for (int free = 0; free < sets; free++) {
      for (int set = free; set != 0; set = (set - 1) & free) {
        keepBetter(any, free, set);
        if (isLinked[set]) {
          keepBetter(linked, free, set);
        }
      }
    }
  }

  private void keepBetter(byte[] table, int free, int set) {
    int at = Integer.bitCount(set) << MOST_GPUS | free;
    table[at] = (byte) better(set, table[at] & 0xff, free);
  }

  /** The better of two sets of one size taken of what is idle; the second may be none. */
  private int better(int set, int best, int idle) {
    if (best == 0) {
      return set;
    }
    long cost = spanCost[set] - worth[idle & ~set];
    long bestCost = spanCost[best] - worth[idle & ~best];
    if (cost != bestCost) {
      return cost < bestCost ? set : best;
    }
    // The set with the lowest device that is not in both has the lower indexes.
    int only = set ^ best;
    return (set & only & -only) != 0 ? set : best;
  }

  @Override
  public long choose(int count, long takeable, long idle, boolean mustLink) {
    if (count > MOST_GPUS) {
      return 0;
    }
    int free = (int) takeable & all;
    return takeable == idle
        ? (mustLink ? linked : any)[count << MOST_GPUS | free] & 0xff
        : compare(count, free, (int) idle & all, mustLink);
  }

  @Override
  public boolean isLinked(long gpus) {
    return isLinked[(int) gpus & all];
  }

  private int compare(int count, int takeable, int idle, boolean mustLink) {
    int best = 0;
    for (int set = takeable; set != 0; set = (set - 1) & takeable) {
      if (Integer.bitCount(set) == count && (isLinked[set] || !mustLink)) {
        best = better(set, best, idle);
      }
    }
    return best;
  }
}
