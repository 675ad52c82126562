package dev.berth.placement;

/**
 * Which of several workers with the same highest score is taken. Every order is total and stated,
 * so that equal input gives equal decisions.
 *
 * <p><b>Thread-safety:</b> pure functions. <b>Cost:</b> a few instructions, no allocation.
 */
public enum TieOrder {
  /** A pseudo-random permutation of the order of registration, given by the scheduler's seed. */
  SEEDED {
    @Override
    public int rank(int sequence, int seed, int last) {
      return mix(sequence ^ seed);
    }
  },
  /** The worker that was registered first. */
  REGISTRATION {
    @Override
    public int rank(int sequence, int seed, int last) {
      return sequence;
    }
  },
  /** The next in order of registration after the worker taken last, then around: round robin. */
  ROTATING {
    @Override
    public int rank(int sequence, int seed, int last) {
      return sequence - last - 1;
    }
  };

  /**
   * The rank of a worker among equals; the smallest, compared as unsigned, is taken.
   *
   * @param sequence counts registrations from 0, unique among the workers there are
   * @param seed the scheduler's seed
   * @param last the sequence of the worker taken last, -1 before the first
   */
  public abstract int rank(int sequence, int seed, int last);

  /** The finalizer of MurmurHash3 (Appleby): a bijection on ints, so that ranks stay unique. */
  private static int mix(int value) {
    int mixed = value;
    mixed ^= mixed >>> 16;
    mixed *= 0x85ebca6b;
    mixed ^= mixed >>> 13;
    mixed *= 0xc2b2ae35;
    return mixed ^ mixed >>> 16;
  }
}
