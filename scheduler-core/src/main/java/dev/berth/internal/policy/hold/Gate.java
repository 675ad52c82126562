package dev.berth.internal.policy.hold;

import dev.berth.model.ConcurrencyLimit;
import dev.berth.model.JobState;
import dev.berth.model.RateLimit;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a job passes between its submission and the queue. Until it has passed, it is HELD, and can
 * say what for.
 *
 * <pre>
 *             conditions, in any order              passages, one after the other
 *             ┌────────────────────────────────┐   ┌────────────────────────────────────┐
 *   submit ──▶│ not suspended, notBefore came, │──▶│ singleton, array, concurrency caps,│──▶ queue
 *             │ jobs it depends on ended       │   │ admission by quota, rates          │
 *             └────────────────────────────────┘   └────────────────────────────────────┘
 * </pre>
 *
 * <p>What a passage gave, a job keeps until it is over, however often it is retried or evicted; or
 * until it is suspended: a suspended job has nothing that another could use, and gets in line again
 * by its age when it is resumed. As all take the passages in the same order, no two can wait for
 * each other. A condition that came true stays so.
 *
 * <p>A job that waits for another's end that can no longer be as it must is called off, and so are
 * those that needed it to go well.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> whatever lifts a hold costs O(1)
 * or O(log waiting) for each job it lets on, and nothing for those it does not; a job without
 * conditions costs a few comparisons. <b>Guarantee:</b> after each call every held job waits for
 * something that is not so.
 */
public final class Gate {

  /** Whoever moves the jobs. */
  public interface Keeper {
    /** A job may queue. */
    void passed(GatedJob job);

    /** A job is held, or is now held by something else than before; the reason in words. */
    void held(GatedJob job, String reason);

    /** A held job can never pass: it is over. */
    void calledOff(GatedJob job, String reason);
  }

  /** Sees to it that there is a cycle at a time, and that it does something. */
  @FunctionalInterface
  public interface Alarm {
    /** At that reading of the ticker; cannot be taken back. */
    void set(long deadline, Runnable action);
  }

  private static final Waits SUSPENSION = job -> "suspended";

  private final Admission admission;
  private final Keeper keeper;
  private final Alarm alarm;
  private final TimeHolds early = new TimeHolds();
  private final Dependents dependents = new Dependents(this::moved);
  private final AdmissionPassage admitting;
  private final int admissionAt;
  private final Passage[] passages;
  private final ArrayDeque<GatedJob> agenda = new ArrayDeque<>();
  private boolean settling;
  private long nanos;
  private Instant now = Instant.EPOCH;
  private boolean alarmSet;
  private long alarmAt;

  /** With nobody held. */
  public Gate(
      Admission admission,
      List<ConcurrencyLimit> concurrencyLimits,
      List<RateLimit> rateLimits,
      Keeper keeper,
      Alarm alarm) {
    this.admission = admission;
    this.keeper = keeper;
    this.alarm = alarm;
    Consumer<GatedJob> granted = this::granted;
    List<Passage> inOrder = new ArrayList<>();
    inOrder.add(new Singletons(granted));
    inOrder.add(new ArrayThrottle(granted));
    for (ConcurrencyLimit limit : concurrencyLimits) {
      inOrder.add(new ConcurrencyCap(limit, granted));
    }
    admitting = new AdmissionPassage(admission, granted);
    admissionAt = inOrder.size();
    inOrder.add(admitting);
    for (RateLimit limit : rateLimits) {
      // The last, so that nothing can hold back who has a permit, and all use theirs at once then.
      inOrder.add(new RateThrottle(limit, () -> nanos, alarm, granted));
    }
    passages = inOrder.toArray(Passage[]::new);
  }

  /** What the clocks show in this cycle. */
  public void startCycle(long newNanos, Instant newNow) {
    nanos = newNanos;
    now = newNow;
  }

  /** Lets on those whose time has come; returns whether there were any. */
  public boolean lookAtClock() {
    boolean any = false;
    for (Hold due = early.poll(now); due != null; due = early.poll(now)) {
      any = true;
      moved(due.job);
    }
    settle();
    setAlarm();
    return any;
  }

  private void setAlarm() {
    if (early.isEmpty() || (alarmSet && alarmAt - nanos > 0 && !isSooner())) {
      return;
    }
    alarmSet = true;
    alarmAt = nanos + early.nanosUntilNext(now);
    alarm.set(alarmAt, this::lookAtClock);
  }

  private boolean isSooner() {
    return nanos + early.nanosUntilNext(now) - alarmAt < 0;
  }

  // ---- a job's life

  /** Takes in a job that has its sequence number. */
  public void submitted(GatedJob job) {
    enter(job);
    ask(job);
    settle();
  }

  /** Takes in jobs that may depend on each other, in any order. */
  public void submitted(List<? extends GatedJob> jobs) {
    settling = true; // nobody goes on before all have been asked for
    try {
      jobs.forEach(this::enter);
      jobs.forEach(this::ask);
    } finally {
      settling = false;
    }
    settle();
  }

  private void enter(GatedJob job) {
    Hold hold = job.hold;
    if (hold != null) {
      Instant notBefore = job.job().conditions().notBefore();
      if (notBefore != null && notBefore.isAfter(now)) {
        early.add(hold);
        setAlarm();
      }
      dependents.enter(hold);
    }
  }

  private void ask(GatedJob job) {
    Hold hold = job.hold;
    if (hold == null || hold.doomed == null) {
      String refusal = admission.refusal(job);
      if (refusal != null) {
        hold = Hold.of(job);
        hold.doomed = refusal;
        hold.foreign = true;
      }
    } else {
      hold.foreign = true;
    }
    goOn(job, hold);
  }

