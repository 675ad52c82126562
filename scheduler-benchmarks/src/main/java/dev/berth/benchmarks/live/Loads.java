package dev.berth.benchmarks.live;

import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.model.Usage;
import java.util.SplittableRandom;

/**
 * What heartbeats bring: each worker's cpu, memory and io load wanders slowly around where it began
 * (up to 3 thousandths a heartbeat, up to 100 in all), and each reading is off by up to 10.
 *
 * <p><b>Thread-safety:</b> none.
 */
final class Loads {

  private static final int STEP = 3;
  private static final int RANGE = 100;
  private static final int JITTER = 10;
  private static final int KINDS = 3;

  private final SplittableRandom random;
  private final short[] origin;
  private final short[] load;
  private final long[] memoryBytes;

  Loads(int workers, Iterable<Member> fleet, SplittableRandom random) {
    this.random = random;
    origin = new short[KINDS * workers];
    memoryBytes = new long[workers];
    int worker = 0;
    for (Member member : fleet) {
      Usage usage = member.usage();
      memoryBytes[worker] = member.worker().capacity().memoryBytes();
      origin[KINDS * worker] = (short) (10 * usage.cpuPercent());
      origin[KINDS * worker + 1] = (short) (1000 * usage.memoryBytes() / memoryBytes[worker]);
      origin[KINDS * worker + 2] = (short) (10 * usage.ioPercent());
      worker++;
    }
    load = origin.clone();
  }

  /** A worker's next reading. */
  Usage next(int worker) {
    int cpu = wander(KINDS * worker);
    int memory = wander(KINDS * worker + 1);
    int io = wander(KINDS * worker + 2);
    return new Usage(cpu / 10.0, memoryBytes[worker] / 1000 * memory, io / 10.0);
  }

  private int wander(int at) {
    int moved = load[at] + random.nextInt(-STEP, STEP + 1);
    load[at] = (short) clamp(moved, origin[at] - RANGE, origin[at] + RANGE);
    return clamp(load[at] + random.nextInt(-JITTER, JITTER + 1), 0, 1000);
  }

  private static int clamp(int value, int least, int most) {
    return Math.max(least, Math.min(most, value));
  }
}
