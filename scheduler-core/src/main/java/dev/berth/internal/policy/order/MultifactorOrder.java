package dev.berth.internal.policy.order;

import dev.berth.internal.policy.Alarm;
import dev.berth.internal.policy.FleetCapacity;
import dev.berth.internal.policy.Group;
import dev.berth.internal.policy.QueueOrder;
import dev.berth.internal.policy.WaitingJob;
import dev.berth.internal.policy.share.FairShare;
import dev.berth.internal.policy.share.MultifactorPriority;
import dev.berth.model.PriorityFactors;
import dev.berth.queue.QueueStrategy;

/**
 * The highest weighted sum of age, fair share, size, priority class and queue goes first.
 *
 * <p>A lane has jobs of one class, tenant and queue: of these only age differs, so within it the
 * oldest goes first whatever the weights. Lanes are ranked by their first job, with ages as of the
 * last refresh, so that all ranks are of one moment.
 *
 * <p><b>Cost:</b> O(1) a job, and its tenant's lanes find their place anew; O(lanes) each refresh.
 * <b>Source:</b> see {@link MultifactorPriority}.
 */
final class MultifactorOrder extends QueueOrder {

  /** How a job has waited, and what its factors that stay come to on a fleet. */
  private static final class Standing extends Alarm {
    private double fixed;
    private long fixedAt = -1;

    Standing(WaitingJob job, long queuedAt) {
      super(job, queuedAt);
    }
  }

  private final MultifactorPriority priority;
  private final Tenants tenants;
  private final FleetCapacity capacity;
  private final PriorityScale scale;
  private final Refresh refresh;
  private long asOf;

  MultifactorOrder(QueueStrategy.Multifactor config, FleetCapacity capacity, PriorityScale scale) {
    priority = new MultifactorPriority(config.weights());
    tenants = new Tenants(new FairShare(config.shares()), capacity);
    this.capacity = capacity;
    this.scale = scale;
    refresh = new Refresh(config.refresh());
  }

  @Override
  public Group group(WaitingJob job) {
    return tenants.group(job.tenant() + ' ' + job.queueName(), job.tenant());
  }

  @Override
  public boolean countsWaits() {
    return true;
  }

  @Override
  public Alarm newAlarm(WaitingJob job, long nanos) {
    return new Standing(job, nanos);
  }

  @Override
  public double rank(Group group, WaitingJob job) {
    Standing standing = (Standing) job.alarm();
    if (standing.fixedAt != capacity.version()) {
      standing.fixedAt = capacity.version();
      standing.fixed = priority.total(0, 0, size(job), classFactor(job), queueFactor(job));
    }
    return -(standing.fixed + priority.total(age(job), tenants.factor(group), 0, 0, 0));
  }

  @Override
  public PriorityFactors explain(WaitingJob job) {
    return priority.explain(
        age(job), tenants.factor(job.group()), size(job), classFactor(job), queueFactor(job));
  }

  private double age(WaitingJob job) {
    return priority.age(Math.max(0, asOf - job.queuedAt()));
  }

  private double size(WaitingJob job) {
    return priority.jobSize(job.requirements().resources(), capacity.total());
  }

  private double classFactor(WaitingJob job) {
    return MultifactorPriority.relative(job.priority().value(), scale.highestClass());
  }

  private double queueFactor(WaitingJob job) {
    return MultifactorPriority.relative(
        scale.queues().getOrDefault(job.queueName(), 0), scale.highestQueue());
  }

  @Override
  public boolean placed(WaitingJob job, long nanos) {
    tenants.started(job, nanos);
    return true;
  }

  @Override
  public boolean ended(WaitingJob job, boolean finished, long nanos) {
    tenants.ended(job, nanos);
    return true;
  }

  @Override
  public boolean recalculates(long nanos) {
    tenants.advance(nanos);
    boolean due = refresh.isDue(nanos);
    if (due) {
      asOf = nanos;
    }
    return due;
  }
}
