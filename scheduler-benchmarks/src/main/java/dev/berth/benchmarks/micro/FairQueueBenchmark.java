package dev.berth.benchmarks.micro;

import dev.berth.queue.FairQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a job's way through the fair queue cost, in and out, by the number of tenants, beside a
 * {@link PriorityBlockingQueue} of elements that were tagged when they came?
 *
 * <p><b>Workload:</b> ten elements a tenant stand in the queue; one of a random tenant comes, of a
 * random cost of 1 to 100, and the next is taken. Weights of 1 to 8. The tagged elements are as
 * fair while weights stay as they are, and a removal that pays nothing is not asked of them.
 *
 * <p><b>Command:</b> {@code java -jar scheduler-benchmarks/target/benchmarks.jar
 * FairQueueBenchmark}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class FairQueueBenchmark {

  private static final int STANDING_A_TENANT = 10;
  private static final int ARRIVALS = 1 << 16;
  private static final int WEIGHTS = 8;
  private static final int MOST_COST = 100;

  /** The queues that are compared. */
  public enum Type {
    FAIR {
      @Override
      Line create() {
        return new FairLine();
      }
    },
    TAGGED {
      @Override
      Line create() {
        return new TaggedLine();
      }
    };

    abstract Line create();
  }

  interface Line {
    void weight(String tenant, int weight);

    void put(String tenant, int cost, Object element);

    @Nullable Object take();
  }

  @Param Type queue;

  @Param({"100", "10000"})
  int tenants;

  private final Object element = new Object();
  private final String[] arrivals = new String[ARRIVALS];
  private final int[] costs = new int[ARRIVALS];
  private Line line;
  private int next;

  @Setup
  public void setUp() {
    line = queue.create();
    String[] names = new String[tenants];
    for (int i = 0; i < tenants; i++) {
      names[i] = "tenant-" + i;
      line.weight(names[i], 1 + i % WEIGHTS);
    }
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < ARRIVALS; i++) {
      arrivals[i] = names[random.nextInt(tenants)];
      costs[i] = 1 + random.nextInt(MOST_COST);
    }
    for (int i = 0; i < STANDING_A_TENANT * tenants; i++) {
      put();
    }
  }

  /** One in, one out. */
  @Benchmark
  public @Nullable Object oneThread() {
    put();
    return line.take();
  }

  private void put() {
    next = (next + 1) % ARRIVALS;
    line.put(arrivals[next], costs[next], element);
  }

  private static final class FairLine implements Line {
    private final FairQueue<Object> fair = new FairQueue<>();

    @Override
    public void weight(String tenant, int weight) {
      fair.weight(tenant, weight);
    }

    @Override
    public void put(String tenant, int cost, Object element) {
      fair.offer(tenant, cost, element);
    }

    @Override
    public @Nullable Object take() {
      FairQueue.Entry<Object> entry = fair.poll();
      return entry == null ? null : entry.element();
    }
  }

  /** Every element has a tag: where its tenant's last one ended, or the tag taken last if later. */
  private static final class TaggedLine implements Line {

    private record Tagged(double tag, long number, Object element) implements Comparable<Tagged> {
      @Override
      public int compareTo(Tagged other) {
        int order = Double.compare(tag, other.tag);
        return order != 0 ? order : Long.compare(number, other.number);
      }
    }

    private final PriorityBlockingQueue<Tagged> queue = new PriorityBlockingQueue<>();
    private final Map<String, Double> ends = new HashMap<>();
    private final Map<String, Integer> weights = new HashMap<>();
    private double lastTaken;
    private long numbers;

    @Override
    public void weight(String tenant, int weight) {
      weights.put(tenant, weight);
    }

    @Override
    public synchronized void put(String tenant, int cost, Object element) {
      double tag = Math.max(lastTaken, ends.getOrDefault(tenant, 0.0));
      ends.put(tenant, tag + (double) cost / weights.getOrDefault(tenant, 1));
      queue.offer(new Tagged(tag, numbers++, element));
    }

    @Override
    public synchronized @Nullable Object take() {
      Tagged first = queue.poll();
      if (first == null) {
        return null;
      }
      lastTaken = first.tag;
      return first.element;
    }
  }
}
