package dev.berth.plugins.standard;

/** Where a bit of a block's words of 64 workers lies. */
final class Words {

  private Words() {}

  /** The index in the block of the lowest worker set in these bits of a word. */
  static int index(int word, long bits) {
    return (word << 6) + Long.numberOfTrailingZeros(bits);
  }
}
