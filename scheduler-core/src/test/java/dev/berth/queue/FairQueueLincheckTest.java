package dev.berth.queue;

import dev.berth.queue.FairQueue.Entry;
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
 * Every outcome of small concurrent programs is one that {@link NaiveFair} could have given in some
 * order of the same calls. {@code -Dberth.deep=true} looks longer.
 */
class FairQueueLincheckTest {
  private static final boolean DEEP = Boolean.getBoolean("berth.deep");
  private static final int PRESET = 4;
  private static final int MAX_THREADS = 8;

  @Test
  void modelChecking_allOperations_linearizable() {
    new ModelCheckingOptions()
        .iterations(DEEP ? 50 : 10)
        .invocationsPerIteration(DEEP ? 1_000 : 100)
        .threads(3)
        .actorsBefore(1)
        .actorsPerThread(3)
        .actorsAfter(3)
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
        .actorsAfter(3)
        .sequentialSpecification(Specification.class)
        .check(AllOperations.class);
  }

  @Test
  void modelChecking_orderOfTenants_linearizable() {
    new ModelCheckingOptions()
        .iterations(DEEP ? 100 : 30)
        .invocationsPerIteration(DEEP ? 1_000 : 100)
        .threads(2)
        .actorsBefore(0)
        .actorsPerThread(3)
        .actorsAfter(2)
        .sequentialSpecification(OrderSpecification.class)
        .check(Order.class);
  }

  /**
   * Four entries of two tenants are there from the start and may be removed by several threads at
   * once; besides, a thread may remove the one it put in last.
   */
  @Param(name = "tenant", gen = IntGen.class, conf = "1:3")
  @Param(name = "thread", gen = ThreadIdGen.class)
  @Param(name = "which", gen = IntGen.class, conf = "0:3")
  public static class AllOperations {
    private final FairQueue<String> queue = new FairQueue<>(1, 100);
    private final List<Entry<String>> preset = new ArrayList<>();
    private final Map<Integer, Entry<String>> own = new ConcurrentHashMap<>();
    private final int[] offers = new int[MAX_THREADS];

    public AllOperations() {
      for (int i = 0; i < PRESET; i++) {
        preset.add(queue.offer(presetTenant(i), presetCost(i), presetElement(i)));
      }
    }

    @Operation
    public void offer(@Param(name = "thread") int thread, @Param(name = "tenant") int tenant) {
      own.put(thread, queue.offer("t" + tenant, tenant, element(thread, offers[thread]++)));
    }

    @Operation(nonParallelGroup = "consumer")
    public void putFirst(@Param(name = "thread") int thread, @Param(name = "tenant") int tenant) {
      own.put(thread, queue.putFirst("t" + tenant, tenant, element(thread, offers[thread]++)));
    }

    @Operation(nonParallelGroup = "consumer")
    public @Nullable String poll() {
      Entry<String> entry = queue.poll();
      return entry == null ? null : entry.element();
    }

    /** Gives the tenant: the element may be removed before it is read. */
    @Operation(nonParallelGroup = "consumer")
    public @Nullable String peek() {
      Entry<String> entry = queue.peek();
      return entry == null ? null : entry.tenant();
    }

    @Operation(nonParallelGroup = "consumer")
    public boolean take(@Param(name = "which") int which) {
      return queue.take(preset.get(which));
    }

    @Operation
    public boolean removeOwn(@Param(name = "thread") int thread) {
      Entry<String> entry = own.get(thread);
      return entry != null && queue.remove(entry);
    }

    @Operation
    public boolean removePreset(@Param(name = "which") int which) {
      return queue.remove(preset.get(which));
    }

    @Validate
    public void sizeWhenQuiet_isWhatIsVisited() {
      AtomicInteger visited = new AtomicInteger();
      queue.forEach(element -> visited.incrementAndGet());
      if (visited.get() != queue.size()) {
        throw new IllegalStateException("size %d, visited %s".formatted(queue.size(), visited));
      }
    }
  }

  /** {@link AllOperations}, on the oracle. */
  public static class Specification {
    private final NaiveFair<String> naive = new NaiveFair<>(1);
    private final int[] offers = new int[MAX_THREADS];

    public Specification() {
      for (int i = 0; i < PRESET; i++) {
        naive.offer(presetTenant(i), presetCost(i), presetElement(i));
      }
    }

    public void offer(int thread, int tenant) {
      naive.offer("t" + tenant, tenant, element(thread, offers[thread]++));
    }

    public void putFirst(int thread, int tenant) {
      naive.putFirst("t" + tenant, tenant, element(thread, offers[thread]++));
    }

    public @Nullable String poll() {
      return naive.poll();
    }

    public @Nullable String peek() {
      return naive.peekTenant();
    }

    public boolean take(int which) {
      return naive.take(presetElement(which));
    }

    public boolean removeOwn(int thread) {
      return offers[thread] > 0 && naive.remove(element(thread, offers[thread] - 1));
    }

    public boolean removePreset(int which) {
      return naive.remove(presetElement(which));
    }
  }

  /**
   * Tenant 1 owes, tenant 2 is next and tenant 3 is not known yet, so that a poll that passes the
   * idle tenant 1 while it comes back, or takes what was removed while another came, is noticed.
   */
  @Param(name = "tenant", gen = IntGen.class, conf = "1:3")
  public static class Order {
    private final FairQueue<Integer> queue = new FairQueue<>();
    private final Entry<Integer> second;

    public Order() {
      queue.offer("t1", 2, 1);
      queue.poll();
      second = queue.offer("t2", 3, 2);
      queue.offer("t2", 3, 3);
    }

    @Operation
    public void offer(@Param(name = "tenant") int tenant) {
      queue.offer("t" + tenant, tenant, 10 * tenant);
    }

    @Operation
    public boolean remove() {
      return queue.remove(second);
    }

    @Operation(nonParallelGroup = "consumer")
    public @Nullable Integer poll() {
      Entry<Integer> entry = queue.poll();
      return entry == null ? null : entry.element();
    }
  }

  /** {@link Order}, on the oracle. */
  public static class OrderSpecification {
    private final NaiveFair<Integer> naive = new NaiveFair<>(0);

    public OrderSpecification() {
      naive.offer("t1", 2, 1);
      naive.poll();
      naive.offer("t2", 3, 2);
      naive.offer("t2", 3, 3);
    }

    public void offer(int tenant) {
      naive.offer("t" + tenant, tenant, 10 * tenant);
    }

    public boolean remove() {
      return naive.remove(2);
    }

    public @Nullable Integer poll() {
      return naive.poll();
    }
  }

  private static String presetTenant(int index) {
    return "t" + (1 + index % 2);
  }

  private static long presetCost(int index) {
    return 1L + index;
  }

  private static String presetElement(int index) {
    return "preset " + index;
  }

  private static String element(int thread, int sequence) {
    return "thread " + thread + " #" + sequence;
  }
}
