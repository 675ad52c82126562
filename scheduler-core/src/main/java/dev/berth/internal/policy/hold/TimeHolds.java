package dev.berth.internal.policy.hold;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Jobs whose {@code notBefore} lies ahead: a binary heap by that instant, then age.
 *
 * <p>The instants are the wall clock's, which may jump; whoever asks says what it shows. A timer on
 * the ticker can only say when to look again.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> O(log jobs) to add, remove and
 * poll.
 */
final class TimeHolds implements Waits {

  private static final long NANOS_A_SECOND = 1_000_000_000;

  /** After so long at most the wall clock is looked at again: it may have been put forward. */
  static final long LONGEST_NANOS = 3_600 * NANOS_A_SECOND;

  private @Nullable Hold[] heap = new @Nullable Hold[16];
  private int size;

  /** Adds a job; it has an instant. */
  void add(Hold hold) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    hold.early = true;
    up(size++, hold);
  }

  void remove(Hold hold) {
    hold.early = false;
    Hold last = at(--size);
    heap[size] = null;
    if (last != hold) {
      int index = hold.indexInTime;
      down(index, last);
      if (heap[index] == last) {
        up(index, last);
      }
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Takes out the first whose instant has come; null when none has. */
  @Nullable Hold poll(Instant now) {
    if (size == 0) {
      return null;
    }
    Hold first = at(0);
    if (instant(first).isAfter(now)) {
      return null;
    }
    remove(first);
    return first;
  }

  /** How long until it is worth to look again, at least 1. There must be a job. */
  long nanosUntilNext(Instant now) {
    Instant next = instant(at(0));
    long seconds = next.getEpochSecond() - now.getEpochSecond(); // of 32 billion years: no overflow
    if (seconds > LONGEST_NANOS / NANOS_A_SECOND) {
      return LONGEST_NANOS;
    }
    long nanos = seconds * NANOS_A_SECOND + next.getNano() - now.getNano();
    return Math.max(1, Math.min(nanos, LONGEST_NANOS));
  }

  @Override
  public String inWords(GatedJob job) {
    return "waits until " + job.job().conditions().notBefore();
  }

  private static Instant instant(Hold hold) {
    return Objects.requireNonNull(hold.job.job().conditions().notBefore(), "notBefore");
  }

  private static boolean isBefore(Hold one, Hold other) {
    int byInstant = instant(one).compareTo(instant(other));
    return byInstant == 0 ? one.job.sequence() < other.job.sequence() : byInstant < 0;
  }

  private void up(int from, Hold hold) {
    int index = from;
    while (index > 0 && isBefore(hold, at((index - 1) >> 1))) {
      put(index, at((index - 1) >> 1));
      index = (index - 1) >> 1;
    }
    put(index, hold);
  }

  private void down(int from, Hold hold) {
    int index = from;
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && isBefore(at(child + 1), at(child))) {
        child++;
      }
      if (!isBefore(at(child), hold)) {
        break;
      }
      put(index, at(child));
      index = child;
    }
    put(index, hold);
  }

  private void put(int index, Hold hold) {
    heap[index] = hold;
    hold.indexInTime = index;
  }

  private Hold at(int index) {
    return Objects.requireNonNull(heap[index], "hold");
  }
}
