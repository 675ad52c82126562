package dev.berth.queue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link PriorityBands} should do, said as plainly as possible: one sorted list. The oracle of
 * the model test and the sequential specification of the Lincheck test.
 */
final class NaiveBands<E> {
  /** Not a record: Lincheck reads fields by their offsets, which records do not give. */
  private static final class Waiting<E> {
    final int priority;
    final E element;

    Waiting(int priority, E element) {
      this.priority = priority;
      this.element = element;
    }
  }

  private final List<Waiting<E>> line = new ArrayList<>();

  void offer(int priority, E element) {
    int at = 0;
    while (at < line.size() && line.get(at).priority >= priority) {
      at++;
    }
    line.add(at, new Waiting<>(priority, element));
  }

  void putFirst(int priority, E element) {
    int at = 0;
    while (at < line.size() && line.get(at).priority > priority) {
      at++;
    }
    line.add(at, new Waiting<>(priority, element));
  }

  @Nullable E poll() {
    return line.isEmpty() ? null : line.remove(0).element;
  }

  @Nullable E peek() {
    return line.isEmpty() ? null : line.get(0).element;
  }

  @Nullable Integer peekPriority() {
    return line.isEmpty() ? null : line.get(0).priority;
  }

  boolean remove(E element) {
    return line.removeIf(waiting -> waiting.element.equals(element));
  }

  List<E> elements() {
    return line.stream().map(waiting -> waiting.element).toList();
  }

  int size() {
    return line.size();
  }
}
