package dev.berth.internal.policy.share;

import dev.berth.model.Resources;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Resources by number, and how much of each the fleet has. A resource that is gone keeps the amount
 * there was last: who used it would else be owed nothing for it as soon as its last worker left.
 */
final class Dimensions {
  static final int CPU = 0;
  static final int MEMORY = 1;
  static final int GPU = 2;
  static final int STORAGE = 3;

  /** How many there are without extras. */
  static final int STANDARD = 4;

  private final Map<String, Integer> extras = new HashMap<>();
  private double[] capacity = new double[STANDARD];
  private long version;

  void capacity(Resources total) {
    set(CPU, total.cpuMillis());
    set(MEMORY, total.memoryBytes());
    set(GPU, total.gpuMillis());
    set(STORAGE, total.storageBytes());
    List<Map.Entry<String, Long>> list = total.extraList();
    for (int i = 0; i < list.size(); i++) {
      set(extra(list.get(i).getKey()), list.get(i).getValue());
    }
    version++;
  }

  double capacity(int dimension) {
    return dimension < capacity.length ? capacity[dimension] : 0;
  }

  /** Changes with the capacity. */
  long version() {
    return version;
  }

  int extra(String name) {
    Integer known = extras.get(name);
    if (known != null) {
      return known;
    }
    int dimension = STANDARD + extras.size();
    extras.put(name, dimension);
    return dimension;
  }

  int number(String resource) {
    return switch (resource) {
      case Resources.CPU -> CPU;
      case Resources.MEMORY -> MEMORY;
      case Resources.GPU -> GPU;
      case Resources.STORAGE -> STORAGE;
      default -> extra(resource);
    };
  }

  private void set(int dimension, long amount) {
    if (dimension >= capacity.length) {
      capacity = Arrays.copyOf(capacity, dimension + 1);
    }
    if (amount > 0) {
      capacity[dimension] = amount;
    }
  }
}
