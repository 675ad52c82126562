package dev.berth.testing;

import dev.berth.event.EngineEvent;
import dev.berth.event.JobEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import dev.berth.event.WorkerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Remembers every event, and lets a test wait for one. Safe from any thread. */
public final class RecordingListener implements SchedulerListener {

  private record Waiter(
      Predicate<SchedulerEvent> condition, CompletableFuture<SchedulerEvent> future) {}

  private final List<SchedulerEvent> events = new ArrayList<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private long missed;

  @Override
  public synchronized void onEvent(SchedulerEvent event) {
    events.add(event);
    waiters.removeIf(waiter -> waiter.condition.test(event) && waiter.future.complete(event));
  }

  @Override
  public synchronized void onMissed(long count) {
    missed += count;
  }

  /** Completes with the first event of this kind, heard already or not. */
  public synchronized CompletableFuture<SchedulerEvent> first(Predicate<SchedulerEvent> condition) {
    CompletableFuture<SchedulerEvent> future = new CompletableFuture<>();
    for (SchedulerEvent event : events) {
      if (condition.test(event)) {
        future.complete(event);
        return future;
      }
    }
    waiters.add(new Waiter(condition, future));
    return future;
  }

  /** All events so far. */
  public synchronized List<SchedulerEvent> events() {
    return List.copyOf(events);
  }

  /** All events so far of one kind. */
  public <T extends SchedulerEvent> List<T> events(Class<T> kind) {
    return events().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** How many events it was told it missed. */
  public synchronized long missed() {
    return missed;
  }

  /** What happened, one short line an event, such as "Placed j-1 w-1"; then forgets it. */
  public synchronized List<String> take() {
    List<String> lines = events.stream().map(RecordingListener::line).toList();
    events.clear();
    return lines;
  }

  /** Forgets what it has heard. */
  public synchronized void forget() {
    events.clear();
  }

  private static String line(SchedulerEvent event) {
    StringBuilder line = new StringBuilder(event.getClass().getSimpleName());
    if (event instanceof JobEvent job) {
      line.append(' ').append(job.jobId());
    }
    if (event instanceof WorkerEvent worker) {
      line.append(' ').append(worker.workerId());
    }
    if (event instanceof JobEvent.Placed placed) {
      line.append(' ').append(placed.placement().workerId());
    } else if (event instanceof JobEvent.Failed failed) {
      line.append(failed.willRetry() ? " again" : " for good");
    } else if (event instanceof WorkerEvent.StateChanged changed) {
      line.append(' ').append(changed.from()).append(" to ").append(changed.to());
    } else if (event instanceof EngineEvent.PluginFaulted faulted) {
      line.append(' ').append(faulted.plugin()).append(' ').append(faulted.jobId());
    } else if (event instanceof EngineEvent.PluginSetAside aside) {
      line.append(' ').append(aside.plugin());
    }
    return line.toString();
  }
}
