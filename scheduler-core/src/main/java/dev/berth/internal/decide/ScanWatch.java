package dev.berth.internal.decide;

import dev.berth.internal.plugin.PluginSlot;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells a watchdog which plugin a scan thread is in, and lets it interrupt one that overruns.
 *
 * <p><b>Thread-safety:</b> {@code start}, {@code enter} and {@code leave} by the scan thread,
 * {@code interrupt} by the watchdog. <b>Cost:</b> two opaque stores and an opaque load for a plugin
 * and block.
 *
 * <p><b>Guarantee:</b> a plugin that reacts to interruption gives the scan thread back soon after
 * its time is up. One that does not stalls the scan until it returns; no JVM offers a safe way to
 * stop it.
 */
final class ScanWatch {

  private final AtomicReference<@Nullable PluginSlot<?>> current = new AtomicReference<>();
  private final AtomicReference<@Nullable PluginSlot<?>> overrun = new AtomicReference<>();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

  void start(Thread scanThread) {
    thread.setOpaque(scanThread);
  }

  void enter(PluginSlot<?> slot) {
    current.setOpaque(slot);
  }

  /** The plugin that was interrupted, or null; the scan thread's interrupt is spent. */
  @Nullable PluginSlot<?> leave() {
    current.setOpaque(null);
    PluginSlot<?> interrupted = overrun.getOpaque();
    if (interrupted != null) {
      overrun.set(null);
      // The interrupt was meant for the plugin, not for what this thread does next. It may be in
      // flight still; whoever parks on this thread copes with one that comes for nothing.
      boolean ignored = Thread.interrupted();
    }
    return interrupted;
  }

  /** Interrupts the plugin that runs, once. */
  void interrupt() {
    PluginSlot<?> slot = current.getOpaque();
    Thread scanThread = thread.getOpaque();
    if (slot != null && scanThread != null && overrun.compareAndSet(null, slot)) {
      scanThread.interrupt();
    }
  }
}
