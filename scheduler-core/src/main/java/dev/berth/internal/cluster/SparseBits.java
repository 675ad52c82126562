package dev.berth.internal.cluster;

import dev.berth.spi.WorkerBlock;
import java.util.Arrays;

/**
 * A set of rows: one bit a row, kept only for the blocks of {@value WorkerBlock#MAX_SIZE} rows that
 * have one set.
 *
 * <pre>
 *   blocks  [ 0 |  3 | 17 ]            numbers of the blocks present, ascending
 *   words   [ 8 longs | 8 longs | 8 longs ]
 * </pre>
 *
 * A first row alone is kept as its number, without any block.
 *
 * <p><b>Why not a plain bitset:</b> a label such as a host name has one row a value; a million full
 * bitsets of a million bits would not fit anywhere, a million numbers do.
 *
 * <p><b>Thread-safety:</b> one writer; readers of other threads only while it rests (the scan).
 * <b>Cost:</b> {@code word} is O(1) when the set is dense, O(log blocks) when not; {@code set} and
 * {@code clear} shift O(blocks) when a block comes or goes.
 */
final class SparseBits {

  private static final int WORDS = WorkerBlock.MAX_SIZE / Long.SIZE;
  private static final int WORD_SHIFT = Integer.numberOfTrailingZeros(WORDS);
  private static final int ROW_SHIFT = Integer.numberOfTrailingZeros(WorkerBlock.MAX_SIZE);

  private static final int NONE = -1;
  private static final int[] NO_BLOCKS = {};
  private static final long[] NO_WORDS = {};

  private int[] blocks = NO_BLOCKS;
  private long[] words = NO_WORDS;
  private int count;

  /** The only row, while there are no blocks. */
  private int lone = NONE;

  boolean isEmpty() {
    return count == 0 && lone == NONE;
  }

  /** The 64 rows from {@code 64 * word} on. */
  long word(int word) {
    int position = find(word >>> WORD_SHIFT);
    if (position >= 0) {
      return words[(position << WORD_SHIFT) + (word & (WORDS - 1))];
    }
    return lone >>> 6 == word ? 1L << lone : 0; // none is in no word that is asked for
  }

  boolean get(int row) {
    return (word(row >>> 6) >>> row & 1) != 0;
  }

  void set(int row) {
    if (count == 0) {
      if (lone == NONE || lone == row) {
        lone = row;
        return;
      }
      put(lone);
      lone = NONE;
    }
    put(row);
  }

  private void put(int row) {
    int block = row >>> ROW_SHIFT;
    int position = find(block);
    if (position < 0) {
      position = -position - 1;
      insert(position, block);
    }
    words[index(position, row)] |= 1L << row;
  }

  void clear(int row) {
    int position = find(row >>> ROW_SHIFT);
    if (position < 0) {
      lone = lone == row ? NONE : lone;
      return;
    }
    words[index(position, row)] &= ~(1L << row);
    int from = position << WORD_SHIFT;
    for (int i = from; i < from + WORDS; i++) {
      if (words[i] != 0) {
        return;
      }
    }
    delete(position);
  }

  private static int index(int position, int row) {
    return (position << WORD_SHIFT) + (row >>> 6 & (WORDS - 1));
  }

  private int find(int block) {
    if (block < count && blocks[block] == block) {
      return block;
    }
    return Arrays.binarySearch(blocks, 0, count, block);
  }

  private void insert(int position, int block) {
    if (count == blocks.length) {
      int capacity = Math.max(1, 2 * count);
      blocks = Arrays.copyOf(blocks, capacity);
      words = Arrays.copyOf(words, capacity << WORD_SHIFT);
    }
    System.arraycopy(blocks, position, blocks, position + 1, count - position);
    int from = position << WORD_SHIFT;
    System.arraycopy(words, from, words, from + WORDS, (count << WORD_SHIFT) - from);
    blocks[position] = block;
    Arrays.fill(words, from, from + WORDS, 0);
    count++;
  }

  private void delete(int position) {
    int from = position << WORD_SHIFT;
    System.arraycopy(blocks, position + 1, blocks, position, count - position - 1);
    System.arraycopy(words, from + WORDS, words, from, (count << WORD_SHIFT) - from - WORDS);
    count--;
  }
}