  /** A job that waits at the gate, or in the queue that it was taken out of, is held back. */
  public void suspend(GatedJob job) {
    Hold hold = Hold.of(job);
    hold.suspended = true;
    giveBack(job, hold);
    waitFor(hold, SUSPENSION);
    settle();
  }

  /** Whether a job was suspended and not resumed since. */
  public boolean isSuspended(GatedJob job) {
    Hold hold = job.hold;
    return hold != null && hold.suspended;
  }

  /** Lifts the suspension of a job, and nothing else. */
  public void resume(GatedJob job) {
    Hold hold = Hold.of(job);
    hold.suspended = false;
    moved(job);
    settle();
  }

  /** A job is over: it gives back what it has, and those that wait for its end are seen to. */
  public void ended(GatedJob job) {
    Hold hold = job.hold;
    if (hold != null) {
      if (hold.early) {
        early.remove(hold);
      }
      dependents.withdraw(hold);
      dependents.ended(hold);
      hold.waits = null;
    }
    giveBack(job, hold);
    job.hold = null;
    if (hold == null || !hold.foreign) {
      admission.ended(job);
    }
    settle();
  }

  /** What holds a job as things stand, in words; null when nothing does. */
  public @Nullable String holding(GatedJob job) {
    String waitsFor = admission.waitsFor(job);
    return waitsFor == null ? job.heldBy() : waitsFor;
  }

  /** Whether a job that is not over has been admitted, and has not given that back. */
  public boolean isAdmitted(GatedJob job) {
    Hold hold = job.hold;
    return job.through || (hold != null && hold.passed > admissionAt);
  }

  /** Who is admitted may be others than before. */
  public void admissionChanged() {
    admitting.letIn();
    settle();
  }

  // ---- inside

  private void moved(GatedJob job) {
    agenda.add(job);
  }

  /** A passage gave a job in line what it waited for. */
  private void granted(GatedJob job) {
    Hold hold = Objects.requireNonNull(job.hold, "hold");
    hold.inLine = false;
    hold.passed++;
    moved(job);
  }

  /** Lets those on that something moved for, one after the other, until nothing moves any more. */
  private void settle() {
    if (settling) {
      return;
    }
    settling = true;
    try {
      for (GatedJob job = agenda.poll(); job != null; job = agenda.poll()) {
        Hold hold = job.hold;
        if (hold != null && !job.through) {
          goOn(job, hold);
        }
      }
    } finally {
      settling = false;
    }
  }

  private void goOn(GatedJob job, @Nullable Hold hold) {
    if (hold != null) {
      if (hold.doomed != null) {
        keeper.calledOff(job, hold.doomed);
        return;
      }
      Waits condition = openCondition(hold);
      if (condition != null) {
        waitFor(hold, condition);
        return;
      }
      if (hold.inLine) {
        return;
      }
    }
    for (int next = hold == null ? 0 : hold.passed; next < passages.length; next++) {
      Waits waits = passages[next].enter(job);
      if (waits != null) {
        Hold waiting = Hold.of(job);
        waiting.passed = next;
        waiting.inLine = true;
        waitFor(waiting, waits);
        return;
      }
    }
    pass(job, hold);
  }

  private @Nullable Waits openCondition(Hold hold) {
    if (hold.suspended) {
      return SUSPENSION;
    }
    if (hold.early) {
      return early;
    }
    return hold.unmet > 0 ? dependents : null;
  }

  private void pass(GatedJob job, @Nullable Hold hold) {
    job.through = true;
    if (hold != null) {
      hold.waits = null;
      Dependents.forget(hold);
      if (hold.firstDependent == null) {
        job.hold = null;
      }
    }
    keeper.passed(job);
  }

  private void waitFor(Hold hold, Waits waits) {
    if (hold.waits != waits) {
      hold.waits = waits;
      keeper.held(hold.job, waits.inWords(hold.job));
    }
  }

  private void giveBack(GatedJob job, @Nullable Hold hold) {
    int passed = job.through ? passages.length : hold == null ? 0 : hold.passed;
    job.through = false;
    if (hold != null) {
      if (hold.inLine) {
        passages[passed].withdraw(job);
        hold.inLine = false;
      }
      hold.passed = 0;
    }
    while (--passed >= 0) {
      passages[passed].leave(job);
    }
  }

  /**
   * Throws when a job is not where it says, or a slot is taken by nobody. For tests.
   *
   * @param live all jobs that were taken in and are not over
   */
  public void checkInvariants(Iterable<? extends GatedJob> live) {
    List<List<GatedJob>> through = new ArrayList<>();
    List<List<GatedJob>> lines = new ArrayList<>();
    for (int i = 0; i < passages.length; i++) {
      through.add(new ArrayList<>());
      lines.add(new ArrayList<>());
    }
    for (GatedJob job : live) {
      Hold hold = job.hold;
      boolean held = job.state() == JobState.HELD;
      if (job.through == held || held != (hold != null && hold.waits != null)) {
        throw new IllegalStateException(
            "job %s is %s, held by %s".formatted(job.id(), job.state(), job.heldBy()));
      }
      int passed = job.through ? passages.length : hold == null ? 0 : hold.passed;
      for (int i = 0; i < passed; i++) {
        through.get(i).add(job);
      }
      if (hold != null && hold.inLine) {
        lines.get(passed).add(job);
      }
    }
    for (int i = 0; i < passages.length; i++) {
      passages[i].check(through.get(i), lines.get(i));
    }
  }
}
