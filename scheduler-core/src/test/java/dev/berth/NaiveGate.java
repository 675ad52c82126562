package dev.berth;

import dev.berth.model.ConcurrencyLimit;
import dev.berth.model.Dependency;
import dev.berth.model.Job;
import dev.berth.model.JobArray;
import dev.berth.model.JobState;
import dev.berth.model.RateLimit;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the gate, written down with lists and loops: who has a slot is counted anew each
 * time, and a bucket's tokens from all it ever gave.
 */
final class NaiveGate {

  private static final int SINGLETON = 0;
  private static final int ARRAY = 1;
  private static final int CONCURRENCY = 2;
  private static final int RATE = 3;
  private static final int PASSAGES = 4;

  /** A job and how it stands. */
  static final class Entry {
    final Job job;
    final int age;
    final List<Entry> dependencies = new ArrayList<>();
    boolean suspended;
    boolean early;
    int passed;
    boolean inLine;
    int retries;

    /** On a worker when the engine was last looked at. */
    boolean placed;

    /** Why it can never start: how the first ended of those that ended otherwise than needed. */
    @Nullable String doom;

    @Nullable JobState end;
    @Nullable String why;

    private Entry(Job job, int age) {
      this.job = job;
      this.age = age;
      suspended = job.suspended();
    }

    boolean isThrough() {
      return end == null && passed == PASSAGES;
    }

    boolean isHeld() {
      return end == null && passed < PASSAGES;
    }
  }

  private final ConcurrencyLimit concurrency;
  private final RateLimit rate;
  private final Map<String, Entry> jobs = new HashMap<>();
  final Set<Entry> live = new LinkedHashSet<>();
  private final Map<String, List<Long>> permits = new TreeMap<>();
  private final ArrayDeque<Entry> agenda = new ArrayDeque<>();
  private Instant now = Instant.EPOCH;
  private long nanos;
  private int submitted;

  NaiveGate(ConcurrencyLimit concurrency, RateLimit rate) {
    this.concurrency = concurrency;
    this.rate = rate;
  }

  /** The clocks as the next cycle reads them. */
  void clocks(long newNanos, Instant newNow) {
    nanos = newNanos;
    now = newNow;
  }

  // ---- what commands do

  void submit(List<Job> batch) {
    List<Entry> entries = new ArrayList<>();
    for (Job job : batch) {
      Entry entry = new Entry(job, submitted++);
      jobs.put(job.id(), entry);
      live.add(entry);
      entries.add(entry);
    }
    for (Entry entry : entries) {
      Instant notBefore = entry.job.conditions().notBefore();
      entry.early = notBefore != null && notBefore.isAfter(now);
      for (Dependency dependency : entry.job.conditions().dependencies()) {
        Entry other = entry(dependency.jobId());
        entry.dependencies.add(other);
        doomIfNot(entry, dependency, other);
      }
    }
    agenda.addAll(entries);
    settle();
  }

  void suspend(Entry entry) {
    entry.suspended = true;
    giveBack(entry);
    settle();
  }

  void resume(Entry entry) {
    entry.suspended = false;
    agenda.add(entry);
    settle();
  }

  /** A placed job failed; true when it is over. */
  boolean fail(Entry entry) {
    entry.placed = false;
    if (entry.retries++ < entry.job.maxRetries()) {
      return false;
    }
    end(entry, JobState.FAILED, null);
    return true;
  }

  void end(Entry entry, JobState state, @Nullable String why) {
    over(entry, state, why);
    settle();
  }

  /** Those whose time has come are let on, and those for whom there is a permit. */
  void lookAtClock() {
    List.copyOf(permits.keySet()).forEach(key -> letIn(RATE, key));
    live.stream()
        .filter(entry -> entry.early && !notBefore(entry).isAfter(now))
        .sorted(Comparator.comparing(NaiveGate::notBefore).thenComparingInt(entry -> entry.age))
        .forEach(
            entry -> {
              entry.early = false;
              agenda.add(entry);
            });
    settle();
  }

  // ---- the rules

  private void settle() {
    for (Entry entry = agenda.poll(); entry != null; entry = agenda.poll()) {
      if (entry.end == null && entry.passed < PASSAGES) {
        goOn(entry);
      }
    }
  }

  private void goOn(Entry entry) {
    if (entry.doom != null) {
      over(entry, JobState.CANCELLED, entry.doom);
      return;
    }
    if (entry.suspended || entry.early || isWaitingForOthers(entry)) {
      return;
    }
    while (!entry.inLine && entry.passed < PASSAGES) {
      int passage = entry.passed;
      String kind = kind(passage, entry);
      if (kind == null) {
        entry.passed++;
        continue;
      }
      if (passage == RATE) {
        letIn(RATE, kind);
      }
      if (isFree(passage, kind, entry)) {
        give(passage, kind, entry);
      } else {
        entry.inLine = true;
      }
    }
  }

  private static boolean isWaitingForOthers(Entry entry) {
    return entry.dependencies.stream().anyMatch(other -> other.end == null);
  }

  private static void doomIfNot(Entry dependent, Dependency dependency, Entry awaited) {
    if (dependent.doom == null && awaited.end != null && !isMet(dependency, awaited.end)) {
      dependent.doom = "it was to start " + dependency + ", which is " + awaited.end;
    }
  }

  private static boolean isMet(Dependency dependency, JobState end) {
    return switch (dependency.when()) {
      case AFTER_OK -> end == JobState.COMPLETED;
      case AFTER_NOT_OK -> end == JobState.FAILED || end == JobState.CANCELLED;
      case AFTER_ANY -> true;
    };
  }

