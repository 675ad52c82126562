package dev.berth.benchmarks.baseline;

import dev.berth.benchmarks.state.SyntheticFleet.Member;
import java.util.List;
import java.util.Map;

/**
 * A scheduler that decides and commits, as a host application would use it: tasks that ask cpu and
 * memory go to the host that has the largest share of both left. What it did is checked by {@link
 * Ledger}.
 */
public interface Placer {

  /** How placers are made. */
  enum Type {
    /** The ranked engine, one task after the other. */
    OURS(true) {
      @Override
      public Placer over(List<Member> hosts) {
        return new RivalPlacer(ColumnarRival.ranked(hosts, MOST_FREE));
      }
    },
    /** Objects and loops. */
    NAIVE(true) {
      @Override
      public Placer over(List<Member> hosts) {
        return new RivalPlacer(new NaiveRival(hosts, MOST_FREE));
      }
    },
    /** Netflix Fenzo, looking at every host. */
    FENZO_BEST(true) {
      @Override
      public Placer over(List<Member> hosts) {
        return new FenzoPlacer(hosts, false);
      }
    },
    /** Netflix Fenzo, content with the first hosts that fit. */
    FENZO_FIRST(false) {
      @Override
      public Placer over(List<Member> hosts) {
        return new FenzoPlacer(hosts, true);
      }
    };

    private static final Map<String, Integer> MOST_FREE = Map.of("mostFree", 1);

    private final boolean takesBest;

    Type(boolean takesBest) {
      this.takesBest = takesBest;
    }

    /** Whether it must choose the best host, and not just one that fits. */
    public boolean takesBest() {
      return takesBest;
    }

    /** A placer of this type over its own copy of the hosts. */
    public abstract Placer over(List<Member> hosts);
  }

  /**
   * Places and commits these, in order: {@code hosts[i]} for task i, {@link Rival#NONE} if none.
   */
  void place(List<Task> tasks, int[] hosts);

  /** Takes in a task that runs on a host already. */
  void adopt(Task task, int host);

  /** A task has ended. */
  void complete(Task task, int host);
}
