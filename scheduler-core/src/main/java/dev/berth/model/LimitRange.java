package dev.berth.model;

import java.util.Map;
import java.util.TreeMap;

/**
 * How much one job may ask for, at least and at most, and what it gets when it names nothing.
 *
 * <p>Defaults come first: a resource of which a job asks 0 gets the default, then minimum and
 * maximum are held against what it asks. A job that asks for whole GPUs and one that gets them by
 * default are the same job.
 *
 * <p><b>Units:</b> as {@link Resources}. <b>Thread-safety:</b> immutable. <b>Source:</b>
 * Kubernetes' LimitRange.
 *
 * @param name for messages
 * @param minimum by resource; what is not named may be 0
 * @param maximum by resource; what is not named has no maximum
 * @param defaults by resource, above zero, between minimum and maximum; of GPU up to one device's
 *     1,000 thousandths, or whole devices
 */
public record LimitRange(
    String name, Map<String, Long> minimum, Map<String, Long> maximum, Map<String, Long> defaults) {

  /** Anything goes, and nothing is added. */
  public static final LimitRange NONE = new LimitRange("none", Map.of(), Map.of(), Map.of());

  public LimitRange {
    Check.id("name", name, "limit range");
    String owner = "limit range " + name;
    minimum = Check.amountsByName("minimum", minimum, Limits.AMOUNT, owner);
    maximum = Check.amountsByName("maximum", maximum, Limits.AMOUNT, owner);
    defaults = Check.amountsByName("defaults", defaults, Limits.AMOUNT, owner);
    for (Map.Entry<String, Long> least : minimum.entrySet()) {
      checkOrder("minimum", least.getKey(), least.getValue(), maximum, owner);
    }
    for (Map.Entry<String, Long> usual : defaults.entrySet()) {
      String resource = usual.getKey();
      long amount = usual.getValue();
      checkOrder("default", resource, amount, maximum, owner);
      long least = minimum.getOrDefault(resource, 1L);
      if (amount < least) {
        throw Check.refused("default of " + resource, amount, owner, "be at least " + least);
      }
      if (resource.equals(Resources.GPU)) {
        checkDevices(amount, owner);
      }
    }
  }

  private static void checkOrder(
      String field, String resource, long amount, Map<String, Long> maximum, String owner) {
    long most = maximum.getOrDefault(resource, Long.MAX_VALUE);
    if (amount > most) {
      throw Check.refused(
          field + " of " + resource, amount, owner, "be at most the maximum, " + most);
    }
  }

  private static void checkDevices(long amount, String owner) {
    boolean share = amount <= GpuDevice.MILLIS;
    if (!share && (amount % GpuDevice.MILLIS != 0 || amount / GpuDevice.MILLIS > Limits.GPUS)) {
      throw Check.refused(
          "default of gpu",
          amount,
          owner,
          "be a share of one device or up to " + Limits.GPUS + " whole ones of 1000");
    }
  }

  /**
   * The job with its defaults.
   *
   * @throws IllegalArgumentException naming the resource, what the job asks and the limit, when
   *     that is below the minimum or above the maximum
   */
  public Job applyTo(Job job) {
    Job complete = lacksDefault(job) ? job.sharing(withDefaults(job.requirements())) : job;
    Resources asked = complete.requirements().resources();
    minimum.forEach(
        (resource, least) -> {
          if (asked.get(resource) < least) {
            throw refused(job, resource, asked.get(resource), "at least", least, "minimum");
          }
        });
    maximum.forEach(
        (resource, most) -> {
          if (asked.get(resource) > most) {
            throw refused(job, resource, asked.get(resource), "at most", most, "maximum");
          }
        });
    return complete;
  }

  private IllegalArgumentException refused(
      Job job, String resource, long asked, String how, long limit, String which) {
    Amounts.Pair pair = Amounts.pair(resource, asked, limit);
    return Check.refused(
        resource,
        pair.first(),
        "job " + job.id(),
        "be " + how + " " + pair.second() + ", the " + which + " of limit range " + name);
  }

  private boolean lacksDefault(Job job) {
    Resources asked = job.requirements().resources();
    return defaults.keySet().stream().anyMatch(resource -> asked.get(resource) == 0);
  }

  private Requirements withDefaults(Requirements given) {
    Resources asked = given.resources();
    var extras = new TreeMap<>(asked.extras());
    defaults.forEach(
        (resource, amount) -> {
          if (!Resources.isStandard(resource)) {
            extras.putIfAbsent(resource, amount);
          }
        });
    GpuRequest gpus = given.gpus().count() > 0 ? given.gpus() : gpus(defaultOf(Resources.GPU, 0));
    var resources =
        new Resources(
            defaultOf(Resources.CPU, asked.cpuMillis()),
            defaultOf(Resources.MEMORY, asked.memoryBytes()),
            gpus.totalMillis(),
            defaultOf(Resources.STORAGE, asked.storageBytes()),
            extras);
    return new Requirements(
        resources,
        gpus,
        given.nodeSelector(),
        given.nodeAffinity(),
        given.tolerations(),
        given.near(),
        given.spreads(),
        given.jobAffinity());
  }

  private long defaultOf(String resource, long asked) {
    return asked == 0 ? defaults.getOrDefault(resource, 0L) : asked;
  }

  private static GpuRequest gpus(long millis) {
    if (millis == 0) {
      return GpuRequest.NONE;
    }
    return millis < GpuDevice.MILLIS
        ? GpuRequest.share((int) millis)
        : GpuRequest.whole((int) (millis / GpuDevice.MILLIS));
  }

  /** A builder for a range of that name without limits. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Collects limits.
   *
   * <ul>
   *   <li>{@code minimum}: 0; {@code maximum}: none; {@code byDefault}: nothing
   * </ul>
   *
   * <p><b>Thread-safety:</b> none.
   */
  public static final class Builder {
    private final String name;
    private final Map<String, Long> minimum = new TreeMap<>();
    private final Map<String, Long> maximum = new TreeMap<>();
    private final Map<String, Long> defaults = new TreeMap<>();

    private Builder(String name) {
      this.name = Check.id("name", name, "limit range");
    }

    /** What a job must ask of a resource at least. */
    public Builder minimum(String resource, long amount) {
      return put("minimum", minimum, resource, amount);
    }

    /** What a job may ask of a resource at most. */
    public Builder maximum(String resource, long amount) {
      return put("maximum", maximum, resource, amount);
    }

    /** What a job gets of a resource when it asks for none. */
    public Builder byDefault(String resource, long amount) {
      return put("default", defaults, resource, amount);
    }

    private Builder put(String field, Map<String, Long> amounts, String resource, long amount) {
      String owner = "limit range " + name;
      Check.labelKey("name of a resource", resource, owner);
      amounts.put(resource, Check.amount(field + " of " + resource, amount, Limits.AMOUNT, owner));
      return this;
    }

    public LimitRange build() {
      return new LimitRange(name, minimum, maximum, defaults);
    }
  }
}
