package dev.berth.internal.engine;

import dev.berth.model.Usage;

/**
 * A {@link Usage} in one {@code long}, so that it can be handed from thread to thread in a single
 * store.
 *
 * <pre>
 *   | memory 34 | unit 2 | io 14 | cpu 14 |
 * </pre>
 *
 * Cpu and io in hundredths of a percent; memory in the finest unit of bytes, KiB, MiB and GiB in
 * which it fits, rounded down.
 *
 * <p><b>Thread-safety:</b> pure functions.
 */
final class PackedUsage {

  /** No usage: as a share it would be above 100 %. */
  static final long NONE = -1;

  private static final int SHARE_BITS = 14;
  private static final int SHARE_MASK = (1 << SHARE_BITS) - 1;
  private static final double SHARES_A_PERCENT = 100;
  private static final int MEMORY_BITS = 34;
  private static final int MEMORY_SHIFT = Long.SIZE - MEMORY_BITS;
  private static final int UNIT_SHIFT = 2 * SHARE_BITS;
  private static final int UNIT_BITS = 10;

  private PackedUsage() {}

  static long pack(Usage usage) {
    long memory = usage.memoryBytes();
    int unit = 0;
    while (memory >>> MEMORY_BITS != 0) {
      memory >>>= UNIT_BITS;
      unit++;
    }
    return memory << MEMORY_SHIFT
        | (long) unit << UNIT_SHIFT
        | share(usage.ioPercent()) << SHARE_BITS
        | share(usage.cpuPercent());
  }

  private static long share(double percent) {
    return Math.round(percent * SHARES_A_PERCENT);
  }

  static Usage unpack(long packed) {
    return packed == 0
        ? Usage.NONE
        : new Usage(cpu(packed) / SHARES_A_PERCENT, memory(packed), io(packed) / SHARES_A_PERCENT);
  }

  /** Hundredths of a percent. */
  static int cpu(long packed) {
    return (int) packed & SHARE_MASK;
  }

  /** Hundredths of a percent. */
  static int io(long packed) {
    return (int) (packed >>> SHARE_BITS) & SHARE_MASK;
  }

  /** Bytes. */
  static long memory(long packed) {
    int unit = (int) (packed >>> UNIT_SHIFT) & 3;
    return packed >>> MEMORY_SHIFT << (UNIT_BITS * unit);
  }
}
