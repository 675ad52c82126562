package dev.berth.queue;

import dev.berth.queue.PriorityBands.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every outcome of small concurrent programs is one that {@link NaiveBands} could have given in
 * some order of the same calls. {@code -Dberth.deep=true} looks longer.
 */
class PriorityBandsLincheckTest {
  private static final boolean DEEP = Boolean.getBoolean("berth.deep");
  private static final int PRESET = 3;
  private static final int MAX_THREADS = 8;

  @Test
  void modelChecking_allOperations_linearizable() {
    new ModelCheckingOptions()
        .iterations(DEEP ? 50 : 10)
        .invocationsPerIteration(DEEP ? 1_000 : 100)
        .threads(3)
        .actorsBefore(1)
        .actorsPerThread(3)
        .actorsAfter(2)
        .sequentialSpecification(Specification.class)
        .check(AllOperations.class);
  }

  @Test
  void stress_allOperations_linearizable() {
    new StressOptions()
        .iterations(DEEP ? 50 : 15)
        .invocationsPerIteration(DEEP ? 10_000 : 1_000)
        .threads(3)
        .actorsBefore(1)
        .actorsPerThread(3)
        .actorsAfter(2)
        .sequentialSpecification(Specification.class)
        .check(AllOperations.class);
  }

  @Test
  void modelChecking_orderAcrossBands_linearizable() {
    new ModelCheckingOptions()
        .iterations(DEEP ? 100 : 30)
        .invocationsPerIteration(DEEP ? 1_000 : 100)
        .threads(2)
        .actorsBefore(0)
        .actorsPerThread(3)
        .actorsAfter(0)
        .sequentialSpecification(OrderSpecification.class)
        .check(Order.class);
  }

  /**
   * Three entries are there from the start and may be removed by several threads at once; besides,
   * a thread may remove the one it put in last.
   */
  @Param(name = "priority", gen = IntGen.class, conf = "1:3")
  @Param(name = "thread", gen = ThreadIdGen.class)
  public static class AllOperations {
    private final PriorityBands<String> bands = new PriorityBands<>();
    private final List<Entry<String>> preset = new ArrayList<>();
    private final Map<Integer, Entry<String>> own = new ConcurrentHashMap<>();
    private final int[] offers = new int[MAX_THREADS];

    public AllOperations() {
      for (int i = 0; i < PRESET; i++) {
        preset.add(bands.offer(presetPriority(i), presetElement(i)));
      }
    }

    @Operation
    public void offer(@Param(name = "thread") int thread, @Param(name = "priority") int priority) {
      own.put(thread, bands.offer(priority, element(thread, offers[thread]++)));
    }

    @Operation(nonParallelGroup = "consumer")
    public void putFirst(
        @Param(name = "thread") int thread, @Param(name = "priority") int priority) {
      own.put(thread, bands.putFirst(priority, element(thread, offers[thread]++)));
    }

    @Operation(nonParallelGroup = "consumer")
    public @Nullable String poll() {
      Entry<String> entry = bands.poll();
      return entry == null ? null : entry.element();
    }

    /** Gives the priority: the element may be removed before it is read. */
    @Operation(nonParallelGroup = "consumer")
    public @Nullable Integer peek() {
      Entry<String> entry = bands.peek();
      return entry == null ? null : entry.priority();
    }

    @Operation
    public boolean removeOwn(@Param(name = "thread") int thread) {
      Entry<String> entry = own.get(thread);
      return entry != null && bands.remove(entry);
    }

    @Operation
    public boolean removePreset(@Param(gen = IntGen.class, conf = "0:2") int which) {
      return bands.remove(preset.get(which));
    }

    @Validate
    public void sizeWhenQuiet_isWhatIsVisited() {
      AtomicInteger visited = new AtomicInteger();
      bands.forEach(element -> visited.incrementAndGet());
      if (visited.get() != bands.size()) {
        throw new IllegalStateException("size %d, visited %s".formatted(bands.size(), visited));
      }
    }
  }

  /** {@link AllOperations}, on the oracle. */
  public static class Specification {
    private final NaiveBands<String> naive = new NaiveBands<>();
    private final int[] offers = new int[MAX_THREADS];

    public Specification() {
      for (int i = 0; i < PRESET; i++) {
        naive.offer(presetPriority(i), presetElement(i));
      }
    }

    public void offer(int thread, int priority) {
      naive.offer(priority, element(thread, offers[thread]++));
    }

    public void putFirst(int thread, int priority) {
      naive.putFirst(priority, element(thread, offers[thread]++));
    }

    public @Nullable String poll() {
      return naive.poll();
    }

    public @Nullable Integer peek() {
      return naive.peekPriority();
    }

    public boolean removeOwn(int thread) {
      return offers[thread] > 0 && naive.remove(element(thread, offers[thread] - 1));
    }

    public boolean removePreset(int which) {
      return naive.remove(presetElement(which));
    }
  }

  /**
   * Only offer and poll, from empty: elements lying around would hide one taken too early. Bands 1
   * and 2 are there, so that one may fill, and 3 is not, so that one may appear, while a poll
   * looks.
   */
  @Param(name = "priority", gen = IntGen.class, conf = "1:3")
  public static class Order {
    private final PriorityBands<Integer> bands = new PriorityBands<>();

    public Order() {
      bands.offer(1, 1);
      bands.offer(2, 2);
      bands.poll();
      bands.poll();
    }

    @Operation
    public void offer(@Param(name = "priority") int priority) {
      bands.offer(priority, priority);
    }

    @Operation(nonParallelGroup = "consumer")
    public @Nullable Integer poll() {
      Entry<Integer> entry = bands.poll();
      return entry == null ? null : entry.element();
    }
  }

  /** {@link Order}, on the oracle. */
  public static class OrderSpecification {
    private final NaiveBands<Integer> naive = new NaiveBands<>();

    public void offer(int priority) {
      naive.offer(priority, priority);
    }

    public @Nullable Integer poll() {
      return naive.poll();
    }
  }

  private static int presetPriority(int index) {
    return 1 + index % 2;
  }

  private static String presetElement(int index) {
    return "preset " + index;
  }

  private static String element(int thread, int sequence) {
    return "thread " + thread + " #" + sequence;
  }
}
