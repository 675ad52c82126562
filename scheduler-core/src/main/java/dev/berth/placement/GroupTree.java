package dev.berth.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The best choice among GPUs whose groups lie within each other, worked out from the inside out:
 * for each group the best set of every size, from those of the groups within.
 *
 * <p>This is exact because what a set costs is a sum over groups, each depending on nothing but how
 * many of its devices are taken; and because of two sets of one size that with the lower indexes
 * stays so whatever else is added to both.
 *
 * <p><b>Thread-safety:</b> past answers are remembered for all threads. They race, harmlessly: an
 * answer is seen whole or not at all, and worked out twice it is the same. <b>Cost:</b> an answer
 * that is remembered, a load and a comparison; another, O(GPUs²) and a few KiB of garbage. Up to
 * {@value #SMALL} devices all are remembered, in 128 KiB for each count that is asked for; of more
 * devices, and where not all that is idle may be taken, the last 4,096 by hash.
 */
final class GroupTree implements SetChoice {

  private static final int MEMO_BITS = 12;

  /** Up to so many devices a set is an index. */
  private static final int SMALL = 16;

  /** What a table says where no set is linked: one device, where more are asked for. */
  private static final int NO_SET = 1;

  private final GpuGroups groups;
  private final Group root;
  private final AtomicReferenceArray<@Nullable Answer> memo =
      new AtomicReferenceArray<>(1 << MEMO_BITS);

  /** For each count the best set of every free set, 0 where it is not known yet. */
  private final short[] @Nullable [] sets = new short[SMALL + 1] @Nullable [];

  private final short[] @Nullable [] linkedSets = new short[SMALL + 1] @Nullable [];

  GroupTree(GpuGroups groups) {
    this.groups = groups;
    this.root = nest(groups);
  }

  private static Group nest(GpuGroups groups) {
    var masks = new TreeSet<>(Comparator.comparingInt(Long::bitCount).thenComparing(Long::compare));
    for (long[] division : new long[][] {groups.numa, groups.fast, groups.behind}) {
      for (long mask : division) {
        masks.add(mask);
      }
    }
    masks.remove(0L); // a NUMA node without GPUs
    masks.add(groups.all);
    List<Group> free = new ArrayList<>();
    for (long mask : masks) {
      List<Group> within = free.stream().filter(group -> (group.mask & ~mask) == 0).toList();
      free.removeAll(within);
      free.add(new Group(groups, mask, within));
    }
    return free.get(0);
  }

  @Override
  public boolean isLinked(long gpus) {
    return GpuGroups.span(groups.links, gpus) == 1;
  }

  @Override
  public long choose(int count, long takeable, long idle, boolean mustLink) {
    long free = takeable & groups.all;
    if (count <= 0 || count > Long.bitCount(free)) {
      return 0;
    }
    boolean linked = mustLink && count > 1;
    return takeable == idle && groups.all >>> SMALL == 0
        ? lookUp(count, (int) free, linked)
        : remember(count, free, idle, linked);
  }

  private long lookUp(int count, int free, boolean linked) {
    short[] @Nullable [] tables = linked ? linkedSets : sets;
    short[] table = tables[count];
    if (table == null) {
      table = new short[1 << SMALL];
      tables[count] = table;
    }
    int known = table[free] & 0xffff;
    if (known == 0) {
      long chosen = linked ? bestLinked(count, free, free) : best(count, free, free);
      known = chosen == 0 ? NO_SET : (int) chosen;
      table[free] = (short) known;
    }
    return known == NO_SET && linked ? 0 : known;
  }

  private long remember(int count, long free, long idle, boolean linked) {
    int at = slot(count, free, idle, linked);
    Answer known = memo.get(at);
    if (known != null && known.answers(count, free, idle, linked)) {
      return known.chosen;
    }
    long chosen = linked ? bestLinked(count, free, idle) : best(count, free, idle);
    memo.set(at, new Answer(count, free, idle, linked, chosen));
    return chosen;
  }

  private static int slot(int count, long takeable, long idle, boolean linked) {
    long sets = takeable + Long.rotateLeft(idle * 0xd6e8feb86659fd93L, 32);
    long key = Long.rotateLeft(sets, 7) ^ (2L * count + (linked ? 1 : 0));
    return (int) ((key * 0x9e3779b97f4a7c15L) >>> (64 - MEMO_BITS));
  }

  private long best(int count, long takeable, long idle) {
    return root.solve(count, takeable, idle).set(count);
  }

  private long bestLinked(int count, long takeable, long idle) {
    long best = 0;
    long bestCost = Long.MAX_VALUE;
    for (long group : groups.fast) {
      if (Long.bitCount(group & takeable) >= count) {
        Sets sets = root.solve(count, group & takeable, idle);
        if (Sets.isBetter(sets.cost[count], sets.reversed[count], bestCost, Long.reverse(best))) {
          best = sets.set(count);
          bestCost = sets.cost[count];
        }
      }
    }
    return best;
  }

  private record Answer(int count, long takeable, long idle, boolean linked, long chosen) {
    boolean answers(int count, long takeable, long idle, boolean linked) {
      return this.count == count
          && this.takeable == takeable
          && this.idle == idle
          && this.linked == linked;
    }
  }

  /** The best sets of a group's devices, one of each size; reversed, so that a larger is lower. */
  private static final class Sets {
    final long[] cost;
    final long[] reversed;
    int most;

    Sets(int most) {
      cost = new long[most + 1];
      reversed = new long[most + 1];
    }

    static boolean isBetter(long cost, long reversed, long otherCost, long otherReversed) {
      return cost < otherCost
          || (cost == otherCost && Long.compareUnsigned(reversed, otherReversed) > 0);
    }

    long set(int count) {
      return Long.reverse(reversed[count]);
    }

    /** Takes in devices that differ in nothing, the lowest first. */
    void addEqual(long devices, long costOfEach) {
      for (long left = devices; left != 0 && most + 1 < cost.length; left &= left - 1) {
        cost[most + 1] = cost[most] + costOfEach;
        reversed[most + 1] = reversed[most] | Long.reverse(Long.lowestOneBit(left));
        most++;
      }
    }

    /** Takes in the best sets of other devices. */
    void merge(Sets other) {
      int least = most;
      most = Math.min(most + other.most, cost.length - 1);
      for (int count = most; count >= 0; count--) {
        long bestCost = Long.MAX_VALUE;
        long best = 0;
        for (int theirs = Math.max(0, count - least);
            theirs <= Math.min(count, other.most);
            theirs++) {
          long sum = cost[count - theirs] + other.cost[theirs];
          long union = reversed[count - theirs] | other.reversed[theirs];
          if (isBetter(sum, union, bestCost, best)) {
            bestCost = sum;
            best = union;
          }
        }
        cost[count] = bestCost;
        reversed[count] = best;
      }
    }
  }

  /** Devices that are a group in one or more ways, the groups within them, and the others. */
  private static final class Group {
    final long mask;
    private final List<Group> within;
    private final long others;
    private final long costOfOther;
    private final long span;
    private final int ways;

    Group(GpuGroups groups, long mask, List<Group> within) {
      this.mask = mask;
      this.within = within;
      long left = mask;
      for (Group group : within) {
        left &= ~group.mask;
      }
      others = left;
      costOfOther =
          ((left & groups.unlinked) != 0 ? GpuGroups.LINK_COST + GpuGroups.worth(1) : 0)
              + ((left & groups.unswitched) != 0 ? GpuGroups.SWITCH_COST + GpuGroups.worth(1) : 0);
      int numa = occurrences(mask, groups.numa);
      int links = occurrences(mask, groups.fast);
      int switches = occurrences(mask, groups.behind);
      span =
          numa * GpuGroups.NUMA_COST
              + links * GpuGroups.LINK_COST
              + switches * GpuGroups.SWITCH_COST;
      ways = numa + links + switches;
    }

    private static int occurrences(long mask, long[] groups) {
      int occurrences = 0;
      for (long group : groups) {
        occurrences += group == mask ? 1 : 0;
      }
      return occurrences;
    }

    /** The best sets of up to so many of the devices that may be taken, of those that are idle. */
    Sets solve(int count, long takeable, long idle) {
      var sets = new Sets(Math.min(count, Long.bitCount(takeable & mask)));
      sets.addEqual(takeable & others, costOfOther);
      for (Group group : within) {
        if ((takeable & group.mask) != 0) {
          sets.merge(group.solve(count, takeable, idle));
        }
      }
      int before = Long.bitCount(idle & mask);
      for (int taken = 1; taken <= sets.most; taken++) {
        int loss = GpuGroups.worth(before) - GpuGroups.worth(before - taken);
        sets.cost[taken] += span + (long) ways * loss;
      }
      return sets;
    }
  }
}
