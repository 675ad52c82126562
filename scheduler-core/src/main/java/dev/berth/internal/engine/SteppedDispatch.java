package dev.berth.internal.engine;

import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Calls listeners and completes futures inside the step, in order, on the stepping thread. */
final class SteppedDispatch implements Dispatch {

  private final List<ListenerGuard> listeners = new CopyOnWriteArrayList<>();
  private final ListenerGuard.Faults onFault;

  SteppedDispatch(ListenerGuard.Faults onFault) {
    this.onFault = onFault;
  }

  @Override
  public void add(SchedulerListener listener) {
    listeners.add(new ListenerGuard(listener, onFault));
  }

  @Override
  public boolean hasListeners() {
    return !listeners.isEmpty();
  }

  @Override
  public void deliver(List<SchedulerEvent> events, List<Runnable> notices) {
    for (SchedulerEvent event : events) {
      for (ListenerGuard listener : listeners) {
        listener.onEvent(event);
      }
    }
    notices.forEach(Runnable::run);
  }

  @Override
  public boolean isDelivering() {
    return false; // delivery is part of the step, and whoever steps knows that it does
  }

  @Override
  public void close() {}
}
