package dev.berth.internal.cluster;

import dev.berth.model.WorkerState;
import java.util.Arrays;

/**
 * How loaded a worker is, its state and how many jobs it holds, in the last word of its hot line.
 *
 * <pre>
 *   | jobs 32 | state 2 | 0 | busiest 10 | io level 5 | memory level 5 | cpu level 5 |
 * </pre>
 *
 * <p>0 is an available worker without jobs and without load.
 *
 * <p><b>Thread-safety:</b> pure functions. <b>Units:</b> loads come as shares of {@link LoadLevel}
 * and are read in thousandths.
 */
final class StatusWord {

  private static final int LEVEL_BITS = 5;
  private static final int LEVEL_MASK = (1 << LEVEL_BITS) - 1;
  private static final int BUSIEST_SHIFT = 3 * LEVEL_BITS;
  private static final int BUSIEST_MASK = 0x3ff;
  private static final int STATE_SHIFT = 30;
  private static final int JOBS_SHIFT = 32;

  /** RUNNING follows from the jobs. */
  private static final WorkerState[] STATES = {
    WorkerState.AVAILABLE, WorkerState.DRAINING, WorkerState.UNHEALTHY
  };

  private StatusWord() {}

  static int jobs(long word) {
    return (int) (word >>> JOBS_SHIFT);
  }

  static long withMoreJobs(long word, int more) {
    return word + ((long) more << JOBS_SHIFT);
  }

  static WorkerState state(long word) {
    WorkerState state = STATES[(int) (word >>> STATE_SHIFT) & 3];
    return state == WorkerState.AVAILABLE && jobs(word) != 0 ? WorkerState.RUNNING : state;
  }

  static long withState(long word, WorkerState state) {
    long code = Arrays.asList(STATES).indexOf(state);
    if (code < 0) {
      throw new IllegalArgumentException("state " + state + " cannot be set");
    }
    return (word & ~(3L << STATE_SHIFT)) | code << STATE_SHIFT;
  }

  /** With the levels that a measurement leads to; the same word if it moves none. */
  static long withUsage(long word, int cpuShare, int memoryShare, int ioShare) {
    int cpu = LoadLevel.next(level(word, 0), cpuShare);
    int memory = LoadLevel.next(level(word, 1), memoryShare);
    int io = LoadLevel.next(level(word, 2), ioShare);
    int busiest = LoadLevel.millis(Math.max(cpu, Math.max(memory, io)));
    return (word & -1L << STATE_SHIFT)
        | (long) busiest << BUSIEST_SHIFT
        | io << (2 * LEVEL_BITS)
        | memory << LEVEL_BITS
        | cpu;
  }

  static int cpuLoad(long word) {
    return LoadLevel.millis(level(word, 0));
  }

  static int memoryLoad(long word) {
    return LoadLevel.millis(level(word, 1));
  }

  static int ioLoad(long word) {
    return LoadLevel.millis(level(word, 2));
  }

  /** The largest of the three. */
  static int busiestLoad(long word) {
    return (int) (word >>> BUSIEST_SHIFT) & BUSIEST_MASK;
  }

  private static int level(long word, int index) {
    return (int) (word >>> (index * LEVEL_BITS)) & LEVEL_MASK;
  }
}
