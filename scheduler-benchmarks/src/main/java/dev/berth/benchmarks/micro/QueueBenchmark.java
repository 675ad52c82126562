package dev.berth.benchmarks.micro;

import dev.berth.queue.PriorityBands;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a job's way through the queue cost, in and out, beside {@link PriorityBlockingQueue}?
 *
 * <p><b>Workload:</b> 10,000 elements stand in the queue; five priorities in turn, first in first
 * out within one, for which the blocking queue needs a sequence number an element. {@code
 * oneThread} puts one in and takes one out; {@code twoThreads} hands 100,000 from one thread to
 * another.
 *
 * <p><b>Command:</b> {@code java -jar scheduler-benchmarks/target/benchmarks.jar QueueBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class QueueBenchmark {

  private static final int STANDING = 10_000;
  private static final int HANDED_OVER = 100_000;
  private static final int PRIORITIES = 5;

  /** The queues that are compared. */
  public enum Type {
    BANDS {
      @Override
      Line create() {
        return new BandsLine();
      }
    },
    BLOCKING {
      @Override
      Line create() {
        return new BlockingLine();
      }
    };

    abstract Line create();
  }

  interface Line {
    void put(int priority, Object element);

    @Nullable Object take();
  }

  @Param Type queue;

  private final Object element = new Object();
  private final Semaphore go = new Semaphore(0);
  private Line line;
  private int next;

  @Setup
  public void setUp() {
    line = queue.create();
    for (int i = 0; i < STANDING; i++) {
      line.put(i % PRIORITIES, element);
    }
    Thread producer = new Thread(this::produce, "producer");
    producer.setDaemon(true); // ends with the fork, so that its CPU time is counted to the last
    producer.start();
  }

  private void produce() {
    try {
      while (true) {
        go.acquire();
        for (int i = 0; i < HANDED_OVER; i++) {
          line.put(i % PRIORITIES, element);
        }
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** One in, one out. */
  @Benchmark
  public @Nullable Object oneThread() {
    next = (next + 1) % PRIORITIES;
    line.put(next, element);
    return line.take();
  }

  /** One thread puts in what another takes out; an empty queue is asked again. */
  @Benchmark
  @OperationsPerInvocation(HANDED_OVER)
  public int twoThreads() {
    go.release();
    int empty = 0;
    for (int taken = 0; taken < HANDED_OVER; ) {
      if (line.take() == null) {
        empty++;
        Thread.onSpinWait();
      } else {
        taken++;
      }
    }
    return empty;
  }

  private static final class BandsLine implements Line {
    private final PriorityBands<Object> bands = new PriorityBands<>();

    @Override
    public void put(int priority, Object element) {
      bands.offer(priority, element);
    }

    @Override
    public @Nullable Object take() {
      PriorityBands.Entry<Object> entry = bands.poll();
      return entry == null ? null : entry.element();
    }
  }

  private static final class BlockingLine implements Line {

    private record Numbered(int priority, long number, Object element)
        implements Comparable<Numbered> {
      @Override
      public int compareTo(Numbered other) {
        int order = Integer.compare(other.priority, priority);
        return order != 0 ? order : Long.compare(number, other.number);
      }
    }

    private final PriorityBlockingQueue<Numbered> queue = new PriorityBlockingQueue<>();
    private final AtomicLong numbers = new AtomicLong();

    @Override
    public void put(int priority, Object element) {
      queue.offer(new Numbered(priority, numbers.incrementAndGet(), element));
    }

    @Override
    public @Nullable Object take() {
      Numbered first = queue.poll();
      return first == null ? null : first.element;
    }
  }
}
