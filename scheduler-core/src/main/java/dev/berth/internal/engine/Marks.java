package dev.berth.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * A set of rows to which any thread adds and which the engine empties.
 *
 * <pre>
 *   page    [ 16,384 flags, one a row | 64 heads, one for every 256 rows: is a flag set? ]
 * </pre>
 *
 * <p><b>Guarantee:</b> what a thread wrote before it added a row is seen by the engine when it is
 * given that row; a row added while the engine takes is taken now or the next time, never lost. For
 * adding sets the flag before the head, and taking clears heads before it looks at flags, and flags
 * before it gives rows, with a full fence between: whoever wrote too late to be seen also wrote too
 * late to be cleared.
 *
 * <p><b>Thread-safety:</b> {@link #add} from any thread, wait-free, for rows that {@link #reach}
 * has been told of and that the caller learned of after that; the rest by the engine. <b>Cost:</b>
 * two stores and no fence to add; to take, a read for every 2,048 rows that could be, two fences,
 * and 32 reads for every 256 rows with one in the set. Only growth allocates. <b>Memory:</b> a byte
 * a row, in pages of 16 KB.
 */
final class Marks {

  private static final VarHandle FLAG = MethodHandles.arrayElementVarHandle(byte[].class);
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PAGE_SHIFT = 14;
  private static final int PAGE = 1 << PAGE_SHIFT;
  private static final int HEAD_SHIFT = 8;
  private static final int HEADS = PAGE >> HEAD_SHIFT;
  private static final int MOST_HEADS = HEADS;
  private static final byte SET = 1;

  /** Pages are never replaced: only the array that holds them grows. */
  private byte[][] pages = {};

  /** Where the last taking left off. */
  private int nextHead;

  private final int[] heads = new int[MOST_HEADS];
  private int[] rows = new int[64];
  private int count;

  /** Makes room for a row. */
  void reach(int row) {
    int present = pages.length;
    if (row >>> PAGE_SHIFT >= present) {
      byte[][] more = Arrays.copyOf(pages, (row >>> PAGE_SHIFT) + 1);
      for (int i = present; i < more.length; i++) {
        more[i] = new byte[PAGE + HEADS];
      }
      pages = more;
    }
  }

  void add(int row) {
    byte[] page = pages[row >>> PAGE_SHIFT];
    int index = row & (PAGE - 1);
    FLAG.setRelease(page, index, SET);
    FLAG.setRelease(page, PAGE + (index >>> HEAD_SHIFT), SET);
  }

  /** Whether there is a row to take. */
  boolean any() {
    for (byte[] page : pages) {
      for (int at = PAGE; at < PAGE + HEADS; at += Long.BYTES) {
        if ((long) EIGHT.get(page, at) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Takes rows out of the set, in their order: all there are, but of more than {@value #MOST_HEADS}
   * heads only the next so many, so that whoever waits for the engine does not wait long.
   */
  void take(IntConsumer consumer) {
    int marked = clearHeads();
    if (marked == 0) {
      return;
    }
    VarHandle.fullFence();
    count = 0;
    for (int i = 0; i < marked; i++) {
      clearFlags(heads[i]);
    }
    VarHandle.fullFence();
    for (int i = 0; i < count; i++) {
      consumer.accept(rows[i]);
    }
  }

  private int clearHeads() {
    int marked = 0;
    int all = pages.length * HEADS;
    int eight = nextHead;
    for (; eight < all && marked <= MOST_HEADS - Long.BYTES; eight += Long.BYTES) {
      byte[] page = pages[eight / HEADS];
      int at = PAGE + eight % HEADS;
      for (long set = (long) EIGHT.get(page, at); set != 0; set &= set - 1) {
        int head = Long.numberOfTrailingZeros(set) / Byte.SIZE;
        page[at + head] = 0;
        heads[marked++] = eight + head;
      }
    }
    nextHead = eight < all ? eight : 0;
    return marked;
  }

  private void clearFlags(int head) {
    byte[] page = pages[head / HEADS];
    int from = (head % HEADS) << HEAD_SHIFT;
    int first = head << HEAD_SHIFT;
    for (int at = from; at < from + (1 << HEAD_SHIFT); at += Long.BYTES) {
      for (long set = (long) EIGHT.get(page, at); set != 0; set &= set - 1) {
        int flag = at + Long.numberOfTrailingZeros(set) / Byte.SIZE;
        page[flag] = 0;
        if (count == rows.length) {
          rows = Arrays.copyOf(rows, 2 * count);
        }
        rows[count++] = first + flag - from;
      }
    }
  }
}