  private void over(Entry entry, JobState state, @Nullable String why) {
    entry.end = state;
    entry.why = why;
    entry.placed = false;
    live.remove(entry);
    // Each entry of a dependency on it, in the order they were made.
    for (Entry dependent : live) {
      List<Dependency> dependencies = dependent.job.conditions().dependencies();
      for (int i = 0; i < dependencies.size(); i++) {
        if (dependent.dependencies.get(i) == entry) {
          doomIfNot(dependent, dependencies.get(i), entry);
          if (dependent.doom != null || !isWaitingForOthers(dependent)) {
            agenda.add(dependent);
          }
        }
      }
    }
    giveBack(entry);
  }

  private void giveBack(Entry entry) {
    if (entry.inLine) {
      entry.inLine = false;
      letIn(entry.passed, Objects.requireNonNull(kind(entry.passed, entry)));
    }
    while (entry.passed > 0) {
      entry.passed--;
      String kind = kind(entry.passed, entry);
      if (kind != null) {
        letIn(entry.passed, kind);
      }
    }
  }

  private void letIn(int passage, String kind) {
    while (true) {
      List<Entry> line = line(passage, kind);
      if (line.isEmpty() || !hasSlot(passage, kind, line.get(0))) {
        return;
      }
      Entry first = line.get(0);
      first.inLine = false;
      give(passage, kind, first);
      agenda.add(first);
    }
  }

  private void give(int passage, String kind, Entry entry) {
    entry.passed++;
    if (passage == RATE) {
      permits.computeIfAbsent(kind, any -> new ArrayList<>()).add(nanos);
    }
  }

  private boolean isFree(int passage, String kind, Entry entry) {
    List<Entry> line = line(passage, kind);
    return hasSlot(passage, kind, entry)
        && (line.isEmpty() || order(passage).compare(entry, line.get(0)) < 0);
  }

  private boolean hasSlot(int passage, String kind, Entry entry) {
    if (passage != RATE) {
      return taken(passage, kind).size() < limit(passage, entry);
    }
    long interval = (rate.per().toNanos() + rate.permits() - 1) / rate.permits();
    long fullAt = 0;
    for (long given : permits.getOrDefault(kind, List.of())) {
      fullAt = Math.max(fullAt, given) + interval;
    }
    if (fullAt <= nanos) {
      permits.remove(kind);
    }
    return Math.max(fullAt, nanos) + interval - nanos <= rate.permits() * interval;
  }

  private List<Entry> line(int passage, String kind) {
    return live.stream()
        .filter(
            entry -> entry.inLine && entry.passed == passage && kind.equals(kind(passage, entry)))
        .sorted(order(passage))
        .toList();
  }

  private List<Entry> taken(int passage, String kind) {
    return live.stream()
        .filter(entry -> entry.passed > passage && kind.equals(kind(passage, entry)))
        .toList();
  }

  private static Comparator<Entry> order(int passage) {
    Comparator<Entry> byAge = Comparator.comparingInt(entry -> entry.age);
    return passage <= ARRAY
        ? byAge
        : Comparator.comparingInt((Entry entry) -> -entry.job.priority().value())
            .thenComparing(byAge);
  }

  private @Nullable String kind(int passage, Entry entry) {
    Job job = entry.job;
    return switch (passage) {
      case SINGLETON ->
          job.conditions().singleton() == null
              ? null
              : job.tenant() + " " + job.conditions().singleton();
      case ARRAY ->
          job.conditions().array() == null
              ? null
              : job.tenant() + " " + job.conditions().array().id();
      case CONCURRENCY -> job.labels().get(concurrency.label());
      default -> job.tenant();
    };
  }

  private int limit(int passage, Entry entry) {
    return switch (passage) {
      case SINGLETON -> 1;
      case ARRAY -> array(entry.job).atMost();
      default -> concurrency.atMost();
    };
  }

  // ---- what is asked of it

  boolean knows(String id) {
    return jobs.containsKey(id);
  }

  Entry entry(String id) {
    return Objects.requireNonNull(jobs.get(id), id);
  }

  /** Why a held job is held, as its status should say. */
  String words(Entry entry) {
    Job job = entry.job;
    if (entry.suspended) {
      return "suspended";
    }
    if (entry.early) {
      return "waits until " + job.conditions().notBefore();
    }
    List<Entry> others = entry.dependencies.stream().filter(other -> other.end == null).toList();
    if (!others.isEmpty()) {
      return "waits for the end of job "
          + others.get(0).job.id()
          + (others.size() == 1 ? "" : " and of " + (others.size() - 1) + " more");
    }
    String kind = Objects.requireNonNull(kind(entry.passed, entry));
    int taken = taken(entry.passed, kind).size();
    String tenant = " of tenant " + job.tenant();
    return switch (entry.passed) {
      case SINGLETON ->
          "singleton %s%s is taken by job %s"
              .formatted(
                  job.conditions().singleton(), tenant, taken(SINGLETON, kind).get(0).job.id());
      case ARRAY ->
          "array %s%s has %d of %d elements queued or placed"
              .formatted(array(job).id(), tenant, taken, array(job).atMost());
      case CONCURRENCY ->
          "label %s=%s has %d of %d jobs queued or placed"
              .formatted(concurrency.label(), kind, taken, concurrency.atMost());
      default ->
          "tenant %s has used up its %d jobs per %s"
              .formatted(job.tenant(), rate.permits(), rate.per());
    };
  }

  private static JobArray array(Job job) {
    return Objects.requireNonNull(job.conditions().array());
  }

  private static Instant notBefore(Entry entry) {
    return Objects.requireNonNull(entry.job.conditions().notBefore());
  }
}
