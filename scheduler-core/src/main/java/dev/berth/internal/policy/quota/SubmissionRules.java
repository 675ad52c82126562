package dev.berth.internal.policy.quota;

import dev.berth.model.Job;
import dev.berth.model.JobQueue;
import dev.berth.model.LimitRange;
import dev.berth.model.Priority;
import dev.berth.model.PriorityClass;
import dev.berth.model.Quota;
import dev.berth.model.QuotaShortfall;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What can be refused, or filled in, before the engine sees a job: its queue, its priority class,
 * limit ranges, and what no quota could ever give.
 *
 * <p><b>Thread-safety:</b> any thread. <b>Cost:</b> a few look-ups; a job that gets a default is
 * built anew.
 */
public final class SubmissionRules {

  private final Map<String, JobQueue> queues = new TreeMap<>();
  private final Map<String, LimitRange> tenantLimits = new TreeMap<>();
  private final Map<String, PriorityClass> classes = new TreeMap<>();
  private final QuotaRules quotas;

  /**
   * Rules made of these.
   *
   * @param queues the queues there are; with none, a job may name any
   * @param tenantLimits limit ranges by tenant
   * @param classes priority classes beside the standard ones
   * @throws IllegalArgumentException when a queue or quota names a priority class or queue that is
   *     not there
   */
  public SubmissionRules(
      Collection<JobQueue> queues,
      Map<String, LimitRange> tenantLimits,
      Collection<PriorityClass> classes,
      QuotaRules quotas) {
    this.quotas = quotas;
    this.tenantLimits.putAll(tenantLimits);
    PriorityClass.STANDARD.forEach(standard -> this.classes.put(standard.name(), standard));
    classes.forEach(each -> this.classes.put(each.name(), each));
    for (JobQueue queue : queues) {
      this.queues.put(queue.name(), queue);
      if (queue.priorityClass() != null) {
        checkPriority(queue.priorityClass(), "queue " + queue.name());
      }
    }
    quotas.all().forEach(this::check);
  }

  /** Throws when a quota names a priority class or queue that is not there. */
  public void check(Quota quota) {
    String queue = quota.queue();
    if (queue != null && !queues.isEmpty() && !queues.containsKey(queue)) {
      throw new IllegalArgumentException(
          "queue '%s' of quota %s is not among those configured: %s"
              .formatted(queue, quota.name(), queues.keySet()));
    }
    for (String name : quota.priorityClasses()) {
      if (!classes.containsKey(name)) {
        throw new IllegalArgumentException(
            "priority class '%s' of quota %s is not among those there are: %s"
                .formatted(name, quota.name(), classes.keySet()));
      }
    }
  }

  /** The job with what it left out; throws when it can never be admitted. */
  public Job prepare(Job submitted) {
    Job job = submitted;
    if (!queues.isEmpty()) {
      JobQueue queue = queues.get(job.queue());
      if (queue == null) {
        throw new IllegalArgumentException(
            "queue '%s' of job %s is not among those configured: %s"
                .formatted(job.queue(), job.id(), queues.keySet()));
      }
      job = queue.applyTo(job);
    }
    LimitRange limits = tenantLimits.get(job.tenant());
    if (limits != null) {
      job = limits.applyTo(job);
    }
    checkPriority(job.priority(), "job " + job.id());
    QuotaShortfall impossible = quotas.impossible(job);
    if (impossible != null) {
      throw new IllegalArgumentException(
          "job %s can never be admitted: %s".formatted(job.id(), impossible.message()));
    }
    return job;
  }

  private void checkPriority(Priority priority, String owner) {
    PriorityClass known = classes.get(priority.name());
    if (known != null && known.value() != priority.value()) {
      throw new IllegalArgumentException(
          "priority %s of %s must have the value of its class, %s"
              .formatted(priority, owner, known.priority()));
    }
  }
}
