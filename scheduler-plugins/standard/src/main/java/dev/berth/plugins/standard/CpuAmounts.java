package dev.berth.plugins.standard;

/**
 * Amounts of cpu in ascending order, to be asked how many of them are no more than what is free.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Cost:</b> {@link #upTo} one look-up, and a step for each
 * amount in the same slot: the range up to the last is divided evenly into {@value #SLOTS}. No
 * allocation. <b>Units:</b> millicores.
 */
final class CpuAmounts {
  private static final int SLOT_BITS = 9;
  private static final int SLOTS = 1 << SLOT_BITS;

  private final long[] ascending;
  private final int shift;

  /** How many amounts are below each slot. */
  private final int[] below = new int[SLOTS];

  CpuAmounts(long[] ascending) {
    this.ascending = ascending.clone();
    long most = ascending.length == 0 ? 0 : ascending[ascending.length - 1];
    shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(most) - SLOT_BITS);
    for (int slot = 0, count = 0; slot < SLOTS; slot++) {
      while (count < ascending.length && ascending[count] < (long) slot << shift) {
        count++;
      }
      below[slot] = count;
    }
  }

  /**
   * The least sums of such amounts, each as often as one likes, and 0; none if 0 is an amount, for
   * then nothing is too little.
   */
  CpuAmounts sums(int most) {
    int usual = upTo(Long.MAX_VALUE / 2 / most); // no sum of these overflows
    if (usual == 0 || ascending[0] == 0) {
      return new CpuAmounts(new long[0]);
    }
    long[] sums = new long[most];
    int[] next = new int[usual]; // the sum to which an amount is to be added next
    for (int count = 1; count < most; count++) {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < usual; i++) {
        while (sums[next[i]] + ascending[i] <= sums[count - 1]) {
          next[i]++;
        }
        least = Math.min(least, sums[next[i]] + ascending[i]);
      }
      sums[count] = least;
    }
    return new CpuAmounts(sums);
  }

  int size() {
    return ascending.length;
  }

  long get(int index) {
    return ascending[index];
  }

  /** How many are no more than what is free. */
  int upTo(long free) {
    long slot = free >> shift;
    int count = slot < 0 ? 0 : slot < SLOTS ? below[(int) slot] : ascending.length;
    while (count < ascending.length && ascending[count] <= free) {
      count++;
    }
    return count;
  }

  /** The largest that is no more than what is free; beyond the last, and below the first, all. */
  long atMost(long free) {
    int count = upTo(free);
    return count == 0 || count == ascending.length ? free : ascending[count - 1];
  }
}
