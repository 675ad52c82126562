package dev.berth.internal.engine;

import dev.berth.event.SchedulerEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one cycle has to tell: its events in order, and the futures it completes. Handed over when
 * the cycle is done, so that nothing a listener does can come between.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine thread.
 */
final class Outbox {

  /** Makes an event, given its number and time. */
  @FunctionalInterface
  interface EventSource {
    SchedulerEvent event(long sequence, Instant at);
  }

  private final Dispatch dispatch;
  private List<SchedulerEvent> events = new ArrayList<>();
  private List<Runnable> notices = new ArrayList<>();
  private long sequence;
  private Instant now = Instant.EPOCH;

  Outbox(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  /** A new cycle: what is told from now on bears this date. */
  void startCycle(Instant at) {
    now = at;
  }

  Instant now() {
    return now;
  }

  void tell(EventSource source) {
    sequence++;
    if (dispatch.hasListeners()) {
      events.add(source.event(sequence, now));
    }
  }

  /** Wakes those who wait for a job, if anybody does. */
  void notify(JobRecord job) {
    if (job.hasFutures()) {
      notices.add(job::notifyFutures);
    }
  }

  /** Answers a command. */
  void answer(Answer answer, @Nullable RuntimeException refusal) {
    notices.add(() -> answer.settle(refusal));
  }

  /** Runs an action where callers' code may run, after all that was told before. */
  void later(Runnable action) {
    notices.add(action);
  }

  /** Hands everything over; false when there was nothing. */
  boolean flush() {
    if (events.isEmpty() && notices.isEmpty()) {
      return false;
    }
    List<SchedulerEvent> told = events;
    List<Runnable> noticed = notices;
    events = new ArrayList<>();
    notices = new ArrayList<>();
    dispatch.deliver(told, noticed);
    return true;
  }
}
