package dev.berth.internal.policy;

import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The classes that fit nowhere, by priority, each priority's in a ring that is gone through in
 * turn.
 *
 * <p><b>Thread-safety:</b> none. <b>Cost:</b> O(log priorities) to add and remove.
 */
final class ParkedClasses {

  private static final class Band {
    @Nullable JobClass first;
    @Nullable JobClass last;
  }

  private final TreeMap<Integer, Band> bands = new TreeMap<>(Comparator.reverseOrder());
  private int size;

  int size() {
    return size;
  }

  void add(JobClass jobClass) {
    Band band = bands.computeIfAbsent(jobClass.priority().value(), value -> new Band());
    append(band, jobClass);
    size++;
  }

  void remove(JobClass jobClass) {
    int priority = jobClass.priority().value();
    Band band = bands.get(priority);
    if (band == null) {
      throw new IllegalStateException("no parked class of priority " + priority);
    }
    unlink(band, jobClass);
    if (band.first == null) {
      bands.remove(priority);
    }
    size--;
  }

  /** What to ask of a parked class. */
  interface Question {
    /** Whether the class leaves; the question must not add or remove classes itself. */
    boolean leaves(JobClass jobClass);
  }

  /**
   * Asks up to so many classes, the highest priority first. Within a priority those that were asked
   * go behind those that were not, so that with many of them each gets its turn.
   */
  void ask(int most, Question question) {
    int left = most;
    Iterator<Band> inOrder = bands.values().iterator();
    while (left > 0 && inOrder.hasNext()) {
      Band band = inOrder.next();
      JobClass stop = band.last;
      JobClass next = band.first;
      while (left > 0 && next != null) {
        JobClass asked = next;
        next = asked == stop ? null : asked.nextParked;
        unlink(band, asked);
        if (question.leaves(asked)) {
          size--;
        } else {
          append(band, asked);
        }
        left--;
      }
      if (band.first == null) {
        inOrder.remove();
      }
    }
  }

  /** Throws unless all parked classes are linked where their priority says. */
  void checkInvariants() {
    int linked = 0;
    for (Map.Entry<Integer, Band> entry : bands.entrySet()) {
      JobClass before = null;
      for (JobClass each = entry.getValue().first; each != null; each = each.nextParked) {
        if (!each.parked
            || each.isIdle()
            || each.previousParked != before
            || each.priority().value() != entry.getKey()) {
          throw new IllegalStateException("class " + each.key() + " should not be parked here");
        }
        before = each;
        linked++;
      }
    }
    if (linked != size) {
      throw new IllegalStateException(linked + " parked classes, " + size + " counted");
    }
  }

  private static void append(Band band, JobClass jobClass) {
    jobClass.previousParked = band.last;
    jobClass.nextParked = null;
    if (band.last == null) {
      band.first = jobClass;
    } else {
      band.last.nextParked = jobClass;
    }
    band.last = jobClass;
  }

  private static void unlink(Band band, JobClass jobClass) {
    if (jobClass.previousParked == null) {
      band.first = jobClass.nextParked;
    } else {
      jobClass.previousParked.nextParked = jobClass.nextParked;
    }
    if (jobClass.nextParked == null) {
      band.last = jobClass.previousParked;
    } else {
      jobClass.nextParked.previousParked = jobClass.previousParked;
    }
    jobClass.previousParked = null;
    jobClass.nextParked = null;
  }
}
