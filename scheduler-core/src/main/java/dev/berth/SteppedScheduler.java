package dev.berth;

import dev.berth.internal.engine.EngineClient;
import java.util.OptionalLong;

/**
 * A scheduler without any thread: it works when it is stepped. For tests, simulation and hosts with
 * an event loop of their own.
 *
 * <p>Listeners are called and futures completed inside {@link #step}. With the same commands, clock
 * readings and seed it decides the same, event for event, and the same as a {@link Scheduler} whose
 * engine thread sees the commands in the same batches. A plugin that hangs is waited for: there is
 * no thread that could interrupt it.
 *
 * <p><b>Thread-safety:</b> commands and reads from any thread; {@code step}, {@code explain} and
 * {@code nextTimerNanos} by one thread at a time.
 */
public final class SteppedScheduler extends Scheduler {

  SteppedScheduler(EngineClient engine) {
    super(engine);
  }

  /**
   * Takes in the commands that wait, fires the timers that are due and decides until nothing more
   * can be placed.
   *
   * @return whether there was anything to do
   * @throws IllegalStateException when called from within a step
   */
  public boolean step() {
    return engine().step();
  }

  /** The ticker reading at which a step has something to do by itself; empty when there is none. */
  public OptionalLong nextTimerNanos() {
    return engine().nextTimer();
  }
}
