package dev.berth.model;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A named queue: what its jobs get when they say nothing, what they may ask for, and who may use
 * it. A job names its queue; {@link Quota}s limit what the jobs of a queue use together.
 *
 * <pre>{@code
 * JobQueue.builder("nightly").priorityClass(Priority.LOW).defaultTimeLimit(Duration.ofHours(1))
 *     .maxTimeLimit(Duration.ofHours(8)).allowTenant("ci").build()
 * }</pre>
 *
 * <p><b>Thread-safety:</b> immutable. <b>Source:</b> Slurm's partitions.
 *
 * @param name unique in a scheduler
 * @param priorityClass the priority of a job that names none, which is one of {@link
 *     Priority#MEDIUM}; null to leave it
 * @param defaultTimeLimit of a job that names none; {@code maxTimeLimit} if this is null
 * @param maxTimeLimit the most a job may name; null for any
 * @param tenants who may use it; empty for everybody
 * @param priority how much it counts beside other queues where a policy weighs queues, 0 to {@link
 *     Limits#QUEUE_PRIORITY}
 * @param limits what one job may ask for
 */
public record JobQueue(
    String name,
    @Nullable Priority priorityClass,
    @Nullable Duration defaultTimeLimit,
    @Nullable Duration maxTimeLimit,
    Set<String> tenants,
    int priority,
    LimitRange limits) {

  public JobQueue {
    Check.id("name", name, "queue");
    String owner = "queue " + name;
    Check.timeLimit("defaultTimeLimit", defaultTimeLimit, owner);
    Check.timeLimit("maxTimeLimit", maxTimeLimit, owner);
    if (defaultTimeLimit != null
        && maxTimeLimit != null
        && defaultTimeLimit.compareTo(maxTimeLimit) > 0) {
      throw Check.refused(
          "defaultTimeLimit",
          defaultTimeLimit,
          owner,
          "be at most its maxTimeLimit, " + maxTimeLimit);
    }
    tenants = Check.ids("tenants", tenants, Limits.TENANTS, owner);
    Check.range("priority", priority, 0, Limits.QUEUE_PRIORITY, owner);
    Check.present("limits", limits, owner);
  }

  /**
   * The job with this queue's defaults.
   *
   * @throws IllegalArgumentException naming the value and the limit, when the job may not use this
   *     queue, asks for too much or too little, or names too long a time limit
   */
  public Job applyTo(Job job) {
    String owner = "job " + job.id();
    if (!tenants.isEmpty() && !tenants.contains(job.tenant())) {
      throw Check.refused(
          "tenant", job.tenant(), owner, "be one that may use queue " + name + ": " + tenants);
    }
    Duration limit = job.timeLimit();
    if (limit != null && maxTimeLimit != null && limit.compareTo(maxTimeLimit) > 0) {
      throw Check.refused(
          "timeLimit", limit, owner, "be at most " + maxTimeLimit + ", the most in queue " + name);
    }
    return limits.applyTo(withDefaults(job));
  }

  private Job withDefaults(Job job) {
    Duration usual = defaultTimeLimit == null ? maxTimeLimit : defaultTimeLimit;
    boolean takesTime = job.timeLimit() == null && usual != null;
    boolean takesPriority =
        priorityClass != null
            && job.priority().equals(Priority.MEDIUM)
            && !priorityClass.equals(Priority.MEDIUM);
    if (!takesTime && !takesPriority) {
      return job;
    }
    Job.Builder builder = job.toBuilder();
    if (takesTime) {
      builder.timeLimit(usual);
    }
    if (takesPriority && priorityClass != null) {
      builder.priority(priorityClass);
    }
    return builder.build();
  }

  /** A builder for a queue of that name. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Collects what a queue is.
   *
   * <ul>
   *   <li>{@code priorityClass}, {@code defaultTimeLimit}, {@code maxTimeLimit}: none
   *   <li>{@code allowTenant}: everybody; {@code priority}: 0
   *   <li>{@code limits}: {@link LimitRange#NONE}
   * </ul>
   *
   * <p><b>Thread-safety:</b> none.
   */
  public static final class Builder {
    private final String name;
    private @Nullable Priority priorityClass;
    private @Nullable Duration defaultTimeLimit;
    private @Nullable Duration maxTimeLimit;
    private final Set<String> tenants = new TreeSet<>();
    private int priority;
    private LimitRange limits = LimitRange.NONE;

    private Builder(String name) {
      this.name = Check.id("name", name, "queue");
    }

    /** The priority of jobs that name none. */
    public Builder priorityClass(Priority priority) {
      priorityClass = Check.present("priorityClass", priority, "queue " + name);
      return this;
    }

    /** The time limit of jobs that name none, above zero. */
    public Builder defaultTimeLimit(Duration limit) {
      defaultTimeLimit = limit;
      return this;
    }

    /** The longest time limit a job may name, above zero. */
    public Builder maxTimeLimit(Duration limit) {
      maxTimeLimit = limit;
      return this;
    }

    /** This tenant may use it, and those of other calls, and nobody else. */
    public Builder allowTenant(String tenant) {
      tenants.add(Check.id("tenants", tenant, "queue " + name));
      return this;
    }

    public Builder priority(int priority) {
      this.priority = priority;
      return this;
    }

    public Builder limits(LimitRange limits) {
      this.limits = Check.present("limits", limits, "queue " + name);
      return this;
    }

    public JobQueue build() {
      return new JobQueue(
          name, priorityClass, defaultTimeLimit, maxTimeLimit, tenants, priority, limits);
    }
  }
}
