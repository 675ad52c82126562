package dev.berth.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A set of rows to which any thread adds and which the engine empties.
 *
 * <pre>
 *   page    [ 64 words of 64 rows | head ]       head: which of the words have a row
 *   pages   one for every 4,096 rows
 * </pre>
 *
 * <p><b>Guarantee:</b> what a thread wrote before it added a row is seen by the engine when it
 * takes that row; a row added while the engine takes is taken now or the next time, never lost.
 * Adding sets the word before the head, and taking clears the head before the word, each in one
 * atomic step.
 *
 * <p><b>Thread-safety:</b> {@link #add} from any thread, lock-free, for rows that {@link #reach}
 * has been told of and that the caller learned of after that; the rest by the engine. <b>Cost:</b>
 * one atomic operation to add a row, a second for the first of 64; to take, one read for every
 * 4,096 rows that could be, and one atomic operation for every 64 rows with one in the set. Nothing
 * allocates.
 */
final class Marks {

  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int WORDS = 64;
  private static final int HEAD = WORDS;
  private static final int ROW_SHIFT = 6;
  private static final int PAGE_SHIFT = 12;

  /** Pages are never replaced: only the array that holds them grows. */
  private long[][] pages = {};

  /** Makes room for a row. */
  void reach(int row) {
    int count = pages.length;
    if (row >>> PAGE_SHIFT >= count) {
      long[][] more = Arrays.copyOf(pages, (row >>> PAGE_SHIFT) + 1);
      for (int i = count; i < more.length; i++) {
        more[i] = new long[WORDS + 1];
      }
      pages = more;
    }
  }

  void add(int row) {
    long[] page = pages[row >>> PAGE_SHIFT];
    int word = row >>> ROW_SHIFT & WORDS - 1;
    set(page, word, row);
    if (((long) WORD.getVolatile(page, HEAD) >>> word & 1) == 0) {
      set(page, HEAD, word);
    }
  }

  private static void set(long[] page, int word, int bit) {
    long ignored = (long) WORD.getAndBitwiseOr(page, word, 1L << bit);
  }

  /** Whether there is a row to take. */
  boolean any() {
    for (long[] page : pages) {
      if ((long) WORD.getOpaque(page, HEAD) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Empties the set, in order of rows. */
  void take(IntConsumer consumer) {
    for (int p = 0; p < pages.length; p++) {
      long[] page = pages[p];
      if ((long) WORD.getOpaque(page, HEAD) != 0) {
        long head = (long) WORD.getAndSet(page, HEAD, 0L);
        for (; head != 0; head &= head - 1) {
          int word = Long.numberOfTrailingZeros(head);
          long rows = (long) WORD.getAndSet(page, word, 0L);
          for (; rows != 0; rows &= rows - 1) {
            consumer.accept(
                (p << PAGE_SHIFT) + (word << ROW_SHIFT) + Long.numberOfTrailingZeros(rows));
          }
        }
      }
    }
  }
}
