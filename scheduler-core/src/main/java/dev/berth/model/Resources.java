package dev.berth.model;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Amounts of what a worker has and a job asks for: cpu, memory, gpu, storage and any number of
 * named extras.
 *
 * <p><b>Units:</b> cpu in millicores, gpu in thousandths of a device, memory and storage in bytes,
 * extras in whatever their name means to the host. No amount is negative.
 *
 * <p><b>Arithmetic</b> is exact: a sum that does not fit a {@code long} and a difference below zero
 * are an {@link ArithmeticException} that names the resource and both amounts.
 *
 * <p>An extra of amount 0 is the same as none and is left out, so equal amounts are equal values.
 * Extras iterate in alphabetical order. <b>Thread-safety:</b> immutable.
 */
public record Resources(
    long cpuMillis, long memoryBytes, long gpuMillis, long storageBytes, Map<String, Long> extras) {
  public static final String CPU = "cpu";
  public static final String MEMORY = "memory";
  public static final String GPU = "gpu";
  public static final String STORAGE = "storage";

  /** Nothing at all. */
  public static final Resources ZERO = new Resources(0, 0, 0, 0, Map.of());

  public Resources {
    Check.notNegative("cpuMillis", cpuMillis, Check.UNOWNED);
    Check.notNegative("memoryBytes", memoryBytes, Check.UNOWNED);
    Check.notNegative("gpuMillis", gpuMillis, Check.UNOWNED);
    Check.notNegative("storageBytes", storageBytes, Check.UNOWNED);
    extras = checkedExtras(extras);
  }

  private static Map<String, Long> checkedExtras(Map<String, Long> extras) {
    Check.present("extras", extras, Check.UNOWNED);
    if (extras.isEmpty()) {
      return Map.of();
    }
    var kept = new TreeMap<String, Long>();
    extras.forEach(
        (name, amount) -> {
          checkExtraName(name, Check.UNOWNED);
          Check.present("extra " + name, amount, Check.UNOWNED);
          if (Check.notNegative("extra " + name, amount, Check.UNOWNED) > 0) {
            kept.put(name, amount);
          }
        });
    return SortedArrayMap.copyOf(kept);
  }

  static void checkExtraName(String name, String owner) {
    Check.labelKey("name of an extra", name, owner);
    if (isStandard(name)) {
      throw Check.refused(
          "name of an extra", name, owner, "not be one of cpu, memory, gpu and storage");
    }
  }

  /** Whether it is cpu, memory, gpu or storage. */
  static boolean isStandard(String name) {
    return switch (name) {
      case CPU, MEMORY, GPU, STORAGE -> true;
      default -> false;
    };
  }

  /** The extras in order, for loops by index: an iterator would be garbage on a decision's path. */
  public List<Map.Entry<String, Long>> extraList() {
    return SortedArrayMap.entriesOf(extras);
  }

  /** A builder in which every amount is 0. */
  public static Builder builder() {
    return new Builder();
  }

  /** The amount of the resource of that name, standard or extra; 0 if there is none. */
  public long get(String name) {
    return switch (name) {
      case CPU -> cpuMillis;
      case MEMORY -> memoryBytes;
      case GPU -> gpuMillis;
      case STORAGE -> storageBytes;
      default -> extras.getOrDefault(name, 0L);
    };
  }

  /**
   * The exact sum.
   *
   * @throws ArithmeticException if a sum does not fit a {@code long}
   */
  public Resources plus(Resources other) {
    return combine(other, Resources::sum);
  }

  /**
   * The exact difference.
   *
   * @throws ArithmeticException if {@code other} has more of a resource than this
   */
  public Resources minus(Resources other) {
    return combine(other, Resources::difference);
  }

  /**
   * The exact product.
   *
   * @throws ArithmeticException if a product does not fit a {@code long}
   * @throws IllegalArgumentException if {@code factor} is negative
   */
  public Resources times(int factor) {
    Check.notNegative("factor", factor, Check.UNOWNED);
    var products = new TreeMap<String, Long>();
    extras.forEach((name, amount) -> products.put(name, product(name, amount, factor)));
    return new Resources(
        product(CPU, cpuMillis, factor),
        product(MEMORY, memoryBytes, factor),
        product(GPU, gpuMillis, factor),
        product(STORAGE, storageBytes, factor),
        products);
  }

  /** Whether {@code available} has at least as much of every resource. */
  public boolean fitsIn(Resources available) {
    if (cpuMillis > available.cpuMillis
        || memoryBytes > available.memoryBytes
        || gpuMillis > available.gpuMillis
        || storageBytes > available.storageBytes) {
      return false;
    }
    for (Map.Entry<String, Long> extra : extras.entrySet()) {
      if (extra.getValue() > available.get(extra.getKey())) {
        return false;
      }
    }
    return true;
  }

  public boolean isZero() {
    return cpuMillis == 0
        && memoryBytes == 0
        && gpuMillis == 0
        && storageBytes == 0
        && extras.isEmpty();
  }

  /** As in "cpu 2,000 millicores, memory 4 GiB"; "nothing" if every amount is 0. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    append(text, CPU, cpuMillis);
    append(text, MEMORY, memoryBytes);
    append(text, GPU, gpuMillis);
    append(text, STORAGE, storageBytes);
    extras.forEach((name, amount) -> append(text, name, amount));
    return text.length() == 0 ? "nothing" : text.toString();
  }

  private static void append(StringBuilder text, String name, long amount) {
    if (amount > 0) {
      text.append(text.length() == 0 ? "" : ", ").append(name).append(' ');
      text.append(Amounts.exact(name, amount));
    }
  }

  private Resources combine(Resources other, ExactOperation operation) {
    return new Resources(
        operation.apply(CPU, cpuMillis, other.cpuMillis),
        operation.apply(MEMORY, memoryBytes, other.memoryBytes),
        operation.apply(GPU, gpuMillis, other.gpuMillis),
        operation.apply(STORAGE, storageBytes, other.storageBytes),
        combineExtras(other, operation));
  }

  private Map<String, Long> combineExtras(Resources other, ExactOperation operation) {
    if (extras.isEmpty() && other.extras.isEmpty()) {
      return Map.of();
    }
    var names = new TreeSet<>(extras.keySet());
    names.addAll(other.extras.keySet());
    var combined = new TreeMap<String, Long>();
    for (String name : names) {
      combined.put(name, operation.apply(name, get(name), other.get(name)));
    }
    return combined;
  }

  private static long sum(String name, long a, long b) {
    long sum = a + b;
    if (sum < 0) {
      throw new ArithmeticException(name + ": " + a + " plus " + b + " is more than a long holds");
    }
    return sum;
  }

  private static long difference(String name, long a, long b) {
    if (b > a) {
      throw new ArithmeticException(name + ": " + a + " minus " + b + " is below 0");
    }
    return a - b;
  }

  private static long product(String name, long amount, int factor) {
    if (Math.multiplyHigh(amount, factor) != 0 || amount * factor < 0) {
      throw new ArithmeticException(
          name + ": " + amount + " times " + factor + " is more than a long holds");
    }
    return amount * factor;
  }

  private interface ExactOperation {
    long apply(String name, long a, long b);
  }

  /**
   * Collects amounts.
   *
   * <ul>
   *   <li>{@code cpuMillis}, {@code memoryBytes}, {@code gpuMillis}, {@code storageBytes}: 0
   *   <li>{@code extra}: none
   * </ul>
   */
  public static final class Builder {
    private long cpuMillis;
    private long memoryBytes;
    private long gpuMillis;
    private long storageBytes;
    private Map<String, Long> extras = Map.of();

    private Builder() {}

    public Builder cpuMillis(long cpuMillis) {
      this.cpuMillis = cpuMillis;
      return this;
    }

    public Builder memoryBytes(long memoryBytes) {
      this.memoryBytes = memoryBytes;
      return this;
    }

    public Builder gpuMillis(long gpuMillis) {
      this.gpuMillis = gpuMillis;
      return this;
    }

    public Builder storageBytes(long storageBytes) {
      this.storageBytes = storageBytes;
      return this;
    }

    /** Sets the amount of a named resource; a later call for the same name replaces it. */
    public Builder extra(String name, long amount) {
      checkExtraName(name, Check.UNOWNED);
      if (extras.isEmpty()) {
        extras = new TreeMap<>();
      }
      extras.put(name, amount);
      return this;
    }

    public Resources build() {
      return new Resources(cpuMillis, memoryBytes, gpuMillis, storageBytes, extras);
    }
  }
}
