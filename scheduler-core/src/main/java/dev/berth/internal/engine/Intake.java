package dev.berth.internal.engine;

import java.util.ArrayList;
import java.util.List;
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
   * @throws IllegalStateException when the scheduler is closed; the command is neither applied nor
   *     rejected
   */
  boolean offer(Command command) {
    if (isClosed()) {
      throw closedException();
    }
    if (!queue.offer(command)) {
      return false;
    }
    if (sealed) {
      // The engine may have emptied the queue for the last time before this command came, or after.
      takeRest().forEach(late -> late.reject(closedException()));
      return true;
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

  /**
   * Ends the engine's work here: what slips in from now on is rejected by whoever brings it.
   *
   * @return what is left; the caller rejects it
   */
  List<Command> seal() {
    sealed = true;
    return takeRest();
  }

  /** Nobody polls but here once the intake is sealed, one thread at a time. */
  private synchronized List<Command> takeRest() {
    List<Command> rest = new ArrayList<>();
    for (Command command = queue.poll(); command != null; command = queue.poll()) {
      rest.add(command);
    }
    return rest;
  }
}
