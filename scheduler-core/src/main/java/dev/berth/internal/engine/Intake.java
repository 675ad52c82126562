package dev.berth.internal.engine;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscGrowableAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue by which other threads hand commands to the engine.
 *
 * <p><b>Thread-safety:</b> {@code offer} from any thread, lock-free; the rest by the engine thread.
 * <b>Guarantee:</b> a command that was taken is applied or rejected, even if the engine closes at
 * the same time.
 */
final class Intake {

  private static final int INITIAL_CAPACITY = 1024;
  private static final AtomicIntegerFieldUpdater<Intake> CLOSED =
      AtomicIntegerFieldUpdater.newUpdater(Intake.class, "closed");

  private final MpscGrowableAtomicArrayQueue<Command> queue;
  private volatile @Nullable Thread parked;
  private volatile int closed;
  private volatile boolean sealed;

  Intake(int capacity) {
    queue =
        new MpscGrowableAtomicArrayQueue<>(
            Math.min(INITIAL_CAPACITY, capacity / 2), Math.max(4, capacity));
  }

  int capacity() {
    return queue.capacity();
  }

  boolean isClosed() {
    return closed != 0;
  }

  /**
   * Hands in a command.
   *
   * @return false when the queue is full
   * @throws IllegalStateException when the scheduler is closed
   */
  boolean offer(Command command) {
    if (isClosed()) {
      throw closedException();
    }
    if (!queue.offer(command)) {
      return false;
    }
    if (sealed) {
      // The engine may have emptied the queue for the last time before this command came.
      throw closedException();
    }
    Thread engine = parked;
    if (engine != null) {
      LockSupport.unpark(engine);
    }
    return true;
  }

  static IllegalStateException closedException() {
    return new IllegalStateException("the scheduler is closed");
  }

  @Nullable Command poll() {
    return queue.poll();
  }

  int size() {
    return queue.size();
  }

  /** Waits for a command, at most so long. */
  void park(long nanos) {
    parked = Thread.currentThread();
    if (queue.isEmpty() && !isClosed()) {
      LockSupport.parkNanos(this, nanos);
    }
    parked = null;
  }

  /** Takes no more commands; true for the first who says so. */
  boolean close() {
    boolean first = CLOSED.compareAndSet(this, 0, 1);
    Thread engine = parked;
    if (engine != null) {
      LockSupport.unpark(engine);
    }
    return first;
  }

  /** Rejects whatever is left, and what slips in from now on. */
  void seal() {
    sealed = true;
    IllegalStateException reason = closedException();
    for (Command command = queue.poll(); command != null; command = queue.poll()) {
      command.reject(reason);
    }
  }
}
