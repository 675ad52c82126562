package dev.berth.internal.policy.hold;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets only so many jobs of a kind through at a time; the others wait in line, in a given order.
 *
 * <p>Nobody in line overtakes: where jobs of one kind say different limits, each goes by its own,
 * and the first in line is the next all the same.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine, but for {@link Slots#inWords}. <b>Cost:</b>
 * O(log line) each; a kind that nobody has or wants is forgotten.
 */
abstract class Turnstile implements Passage {

  static final Comparator<GatedJob> BY_AGE = Comparator.comparingLong(GatedJob::sequence);
  static final Comparator<GatedJob> BY_PRIORITY =
      Comparator.comparingInt((GatedJob job) -> job.priority().value())
          .reversed()
          .thenComparing(BY_AGE);

  /** The slots of one kind: how many are taken, and who waits. */
  final class Slots implements Waits {
    private final TreeSet<GatedJob> line = new TreeSet<>(order);

    /** How many are taken, and by whom the last one. */
    volatile int taken;

    volatile @Nullable GatedJob lastTaker;

    @Override
    public String inWords(GatedJob job) {
      return Turnstile.this.inWords(job, this);
    }

    private boolean isFreeFor(GatedJob job) {
      return taken < limit(job) && (line.isEmpty() || order.compare(job, line.first()) < 0);
    }

    private void take(GatedJob job) {
      int now = taken + 1; // by one thread alone
      taken = now;
      lastTaker = job;
    }

    private void letIn() {
      while (!line.isEmpty() && taken < limit(line.first())) {
        GatedJob job = line.pollFirst();
        take(job);
        granted.accept(job);
      }
    }
  }

  private final Map<Object, Slots> kinds = new HashMap<>();
  private final Comparator<GatedJob> order;
  private final Consumer<GatedJob> granted;

  /**
   * With all slots free.
   *
   * @param order of those in line; total
   * @param granted told of every job in line that gets its slot
   */
  Turnstile(Comparator<GatedJob> order, Consumer<GatedJob> granted) {
    this.order = order;
    this.granted = granted;
  }

  /** The kind of which only so many may pass; null for a job that is free to pass. */
  abstract @Nullable Object kind(GatedJob job);

  /** How many of the job's kind may have passed, itself included. */
  abstract int limit(GatedJob job);

  /** What the job waits for. From any thread. */
  abstract String inWords(GatedJob job, Slots slots);

  @Override
  public @Nullable Waits enter(GatedJob job) {
    Object kind = kind(job);
    if (kind == null) {
      return null;
    }
    Slots slots = kinds.computeIfAbsent(kind, any -> new Slots());
    if (slots.isFreeFor(job)) {
      slots.take(job);
      return null;
    }
    slots.line.add(job);
    return slots;
  }

  @Override
  public void leave(GatedJob job) {
    Object kind = kind(job);
    if (kind != null) {
      Slots slots = slots(kind, job);
      int left = slots.taken - 1;
      slots.taken = left;
      settle(kind, slots);
    }
  }

  @Override
  public void withdraw(GatedJob job) {
    Object kind = kind(job);
    if (kind != null) {
      Slots slots = slots(kind, job);
      slots.line.remove(job);
      settle(kind, slots);
    }
  }

  private Slots slots(Object kind, GatedJob job) {
    Slots slots = kinds.get(kind);
    if (slots == null) {
      throw new IllegalStateException("job " + job.id() + " has no slot of " + kind);
    }
    return slots;
  }

  private void settle(Object kind, Slots slots) {
    slots.letIn();
    if (slots.taken == 0 && slots.line.isEmpty()) {
      kinds.remove(kind);
    }
  }

  @Override
  public void check(List<GatedJob> through, List<GatedJob> line) {
    Map<Object, Integer> taken = new HashMap<>();
    Map<Object, TreeSet<GatedJob>> lines = new HashMap<>();
    for (GatedJob job : through) {
      Object kind = kind(job);
      if (kind != null) {
        taken.merge(kind, 1, Integer::sum);
        lines.putIfAbsent(kind, new TreeSet<>(order));
      }
    }
    for (GatedJob job : line) {
      lines.computeIfAbsent(kind(job), any -> new TreeSet<>(order)).add(job);
    }
    if (!lines.keySet().equals(kinds.keySet())) {
      throw new IllegalStateException(kinds.keySet() + " have slots, not " + lines.keySet());
    }
    lines.forEach(
        (kind, waiting) -> {
          Slots slots = kinds.get(kind);
          int count = taken.getOrDefault(kind, 0);
          if (slots == null || slots.taken != count || !slots.line.equals(waiting)) {
            throw new IllegalStateException(
                "%s has %d slots taken, and in line %s".formatted(kind, count, waiting));
          }
          if (!waiting.isEmpty() && count < limit(waiting.first())) {
            throw new IllegalStateException(
                "job %s waits though %s has a free slot".formatted(waiting.first().id(), kind));
          }
        });
  }

  /** How many kinds have slots taken or waited for. For tests. */
  int kinds() {
    return kinds.size();
  }
}
