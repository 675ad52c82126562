package dev.berth.internal.cluster;

import dev.berth.spi.WorkerFacet;

/**
 * Every change of every row, in the order in which it happened: which row, and which facets of it.
 *
 * <pre>
 *   position   …  4097   4098   4099 │ 4100 = head: the next change comes here
 *   change        [ 17 | RESOURCES, JOBS ]   [ 3 | USAGE ]   …
 * </pre>
 *
 * <p>A reader keeps the position up to which it has looked, and comes back for the rest; the log
 * knows nothing of its readers. It is a ring that grows with the fleet: whoever is further behind
 * than {@link #oldest} has to look at every row, which is then the cheaper way in any case.
 *
 * <p><b>Thread-safety:</b> one writer, the engine, which also reads. <b>Cost:</b> one store a
 * change; eight bytes for every other row.
 */
public final class ChangeLog {

  /** Beside the facets: a worker came or went. */
  public static final int PRESENCE = 1 << 31;

  /** Beside the facets: the count of a fine domain that the worker is in. */
  public static final int COMPANY = 1 << 30;

  private static final int ALL = WorkerFacet.all() | PRESENCE;
  private static final int MIN_CAPACITY = 1 << 12;

  /** Of so many rows one can have changed before the log forgets. */
  private static final int ROWS_PER_CHANGE = 2;

  private long[] ring = new long[MIN_CAPACITY];
  private long head;
  private long oldest;

  /** The position of the next change. */
  public long head() {
    return head;
  }

  /** The earliest position still known. */
  public long oldest() {
    return oldest;
  }

  /** The change at a position from {@link #oldest} to before {@link #head}. */
  public long at(long position) {
    return ring[(int) position & (ring.length - 1)];
  }

  /** The row of a change. */
  public static int row(long change) {
    return (int) (change >>> 32);
  }

  /** The bits of a change's facets, and {@link #PRESENCE}. */
  public static int facets(long change) {
    return (int) change;
  }

  void add(int row, int facets) {
    ring[(int) head & (ring.length - 1)] = (long) row << 32 | (facets & 0xffffffffL);
    head++;
    if (head - oldest > ring.length) {
      oldest++;
    }
  }

  /** A worker came to a row or left it. */
  void addPresence(int row, int limit) {
    if (limit / ROWS_PER_CHANGE > ring.length) {
      grow();
    }
    add(row, ALL);
  }

  private void grow() {
    long[] wider = new long[2 * ring.length];
    for (long position = oldest; position < head; position++) {
      wider[(int) position & (wider.length - 1)] = at(position);
    }
    ring = wider;
  }
}
