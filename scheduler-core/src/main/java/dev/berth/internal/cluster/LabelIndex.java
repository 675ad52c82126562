package dev.berth.internal.cluster;

import dev.berth.model.LabelRequirement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which rows carry which label: a set of rows for every key and for every value of a key.
 *
 * <p><b>Thread-safety:</b> one writer; readers of other threads only while it rests (the scan).
 * <b>Cost:</b> a requirement is answered for 64 rows in O(its values) look-ups, GT and LT in
 * O(values of the key). About 200 bytes for a value that one worker alone has.
 */
final class LabelIndex {

  private static final class Postings {
    final SparseBits present = new SparseBits();
    final Map<String, SparseBits> byValue = new HashMap<>();
  }

  private final Map<String, Postings> byKey = new HashMap<>();

  void add(int row, Map<String, String> labels) {
    for (Map.Entry<String, String> label : labels.entrySet()) {
      Postings postings = byKey.computeIfAbsent(label.getKey(), key -> new Postings());
      postings.present.set(row);
      postings.byValue.computeIfAbsent(label.getValue(), value -> new SparseBits()).set(row);
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
      }
      if (postings.present.isEmpty()) {
        byKey.remove(label.getKey());
      }
    }
  }

  /** The rows of one word, live or not, that satisfy the requirement. */
  long matching(LabelRequirement requirement, int word) {
    Postings postings = byKey.get(requirement.key());
    return switch (requirement.operator()) {
      case IN -> postings == null ? 0 : anyOf(postings, requirement.values(), word);
      case NOT_IN -> postings == null ? ~0L : ~anyOf(postings, requirement.values(), word);
      case EXISTS -> postings == null ? 0 : postings.present.word(word);
      case DOES_NOT_EXIST -> postings == null ? ~0L : ~postings.present.word(word);
      case GT, LT -> postings == null ? 0 : compared(postings, requirement, word);
    };
  }

  /** The rows of one word that carry exactly this label. */
  long labelled(String key, String value, int word) {
    Postings postings = byKey.get(key);
    return postings == null ? 0 : bits(postings.byValue.get(value), word);
  }

  private static long anyOf(Postings postings, List<String> values, int word) {
    long bits = 0;
    for (int i = 0; i < values.size(); i++) {
      bits |= bits(postings.byValue.get(values.get(i)), word);
    }
    return bits;
  }

  private static long compared(Postings postings, LabelRequirement requirement, int word) {
    if (postings.present.word(word) == 0) {
      return 0;
    }
    long bits = 0;
    for (Map.Entry<String, SparseBits> value : postings.byValue.entrySet()) {
      long rows = value.getValue().word(word);
      if (rows != 0 && requirement.matches(value.getKey())) {
        bits |= rows;
      }
    }
    return bits;
  }

  private static long bits(@Nullable SparseBits rows, int word) {
    return rows == null ? 0 : rows.word(word);
  }
}
