package dev.berth.internal.engine;

import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue and the thread that empties it.
 *
 * <p><b>Thread-safety:</b> {@code offer}, {@code wake} and {@code close} by one thread, the
 * engine's; none of them waits but {@code close}. <b>Cost:</b> the thread parks when there is
 * nothing to do.
 *
 * @param <T> what is handed over
 */
final class Pump<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
  private static final long LONGEST_PARK = TimeUnit.SECONDS.toNanos(1);
  private static final long CLOSE_MILLIS = 5_000;

  private final Queue<T> queue;
  private final Consumer<? super T> consumer;
  private final Runnable last;
  private final Thread thread;
  private volatile boolean parked;
  private volatile boolean closed;

  /**
   * Starts a thread.
   *
   * @param last run when the queue was closed and emptied; sees what the closing thread wrote
   */
  Pump(String name, Queue<T> queue, Consumer<? super T> consumer, Runnable last) {
    this.queue = queue;
    this.consumer = consumer;
    this.last = last;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Hands over one; false when the queue is full. */
  boolean offer(T message) {
    return queue.offer(message);
  }

  /** Sees to it that what was offered is worked on. */
  void wake() {
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  /** Lets the thread finish what is queued, and waits for it a while. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_MILLIS);
      if (thread.isAlive()) {
        LOG.warn(
            "{} still runs {} ms after close; interrupting it", thread.getName(), CLOSE_MILLIS);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the calling thread is the one that empties the queue. */
  boolean isOwnThread() {
    return thread == Thread.currentThread();
  }

  private void run() {
    while (true) {
      boolean wasClosed = closed; // read first: nothing is offered after it
      T message = queue.poll();
      if (message != null) {
        guarded(() -> consumer.accept(message));
      } else if (wasClosed) {
        guarded(last);
        return;
      } else {
        park();
      }
    }
  }

  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (Throwable thrown) { // guards below catch what users throw; this is the last one
      LOG.error("{} could not deliver", thread.getName(), thrown);
    }
  }

  private void park() {
    parked = true;
    if (queue.isEmpty() && !closed) {
      LockSupport.parkNanos(this, LONGEST_PARK);
    }
    parked = false;
    boolean ignored =
        Thread.interrupted(); // nobody has a reason to; a park would not wait any more
  }
}
