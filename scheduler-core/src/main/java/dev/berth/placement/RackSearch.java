package dev.berth.placement;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the fewest racks so many of whose workers give so many GPUs; of as many racks those that
 * come first.
 *
 * <p>What the best w workers of some racks give is the least, over all amounts t, of w·t and what
 * all their workers give above t. Above one t racks simply add up, so that what some racks and the
 * best so many others could give at most is quickly known, and most sets are never looked at. With
 * workers that all give alike no wrong turn is taken at all.
 *
 * <p><b>Thread-safety:</b> none; for one search. <b>Cost:</b> racks × distinct amounts to begin
 * with, then up to {@value #MOST_STEPS} steps; after that racks are taken greedily.
 */
final class RackSearch {

  static final int MOST_STEPS = 100_000;

  private final int count;
  private final int workers;
  private final int racks;

  /** The amounts t, and above each of them what every rack gives and the racks by that. */
  private final int[] floors;

  private final int[][] above;
  private final int[][] byAbove;
  private int steps;

  /**
   * A search.
   *
   * @param count GPUs wanted
   * @param workers of so many workers, which is the least
   * @param give what each worker gives
   * @param racks the workers of each rack
   */
  RackSearch(int count, int workers, int[] give, List<int[]> racks) {
    this.count = count;
    this.workers = workers;
    this.racks = racks.size();
    floors = IntStream.concat(IntStream.of(0), Arrays.stream(give)).distinct().sorted().toArray();
    above = new int[floors.length][this.racks];
    byAbove = new int[floors.length][];
    for (int floor = 0; floor < floors.length; floor++) {
      int[] sums = above[floor];
      for (int rack = 0; rack < this.racks; rack++) {
        for (int worker : racks.get(rack)) {
          sums[rack] += Math.max(0, give[worker] - floors[floor]);
        }
      }
      byAbove[floor] =
          IntStream.range(0, this.racks)
              .mapToLong(rack -> rack - ((long) sums[rack] << Integer.SIZE))
              .sorted()
              .mapToInt(key -> (int) key)
              .toArray();
    }
  }

  /** The racks, rising; all of them together must do. */
  int[] find() {
    for (int size = 1; size < racks; size++) {
      int[] chosen = new int[size];
      if (couldGive(new int[floors.length], -1, size)
          && search(chosen, 0, new int[floors.length])) {
        return chosen;
      }
      if (steps >= MOST_STEPS) {
        return greedy();
      }
    }
    return IntStream.range(0, racks).toArray();
  }

  /** Completes a choice that has so many racks, which give that much above each floor. */
  private boolean search(int[] chosen, int known, int[] sums) {
    if (known == chosen.length) {
      return true;
    }
    int missing = chosen.length - known - 1;
    int first = known == 0 ? 0 : chosen[known - 1] + 1;
    for (int rack = first; rack < racks - missing && steps < MOST_STEPS; rack++) {
      int[] with = with(sums, rack);
      if (couldGive(with, rack, missing)) {
        chosen[known] = rack;
        if (search(chosen, known + 1, with)) {
          return true;
        }
      }
    }
    return false;
  }

  private int[] with(int[] sums, int rack) {
    int[] with = sums.clone();
    for (int floor = 0; floor < with.length; floor++) {
      with[floor] += above[floor][rack];
    }
    return with;
  }

  /** Whether racks that give this, and the best so many of those after one, might give it all. */
  private boolean couldGive(int[] sums, int after, int more) {
    for (int floor = 0; floor < sums.length; floor++) {
      int left = more;
      long most = (long) workers * floors[floor] + sums[floor];
      for (int i = 0; left > 0 && i < racks && most < count; i++) {
        int rack = byAbove[floor][i];
        steps++;
        if (rack > after) {
          most += above[floor][rack];
          left--;
        }
      }
      steps++;
      if (most < count) {
        return false;
      }
    }
    return true;
  }

  private int[] greedy() {
    int[] sums = new int[floors.length];
    boolean[] isChosen = new boolean[racks];
    while (given(sums) < count) {
      int best = -1;
      long most = 0;
      for (int rack = 0; rack < racks; rack++) {
        long given = isChosen[rack] ? 0 : given(with(sums, rack));
        if (given > most) {
          best = rack;
          most = given;
        }
      }
      isChosen[best] = true;
      sums = with(sums, best);
    }
    return IntStream.range(0, racks).filter(rack -> isChosen[rack]).toArray();
  }

  /** What the best workers of racks that give that much above each floor give. */
  private long given(int[] sums) {
    long given = Long.MAX_VALUE;
    for (int floor = 0; floor < sums.length; floor++) {
      given = Math.min(given, (long) workers * floors[floor] + sums[floor]);
    }
    return given;
  }
}
