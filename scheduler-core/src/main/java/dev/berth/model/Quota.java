package dev.berth.model;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How much the jobs of a tenant, of a queue, of a tenant in a queue, or of everybody may use at a
 * time. A job that would go over it is held until others have ended.
 *
 * <pre>{@code
 * Quota.builder("ci").tenant("ci").limit(CPU, 16_000).maxConcurrentJobs(40).build()
 * Quota.builder("research").tenant("research").limit(GPU, 8_000)
 *     .cohort("labs").borrowingLimit(GPU, 4_000).lendingLimit(GPU, 6_000).build()
 * }</pre>
 *
 * <p><b>Every quota that fits a job applies</b>, and the job is admitted when all have room.
 *
 * <p><b>Cohorts.</b> Without a cohort a limit is hard. In a cohort it is the quota's own, nominal
 * amount: what its jobs leave unused may be borrowed by other members, up to their borrowing limit,
 * of each member at most its lending limit. What it does not lend is its own at any time; what it
 * lent comes back when the borrower's jobs end, and while one of its jobs waits for that, nobody
 * borrows more.
 *
 * <p>A resource that is not named is not limited. <b>Units:</b> as {@link Resources}; amounts are
 * at most {@link Limits#QUOTA_AMOUNT}. <b>Thread-safety:</b> immutable. <b>Source:</b> Kueue's
 * ClusterQueue and cohort, Kubernetes' ResourceQuota and its scopes.
 *
 * @param name unique in a scheduler
 * @param tenant whose jobs; null for any tenant's
 * @param queue the jobs of which named queue; null for any
 * @param priorityClasses only jobs whose priority has one of these names; empty for any
 * @param limits by resource; 0 to allow none
 * @param maxJobs how many jobs may be there and not over; one more ends at once, cancelled
 * @param maxConcurrentJobs how many may be queued or placed; one more is held
 * @param cohort with whom it shares what is unused; null for nobody
 * @param borrowingLimits by resource, how much of others' it may use; as much as there is where not
 *     named
 * @param lendingLimits by resource, how much of its own others may use; all of it where not named
 * @param order who goes first among the jobs that wait for it
 */
public record Quota(
    String name,
    @Nullable String tenant,
    @Nullable String queue,
    Set<String> priorityClasses,
    Map<String, Long> limits,
    int maxJobs,
    int maxConcurrentJobs,
    @Nullable String cohort,
    Map<String, Long> borrowingLimits,
    Map<String, Long> lendingLimits,
    QuotaOrder order) {

  /** The number of jobs of a quota that does not limit it. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  public Quota {
    Check.id("name", name, "quota");
    String owner = "quota " + name;
    if (tenant != null) {
      Check.id("tenant", tenant, owner);
    }
    if (queue != null) {
      Check.id("queue", queue, owner);
    }
    priorityClasses = Check.ids("priorityClasses", priorityClasses, Limits.PRIORITY_CLASSES, owner);
    limits = Check.amountsByName("limits", limits, Limits.QUOTA_AMOUNT, owner);
    Check.notNegative("maxJobs", maxJobs, owner);
    Check.notNegative("maxConcurrentJobs", maxConcurrentJobs, owner);
    if (cohort != null) {
      Check.id("cohort", cohort, owner);
    }
    borrowingLimits =
        Check.amountsByName("borrowingLimits", borrowingLimits, Limits.QUOTA_AMOUNT, owner);
    lendingLimits = Check.amountsByName("lendingLimits", lendingLimits, Limits.QUOTA_AMOUNT, owner);
    checkShared("borrowingLimit", borrowingLimits, limits, cohort, owner);
    checkShared("lendingLimit", lendingLimits, limits, cohort, owner);
    Check.present("order", order, owner);
    if (limits.isEmpty() && maxJobs == UNLIMITED && maxConcurrentJobs == UNLIMITED) {
      throw Check.refused("limits", "none", owner, "name at least one resource or number of jobs");
    }
  }

  private static void checkShared(
      String field,
      Map<String, Long> shared,
      Map<String, Long> limits,
      @Nullable String cohort,
      String owner) {
    shared.forEach(
        (resource, amount) -> {
          if (cohort == null) {
            throw Check.refused(
                field + " of " + resource,
                amount,
                owner,
                "come with a cohort\nMaybe the cohort's name is missing: without one nothing is"
                    + " lent or borrowed.");
          }
          if (!limits.containsKey(resource)) {
            throw Check.refused(
                field + " of " + resource, amount, owner, "be of a resource that it limits");
          }
        });
  }

  /** Whether it counts that job. */
  public boolean appliesTo(Job job) {
    return (tenant == null || tenant.equals(job.tenant()))
        && (queue == null || queue.equals(job.queue()))
        && (priorityClasses.isEmpty() || priorityClasses.contains(job.priority().name()));
  }

  /** Whether one job may count for both. */
  public boolean overlaps(Quota other) {
    return (tenant == null || other.tenant == null || tenant.equals(other.tenant))
        && (queue == null || other.queue == null || queue.equals(other.queue))
        && (priorityClasses.isEmpty()
            || other.priorityClasses.isEmpty()
            || priorityClasses.stream().anyMatch(other.priorityClasses::contains));
  }

  /** Whom it is for, as in "tenant ci in queue nightly". */
  public String subject() {
    String who = tenant == null ? "every tenant" : "tenant " + tenant;
    String where = queue == null ? "" : " in queue " + queue;
    return who + where + (priorityClasses.isEmpty() ? "" : " with priority " + priorityClasses);
  }

  /** A builder for a quota of that name which limits nothing yet. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** A builder that starts with everything this quota says. */
  public Builder toBuilder() {
    var builder = new Builder(name);
    builder.tenant = tenant;
    builder.queue = queue;
    builder.priorityClasses.addAll(priorityClasses);
    builder.limits.putAll(limits);
    builder.maxJobs = maxJobs;
    builder.maxConcurrentJobs = maxConcurrentJobs;
    builder.cohort = cohort;
    builder.borrowingLimits.putAll(borrowingLimits);
    builder.lendingLimits.putAll(lendingLimits);
    builder.order = order;
    return builder;
  }

  /**
   * Collects what a quota is.
   *
   * <ul>
   *   <li>{@code tenant}, {@code queue}, {@code priorityClass}: any
   *   <li>{@code limit}: none; {@code maxJobs}, {@code maxConcurrentJobs}: {@link Quota#UNLIMITED}
   *   <li>{@code cohort}: none; {@code borrowingLimit}: as much as others leave; {@code
   *       lendingLimit}: all of it
   *   <li>{@code order}: {@link QuotaOrder#STRICT}
   * </ul>
   *
   * <p><b>Thread-safety:</b> none.
   */
  public static final class Builder {
    private final String name;
    private @Nullable String tenant;
    private @Nullable String queue;
    private final Set<String> priorityClasses = new TreeSet<>();
    private final Map<String, Long> limits = new TreeMap<>();
    private int maxJobs = UNLIMITED;
    private int maxConcurrentJobs = UNLIMITED;
    private @Nullable String cohort;
    private final Map<String, Long> borrowingLimits = new TreeMap<>();
    private final Map<String, Long> lendingLimits = new TreeMap<>();
    private QuotaOrder order = QuotaOrder.STRICT;

    private Builder(String name) {
      this.name = Check.id("name", name, "quota");
    }

    public Builder tenant(String tenant) {
      this.tenant = Check.id("tenant", tenant, owner());
      return this;
    }

    public Builder queue(String queue) {
      this.queue = Check.id("queue", queue, owner());
      return this;
    }

    /** Counts only jobs whose priority has this name, or that of another call. */
    public Builder priorityClass(String priorityName) {
      priorityClasses.add(Check.id("priorityClasses", priorityName, owner()));
      return this;
    }

    /** How much of a resource may be used; a later call for the same resource replaces it. */
    public Builder limit(String resource, long amount) {
      limits.put(resource(resource), amount("limit", resource, amount));
      return this;
    }

    public Builder maxJobs(int jobs) {
      maxJobs = jobs;
      return this;
    }

    public Builder maxConcurrentJobs(int jobs) {
      maxConcurrentJobs = jobs;
      return this;
    }

    public Builder cohort(String cohort) {
      this.cohort = Check.id("cohort", cohort, owner());
      return this;
    }

    /** How much of a resource may be borrowed at most; 0 to borrow none. */
    public Builder borrowingLimit(String resource, long amount) {
      borrowingLimits.put(resource(resource), amount("borrowingLimit", resource, amount));
      return this;
    }

    /** How much of a resource may be lent at most; 0 to lend none. */
    public Builder lendingLimit(String resource, long amount) {
      lendingLimits.put(resource(resource), amount("lendingLimit", resource, amount));
      return this;
    }

    public Builder order(QuotaOrder order) {
      this.order = Check.present("order", order, owner());
      return this;
    }

    private String owner() {
      return "quota " + name;
    }

    private String resource(String resource) {
      return Check.labelKey("name of a resource", resource, owner());
    }

    private long amount(String field, String resource, long amount) {
      return Check.amount(field + " of " + resource, amount, Limits.QUOTA_AMOUNT, owner());
    }

    public Quota build() {
      return new Quota(
          name,
          tenant,
          queue,
          priorityClasses,
          limits,
          maxJobs,
          maxConcurrentJobs,
          cohort,
          borrowingLimits,
          lendingLimits,
          order);
    }
  }
}
