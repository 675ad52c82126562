package dev.berth.internal.policy.order;

import dev.berth.internal.policy.FleetCapacity;
import dev.berth.internal.policy.Group;
import dev.berth.internal.policy.QueueOrder;
import dev.berth.internal.policy.WaitingJob;
import dev.berth.internal.policy.share.FairShare;
import dev.berth.queue.QueueStrategy;

/**
 * The tenant that has had least of its share goes first; within a tenant by priority and age.
 *
 * <p>Usage decays for all alike, so between tenants of equal weight that run nothing it never
 * changes who is first, and no sweep is needed. What a tenant's running jobs use meanwhile is
 * looked at when one of them starts or ends, and now and then for all tenants that wait.
 *
 * <p><b>Cost:</b> O(depth) a job, and its tenant's lanes find their place anew; O(lanes) each
 * refresh. <b>Source:</b> see {@link FairShare}.
 */
final class FairShareOrder extends QueueOrder {

  private final Tenants tenants;
  private final Refresh refresh;

  FairShareOrder(QueueStrategy.FairShare config, FleetCapacity capacity) {
    tenants = new Tenants(new FairShare(config.shares()), capacity);
    refresh = new Refresh(config.refresh());
  }

  @Override
  public Group group(WaitingJob job) {
    return tenants.group(job.tenant(), job.tenant());
  }

  @Override
  public long key(WaitingJob job) {
    return -(long) job.priority().value();
  }

  @Override
  public double rank(Group group, WaitingJob job) {
    return -tenants.priority(group);
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
    return refresh.isDue(nanos);
  }
}
