package dev.berth.internal.engine;

import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
import org.jctools.queues.atomic.SpscUnboundedAtomicArrayQueue;

/**
 * Gives each listener a bounded queue and a thread of its own, and the futures a thread between
 * them.
 *
 * <p>A listener whose queue is full misses events; where the gap is, it is told how many. Notices
 * are never missed: each belongs to a caller who waits.
 */
final class ThreadedDispatch implements Dispatch {

  /** Stands in a listener's queue where events are missing. */
  private record Gap(long missed) {}

  private static final class Subscription {
    final ListenerGuard guard;
    final Pump<Object> pump;
    long missed;

    Subscription(ListenerGuard guard, int capacity) {
      this.guard = guard;
      pump =
          new Pump<>(
              "berth-listener-" + guard.name(),
              new SpscAtomicArrayQueue<>(capacity),
              this::hand,
              this::tellLastGap);
    }

    private void hand(Object message) {
      if (message instanceof SchedulerEvent event) {
        guard.onEvent(event);
      } else if (message instanceof Gap gap) {
        guard.onMissed(gap.missed());
      }
    }

    void offer(SchedulerEvent event) {
      if (guard.isSetAside()) {
        return;
      }
      if ((missed > 0 && !tellGap()) || !pump.offer(event)) {
        missed++;
      }
    }

    private boolean tellGap() {
      if (!pump.offer(new Gap(missed))) {
        return false;
      }
      missed = 0;
      return true;
    }

    /** What was missed after the last event that found room. On the pump's thread, at its end. */
    private void tellLastGap() {
      if (missed > 0) {
        guard.onMissed(missed);
      }
    }
  }

  private static final int NOTICE_CHUNK = 1024;

  private final int listenerQueue;
  private final ListenerGuard.Faults onFault;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Pump<Runnable> notices =
      new Pump<>(
          "berth-callbacks",
          new SpscUnboundedAtomicArrayQueue<>(NOTICE_CHUNK),
          Runnable::run,
          () -> {});

  ThreadedDispatch(int listenerQueue, ListenerGuard.Faults onFault) {
    this.listenerQueue = listenerQueue;
    this.onFault = onFault;
  }

  @Override
  public void add(SchedulerListener listener) {
    subscriptions.add(new Subscription(new ListenerGuard(listener, onFault), listenerQueue));
  }

  @Override
  public boolean hasListeners() {
    return !subscriptions.isEmpty();
  }

  @Override
  public void deliver(List<SchedulerEvent> events, List<Runnable> toNotify) {
    for (int i = 0; i < events.size(); i++) {
      for (Subscription subscription : subscriptions) {
        subscription.offer(events.get(i));
      }
    }
    for (Subscription subscription : subscriptions) {
      subscription.pump.wake();
    }
    for (int i = 0; i < toNotify.size(); i++) {
      notices.offer(toNotify.get(i));
    }
    notices.wake();
  }

  @Override
  public boolean isDelivering() {
    return notices.isOwnThread()
        || subscriptions.stream().anyMatch(subscription -> subscription.pump.isOwnThread());
  }

  @Override
  public void close() {
    subscriptions.forEach(subscription -> subscription.pump.close());
    notices.close();
  }
}
