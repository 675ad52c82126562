package dev.berth.internal.cluster;

import dev.berth.model.Taint;
import dev.berth.model.TaintEffect;
import dev.berth.model.Toleration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows carry which taint, one set of rows for every distinct taint of the fleet.
 *
 * <p>A job's tolerations are compared once with the distinct taints, not with every worker's: see
 * {@link Untolerated}.
 *
 * <p><b>Thread-safety:</b> one writer; readers of other threads only while it rests (the scan).
 * <b>Cost:</b> O(distinct taints) to compare a list of tolerations, then O(those not tolerated) for
 * 64 rows.
 */
final class TaintIndex {

  private record Posting(Taint taint, SparseBits rows) {}

  private final List<Posting> postings = new ArrayList<>();
  private long version;

  /** The rows with any taint: few, in most fleets, and then nobody else need be looked at. */
  private long[] tainted = new long[1];

  boolean isTainted(int row) {
    int word = row >>> 6;
    return word < tainted.length && (tainted[word] >>> row & 1) != 0;
  }

  void add(int row, List<Taint> taints) {
    if (!taints.isEmpty()) {
      int word = row >>> 6;
      if (word >= tainted.length) {
        tainted = Arrays.copyOf(tainted, Math.max(word + 1, 2 * tainted.length));
      }
      tainted[word] |= 1L << row;
    }
    for (Taint taint : taints) {
      Posting posting = find(taint);
      if (posting == null) {
        posting = new Posting(taint, new SparseBits());
        postings.add(posting);
        version++;
      }
      posting.rows.set(row);
    }
  }

  void remove(int row, List<Taint> taints) {
    if (!taints.isEmpty()) {
      tainted[row >>> 6] &= ~(1L << row);
    }
    for (Taint taint : taints) {
      Posting posting = find(taint);
      if (posting == null) {
        throw new IllegalStateException("taint " + taint + " of row " + row + " is not indexed");
      }
      posting.rows.clear(row);
      if (posting.rows.isEmpty()) {
        postings.remove(posting);
        version++;
      }
    }
  }

  private @Nullable Posting find(Taint taint) {
    for (int i = 0; i < postings.size(); i++) {
      if (postings.get(i).taint.equals(taint)) {
        return postings.get(i);
      }
    }
    return null;
  }

  /**
   * The rows with a taint of one effect that a list of tolerations does not cover. Remembers the
   * last list it was asked about, by identity, until the distinct taints change.
   */
  static final class Untolerated {

    private final TaintIndex index;
    private final TaintEffect effect;
    private SparseBits[] rows = new SparseBits[4];
    private int count;
    private long version = -1;
    private @Nullable List<Toleration> tolerations;

    Untolerated(TaintIndex index, TaintEffect effect) {
      this.index = index;
      this.effect = effect;
    }

    long word(List<Toleration> asked, int word) {
      if (asked != tolerations || version != index.version) {
        compare(asked);
      }
      long bits = 0;
      for (int i = 0; i < count; i++) {
        bits |= rows[i].word(word);
      }
      return bits;
    }

    private void compare(List<Toleration> asked) {
      count = 0;
      for (int i = 0; i < index.postings.size(); i++) {
        Posting posting = index.postings.get(i);
        if (posting.taint.effect() == effect && !tolerated(posting.taint, asked)) {
          if (count == rows.length) {
            rows = Arrays.copyOf(rows, 2 * count);
          }
          rows[count++] = posting.rows;
        }
      }
      tolerations = asked;
      version = index.version;
    }

    static boolean tolerated(Taint taint, List<Toleration> tolerations) {
      for (int i = 0; i < tolerations.size(); i++) {
        if (tolerations.get(i).tolerates(taint)) {
          return true;
        }
      }
      return false;
    }
  }
}
