package dev.berth.internal.engine;

import java.util.HashMap;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every outcome of small concurrent programs is one that a map could have given in some order of
 * the same calls. {@code -Dberth.deep=true} looks longer.
 */
class IdIndexLincheckTest {
  private static final boolean DEEP = Boolean.getBoolean("berth.deep");

  @Test
  void modelChecking_allOperations_linearizable() {
    new ModelCheckingOptions()
        .iterations(DEEP ? 50 : 10)
        .invocationsPerIteration(DEEP ? 1_000 : 100)
        .threads(2)
        .actorsBefore(4)
        .actorsPerThread(3)
        .actorsAfter(1)
        .sequentialSpecification(Specification.class)
        .check(AllOperations.class);
  }

  @Test
  void stress_allOperations_linearizable() {
    new StressOptions()
        .iterations(DEEP ? 50 : 10)
        .invocationsPerIteration(DEEP ? 10_000 : 1_000)
        .threads(3)
        .actorsBefore(4)
        .actorsPerThread(3)
        .actorsAfter(1)
        .sequentialSpecification(Specification.class)
        .check(AllOperations.class);
  }

  private record Item(String id) {}

  /** Ids of one hash, so that all are in one segment and push each other along. */
  private static final Item[] ITEMS = {
    new Item("AaAaAa"), new Item("AaAaBB"), new Item("AaBBAa"), new Item("BBAaAa")
  };

  /** The index. */
  @Param(name = "item", gen = IntGen.class, conf = "0:3")
  public static class AllOperations {
    private final IdIndex<Item> index = new IdIndex<>(Item::id);

    @Operation
    public boolean put(@Param(name = "item") int item) {
      return index.putIfAbsent(ITEMS[item]) == null;
    }

    @Operation
    public boolean remove(@Param(name = "item") int item) {
      return index.remove(ITEMS[item]);
    }

    @Operation
    public @Nullable String get(@Param(name = "item") int item) {
      Item found = index.get(ITEMS[item].id());
      return found == null ? null : found.id();
    }
  }

  /** The same with a map. */
  public static class Specification {
    private final Map<String, Item> items = new HashMap<>();

    public boolean put(int item) {
      return items.putIfAbsent(ITEMS[item].id(), ITEMS[item]) == null;
    }

    public boolean remove(int item) {
      return items.remove(ITEMS[item].id()) != null;
    }

    public @Nullable String get(int item) {
      Item found = items.get(ITEMS[item].id());
      return found == null ? null : found.id();
    }
  }
}
