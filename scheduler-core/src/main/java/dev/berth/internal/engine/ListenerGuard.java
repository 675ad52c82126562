package dev.berth.internal.engine;

import dev.berth.event.EngineEvent;
import dev.berth.event.SchedulerEvent;
import dev.berth.event.SchedulerListener;
import dev.berth.internal.plugin.Thrown;

/**
 * Calls a listener and catches what it throws; after {@value #MAX_FAULTS} throws in a row it is
 * called no more.
 *
 * <p><b>Thread-safety:</b> one thread calls; any may ask whether it is set aside.
 */
final class ListenerGuard {

  static final int MAX_FAULTS = 3;

  /** Is told of faults. */
  @FunctionalInterface
  interface Faults {
    void faulted(String listener, String message, boolean setAside);
  }

  private final SchedulerListener listener;
  private final Faults onFault;
  private int faults;
  private volatile boolean setAside;

  ListenerGuard(SchedulerListener listener, Faults onFault) {
    this.listener = listener;
    this.onFault = onFault;
  }

  boolean isSetAside() {
    return setAside;
  }

  String name() {
    return listener.getClass().getName();
  }

  void onEvent(SchedulerEvent event) {
    // Hearing of a fault in peace proves nothing. Else two listeners that throw in turns would tell
    // each other so for ever.
    call(() -> listener.onEvent(event), !(event instanceof EngineEvent.ListenerFaulted));
  }

  void onMissed(long count) {
    call(() -> listener.onMissed(count), true);
  }

  private void call(Runnable call, boolean provesSound) {
    if (setAside) {
      return;
    }
    try {
      call.run();
      if (provesSound) {
        faults = 0;
      }
    } catch (Throwable thrown) { // a listener may throw anything; it hurts only itself
      setAside = ++faults == MAX_FAULTS;
      onFault.faulted(name(), Thrown.describe(thrown), setAside);
    }
  }
}
