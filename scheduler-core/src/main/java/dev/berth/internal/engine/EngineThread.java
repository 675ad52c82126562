package dev.berth.internal.engine;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the engine's cycles on a thread of their own, with a watchdog beside it that interrupts
 * plugins which overrun.
 *
 * <p><b>Thread-safety:</b> {@code start} once; {@code awaitEnd} from any thread.
 */
final class EngineThread {

  private static final Logger LOG = LoggerFactory.getLogger(EngineThread.class);

  /** An idle engine looks at its clock this often, for clocks that do not move with real time. */
  private static final long LONGEST_PARK = TimeUnit.MILLISECONDS.toNanos(50);

  private static final long WATCHDOG_PERIOD = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long CLOSE_MILLIS = 10_000;

  private final Engine engine;
  private final EngineOptions options;
  private final Thread thread = new Thread(this::run, "berth-engine");
  private final Thread watchdog = new Thread(this::watch, "berth-watchdog");

  EngineThread(Engine engine, EngineOptions options) {
    this.engine = engine;
    this.options = options;
    thread.setDaemon(true);
    watchdog.setDaemon(true);
  }

  void start() {
    thread.start();
    watchdog.start();
  }

  private void run() {
    try {
      runCycles();
      engine.finish();
    } catch (Throwable failure) { // a thread that dies in silence would leave everybody waiting
      engine.fail(failure);
    }
  }

  private void runCycles() {
    while (!engine.intake().isClosed()) {
      if (!engine.cycle()) {
        engine.intake().park(untilNextTimer());
        // An interrupt meant for a plugin may come late; left standing, no park would wait any
        // more.
        boolean ignored = Thread.interrupted();
      }
    }
  }

  private long untilNextTimer() {
    OptionalLong next = engine.nextTimer();
    if (next.isEmpty()) {
      return LONGEST_PARK;
    }
    return Math.max(1, Math.min(LONGEST_PARK, next.getAsLong() - options.ticker().nanos()));
  }

  private void watch() {
    while (thread.isAlive()) {
      LockSupport.parkNanos(this, WATCHDOG_PERIOD);
      engine.interruptOverruns();
    }
  }

  void awaitEnd() {
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_MILLIS);
      if (thread.isAlive()) {
        LOG.warn("the engine still runs {} ms after close; interrupting it", CLOSE_MILLIS);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
