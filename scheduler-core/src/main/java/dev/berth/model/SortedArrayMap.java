package dev.berth.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable map from names to values, in alphabetical order, in one array.
 *
 * <p><b>Why not {@code Map.copyOf}:</b> its order changes with every start of the JVM, and
 * decisions must not. <b>Why not a tree:</b> a million queued jobs carry such maps; an entry here
 * costs 28 bytes instead of 40 to 48.
 *
 * <p><b>Thread-safety:</b> immutable. <b>Cost:</b> {@code get} is a binary search.
 */
final class SortedArrayMap<V> extends AbstractMap<String, V> {
  private final Map.Entry<String, V>[] entries;
  private final List<Map.Entry<String, V>> list;

  private SortedArrayMap(Map.Entry<String, V>[] entries) {
    this.entries = entries;
    list = Collections.unmodifiableList(Arrays.asList(entries));
  }

  /** The entries of a map that {@link #copyOf} made, to be gone through by index. */
  static <V> List<Map.Entry<String, V>> entriesOf(Map<String, V> copied) {
    return copied instanceof SortedArrayMap<V> map ? map.list : List.of();
  }

  /** Keys and values must not be null. */
  static <V> Map<String, V> copyOf(Map<String, V> source) {
    if (source.isEmpty()) {
      return Map.of();
    }
    if (source instanceof SortedArrayMap) {
      return source;
    }
    var sorted = new ArrayList<Map.Entry<String, V>>(source.size());
    source.forEach((key, value) -> sorted.add(Map.entry(key, value)));
    sorted.sort(Map.Entry.comparingByKey());
    @SuppressWarnings({"unchecked", "rawtypes"})
    Map.Entry<String, V>[] entries = sorted.toArray(new Map.Entry[0]);
    return new SortedArrayMap<>(entries);
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    int at = indexOf(key);
    return at < 0 ? null : entries[at].getValue();
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return indexOf(key) >= 0;
  }

  @Override
  public int size() {
    return entries.length;
  }

  @Override
  public Set<Map.Entry<String, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, V>> iterator() {
        return list.iterator();
      }

      @Override
      public int size() {
        return entries.length;
      }
    };
  }

  private int indexOf(@Nullable Object key) {
    if (!(key instanceof String name)) {
      return -1;
    }
    int low = 0;
    int high = entries.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = entries[middle].getKey().compareTo(name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }
}
