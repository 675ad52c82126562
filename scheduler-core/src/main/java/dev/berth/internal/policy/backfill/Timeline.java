package dev.berth.internal.policy.backfill;

import java.util.Arrays;

/**
 * The future free amounts of one worker as a step function of time.
 *
 * <pre>
 *   times  0        40       100              each step reaches to the next, the last for ever
 *   free   2 cpu    6 cpu    16 cpu
 * </pre>
 *
 * <p><b>Why sorted arrays and not a tree:</b> a worker seldom has more than a few hundred jobs; a
 * scan of neighbouring longs stays in cache and allocates nothing.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(steps) for all; no allocation after warm-up.
 * <b>Units:</b> nanoseconds from 0 on, amounts as in {@link Demands}. Amounts may be negative for a
 * while, when a job that runs longer than it said runs into what was promised to others.
 *
 * <p><b>Source:</b> the profile of Mu'alem and Feitelson, "Utilization, Predictability, Workloads,
 * and User Runtime Estimates in Scheduling the IBM SP2 with Backfilling", TPDS 2001; here over
 * several resources.
 */
final class Timeline {

  /** After every time. */
  static final long FOREVER = Long.MAX_VALUE;

  /** Before every time. */
  static final long NONE = -1;

  /** So many steps of the past are kept before they are dropped together. */
  private static final int PAST_KEPT = 8;

  private int width;
  private long[] times = new long[8];
  private long[] free;
  private int steps;

  /** A worker that is empty for ever. */
  Timeline(long[] capacity) {
    width = capacity.length;
    free = Arrays.copyOf(capacity, 8 * width);
    steps = 1;
  }

  /** How many steps there are. */
  int steps() {
    return steps;
  }

  /** What is free at a time of one resource. */
  long free(long time, int resource) {
    return resource < width ? free[find(time) * width + resource] : 0;
  }

  /** Takes amounts out from one time until another. */
  void take(long from, long to, long[] amounts) {
    change(from, to, amounts, -1);
  }

  /** Gives amounts back from one time until another. */
  void give(long from, long to, long[] amounts) {
    change(from, to, amounts, 1);
  }

  private void change(long from, long to, long[] amounts, int sign) {
    if (from >= to) {
      return;
    }
    int first = split(from);
    int last = to == FOREVER ? steps : split(to);
    int resources = Math.min(width, amounts.length);
    for (int step = first; step < last; step++) {
      for (int i = 0; i < resources; i++) {
        free[step * width + i] += sign * amounts[i];
      }
    }
    mergeWithPrevious(last);
    mergeWithPrevious(first);
  }

  /** For how long from a time on the demand fits; 0 when not even then. */
  long fitsFor(long from, long[] demand) {
    for (int step = find(from); step < steps; step++) {
      if (!fits(step, demand)) {
        return Math.max(0, times[step] - from);
      }
    }
    return FOREVER;
  }

  /**
   * The first time, from a time on and before another, at which the demand fits for so long, or
   * {@link #FOREVER}.
   */
  long earliest(long from, long before, long duration, long[] demand) {
    long start = from;
    for (int step = find(from); step < steps; step++) {
      if (start >= before) {
        return FOREVER;
      }
      if (!fits(step, demand)) {
        start = end(step);
      } else if (end(step) - start >= duration) {
        return start;
      }
    }
    return start < before && fits(steps - 1, demand) ? start : FOREVER;
  }

  /**
   * The last time, after a time and up to another, at which the demand fits for so long, or {@link
   * #NONE}.
   */
  long latest(long after, long until, long duration, long[] demand) {
    long start = until;
    int step = find(until > FOREVER - duration ? FOREVER : until + Math.max(0, duration - 1));
    while (start > after) {
      while (step >= 0 && end(step) > start && fits(step, demand)) {
        step--;
      }
      if (step < 0 || end(step) <= start) {
        return start;
      }
      start = times[step] - duration;
      step--;
    }
    return NONE;
  }

  /** Forgets what is over. */
  void trim(long now) {
    int past = find(now);
    if (past >= PAST_KEPT) {
      System.arraycopy(times, past, times, 0, steps - past);
      System.arraycopy(free, past * width, free, 0, (steps - past) * width);
      steps -= past;
    }
  }

  /** Throws unless another says the same of all times from now on. */
  void checkEqual(Timeline other, long now) {
    boolean ordered = true;
    for (int step = 1; step < steps; step++) {
      ordered &= times[step - 1] < times[step];
    }
    if (!ordered || !agrees(other, now) || !other.agrees(this, now)) {
      throw new IllegalStateException("a timeline is\n" + this + "and should be\n" + other);
    }
  }

  /** Whether the other says the same at the beginning of each step of this one. */
  private boolean agrees(Timeline other, long now) {
    for (int step = 0; step < steps; step++) {
      for (int i = 0; i < width; i++) {
        long time = Math.max(times[step], now);
        if (free(time, i) != other.free(time, i)) {
          return false;
        }
      }
    }
    return true;
  }

  private long end(int step) {
    return step + 1 == steps ? FOREVER : times[step + 1];
  }

  private boolean fits(int step, long[] demand) {
    int at = step * width;
    for (int i = 0; i < demand.length; i++) {
      if (demand[i] > 0 && (i >= width || free[at + i] < demand[i])) {
        return false;
      }
    }
    return true;
  }

  /** The step that a time is in; the first for times before all. */
  private int find(long time) {
    int low = 0;
    int high = steps - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (times[middle] <= time) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The step that begins at a time, made if there is none. */
  private int split(long time) {
    int step = find(time);
    if (times[step] >= time) {
      return step;
    }
    if (steps == times.length) {
      times = Arrays.copyOf(times, 2 * steps);
      free = Arrays.copyOf(free, 2 * steps * width);
    }
    int made = step + 1;
    System.arraycopy(times, made, times, made + 1, steps - made);
    System.arraycopy(free, step * width, free, made * width, (steps - step) * width);
    times[made] = time;
    steps++;
    return made;
  }

  private void mergeWithPrevious(int step) {
    if (step == 0 || step >= steps) {
      return;
    }
    for (int i = 0; i < width; i++) {
      if (free[step * width + i] != free[(step - 1) * width + i]) {
        return;
      }
    }
    System.arraycopy(times, step + 1, times, step, steps - step - 1);
    System.arraycopy(free, (step + 1) * width, free, step * width, (steps - step - 1) * width);
    steps--;
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int step = 0; step < steps; step++) {
      text.append(times[step])
          .append(' ')
          .append(Arrays.toString(Arrays.copyOfRange(free, step * width, (step + 1) * width)))
          .append('\n');
    }
    return text.toString();
  }
}
