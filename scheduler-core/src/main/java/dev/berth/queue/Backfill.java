package dev.berth.queue;

import java.time.Duration;

/**
 * What a queue does when its first job fits nowhere: whether others may pass it, and what is
 * promised to it meanwhile.
 *
 * <ul>
 *   <li>{@link #greedy()}: it steps aside; whatever fits starts. Full machines, but a large job may
 *       wait for ever behind small ones.
 *   <li>{@link #strict()}: nobody passes it. No starvation, and idle machines.
 *   <li>{@link #easy()}: the first is promised the earliest start that the others' estimates allow;
 *       whatever does not delay that may pass. Lifka, "The ANL/IBM SP Scheduling System", JSSPP
 *       1995.
 *   <li>{@link #depth}: so many jobs are promised their starts, anew whenever something happens.
 *   <li>{@link #conservative()}: every job is promised a start when it is queued, which never moves
 *       later while estimates hold. Mu'alem and Feitelson, TPDS 2001.
 * </ul>
 *
 * <p>Promises are made of estimates ({@link dev.berth.model.Job#timeLimit}): as long as no job runs
 * longer than it said, no job that passes delays a promised start. Spreading and affinity between
 * jobs is not foreseen; a job that waits for more than room gets no promise.
 *
 * <p><b>Thread-safety:</b> immutable.
 *
 * @param depth how many jobs are promised their starts
 * @param assumed how long a job runs that does not say
 */
public record Backfill(Mode mode, int depth, Duration assumed) {

  /** What becomes of the first job that does not fit. */
  public enum Mode {
    /** It steps aside. */
    GREEDY,
    /** All wait for it. */
    STRICT,
    /** It is promised a start. */
    RESERVING
  }

  /** The depth of {@link #conservative()}: everybody. */
  public static final int EVERYBODY = Integer.MAX_VALUE;

  private static final Duration DAY = Duration.ofDays(1);

  public Backfill {
    if (mode == Mode.RESERVING ? depth < 1 : depth != 0) {
      throw new IllegalArgumentException(
          "depth (%d) of backfill must be %s"
              .formatted(depth, mode == Mode.RESERVING ? "1 or more" : "0 when " + mode));
    }
    if (assumed.isNegative() || assumed.isZero()) {
      throw new IllegalArgumentException(
          "assumed run time (%s) of backfill must be above zero".formatted(assumed));
    }
  }

  /** What does not fit steps aside. */
  public static Backfill greedy() {
    return new Backfill(Mode.GREEDY, 0, DAY);
  }

  /** Nobody passes the first. */
  public static Backfill strict() {
    return new Backfill(Mode.STRICT, 0, DAY);
  }

  /** The first has a promise. */
  public static Backfill easy() {
    return depth(1);
  }

  /** The first so many have a promise, 1 or more. */
  public static Backfill depth(int jobs) {
    return new Backfill(Mode.RESERVING, jobs, DAY);
  }

  /** Everybody has a promise. */
  public static Backfill conservative() {
    return depth(EVERYBODY);
  }

  /** The same, where a job that has no time limit is taken to run so long; 24 h by default. */
  public Backfill assuming(Duration runTime) {
    return new Backfill(mode, depth, runTime);
  }
}
