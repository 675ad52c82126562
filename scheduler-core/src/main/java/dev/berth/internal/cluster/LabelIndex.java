package dev.berth.internal.cluster;

import dev.berth.model.LabelRequirement;
import dev.berth.model.Operator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which rows carry which label: a set of rows for every key and for every value of a key.
 *
 * <p>A requirement is compared once with the values there are, not with every worker's or word by
 * word: see {@link Matching}.
 *
 * <p><b>Thread-safety:</b> one writer; readers of other threads only while it rests (the scan).
 * <b>Cost:</b> O(values named), GT and LT O(values of the key), to compare a requirement, then
 * O(values that match) for 64 rows. A value that one worker alone has takes about 70 bytes.
 */
final class LabelIndex {

  private static final class Postings {
    final SparseBits present = new SparseBits();
    final Map<String, SparseBits> byValue = new HashMap<>();
  }

  private final Map<String, Postings> byKey = new HashMap<>();

  /** Counts values, and with them sets of rows, that came or went. */
  private long version;

  void add(int row, Map<String, String> labels) {
    for (Map.Entry<String, String> label : labels.entrySet()) {
      Postings postings = byKey.computeIfAbsent(label.getKey(), key -> new Postings());
      postings.present.set(row);
      SparseBits rows = postings.byValue.get(label.getValue());
      if (rows == null) {
        rows = new SparseBits();
        postings.byValue.put(label.getValue(), rows);
        version++;
      }
      rows.set(row);
    }
  }

  void remove(int row, Map<String, String> labels) {
    for (Map.Entry<String, String> label : labels.entrySet()) {
      Postings postings = byKey.get(label.getKey());
      SparseBits rows = postings == null ? null : postings.byValue.get(label.getValue());
      if (postings == null || rows == null) {
        throw new IllegalStateException("label " + label + " of row " + row + " is not indexed");
      }
      postings.present.clear(row);
      rows.clear(row);
      if (rows.isEmpty()) {
        postings.byValue.remove(label.getValue());
        version++;
      }
      if (postings.present.isEmpty()) {
        byKey.remove(label.getKey());
      }
    }
  }

  /** The rows that carry exactly this label, or null for none. */
  @Nullable SparseBits labelled(String key, String value) {
    Postings postings = byKey.get(key);
    return postings == null ? null : postings.byValue.get(value);
  }

  /**
   * The rows that satisfy a requirement. Remembers, until values come or go, the sets of rows of
   * requirements it was asked about, by identity: up to {@value #SLOTS}, each at the place that its
   * identity's hash gives it, so that finding one is a single look.
   *
   * <p><b>Thread-safety:</b> none; each scan thread has its own.
   */
  static final class Matching {

    private static final int SLOTS = 256;

    private final LabelIndex index;
    private final @Nullable Answer[] answers = new @Nullable Answer[SLOTS];

    Matching(LabelIndex index) {
      this.index = index;
    }

    /** The rows, live or not, that satisfy the requirement; valid until the next is asked for. */
    Answer find(LabelRequirement requirement) {
      int slot = System.identityHashCode(requirement) & (SLOTS - 1);
      Answer answer = answers[slot];
      if (answer == null) {
        answer = new Answer();
        answers[slot] = answer;
      }
      if (!answer.isFor(requirement, index.version)) {
        answer.become(requirement, index.byKey.get(requirement.key()), index.version);
      }
      return answer;
    }
  }

  /** The rows in any of some sets, or in none of them. */
  static final class Answer implements BiConsumer<String, SparseBits> {
    private @Nullable LabelRequirement requirement;
    private long version;
    private SparseBits[] sets = new SparseBits[4];
    private int count;
    private boolean inverted;

    boolean isFor(LabelRequirement asked, long now) {
      return requirement == asked && version == now;
    }

    long word(int word) {
      long bits = 0;
      for (int i = 0; i < count; i++) {
        bits |= sets[i].word(word);
      }
      return inverted ? ~bits : bits;
    }

    private void become(LabelRequirement asked, @Nullable Postings postings, long now) {
      requirement = asked;
      version = now;
      count = 0;
      Operator operator = asked.operator();
      inverted = operator == Operator.NOT_IN || operator == Operator.DOES_NOT_EXIST;
      if (postings == null) {
        return;
      }
      switch (operator) {
        case EXISTS, DOES_NOT_EXIST -> add(postings.present);
        case IN, NOT_IN -> addNamed(asked.values(), postings);
        case GT, LT -> postings.byValue.forEach(this); // a lambda would be garbage
      }
    }

    private void addNamed(List<String> values, Postings postings) {
      for (int i = 0; i < values.size(); i++) {
        SparseBits rows = postings.byValue.get(values.get(i));
        if (rows != null) {
          add(rows);
        }
      }
    }

    /** Called for each value of a key that is compared by number. */
    @Override
    public void accept(String value, SparseBits rows) {
      if (requirement != null && requirement.matches(value)) {
        add(rows);
      }
    }

    private void add(SparseBits rows) {
      if (count == sets.length) {
        sets = Arrays.copyOf(sets, 2 * count);
      }
      sets[count++] = rows;
    }
  }
}
