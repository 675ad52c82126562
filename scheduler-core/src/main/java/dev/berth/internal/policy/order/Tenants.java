package dev.berth.internal.policy.order;

import dev.berth.internal.policy.FleetCapacity;
import dev.berth.internal.policy.Group;
import dev.berth.internal.policy.WaitingJob;
import dev.berth.internal.policy.share.Account;
import dev.berth.internal.policy.share.FairShare;
import java.util.HashMap;
import java.util.Map;

/**
 * Groups of jobs that have a tenant's account, and what these have used.
 *
 * <p><b>Thread-safety:</b> none; owned by an order.
 */
final class Tenants {

  private static final int GROUPS_BEFORE_SWEEP = 1024;

  /** The jobs of one tenant, or of one tenant in one queue. */
  private static final class TenantGroup extends Group {
    final Account account;

    /** What was last found out, and at which state of things. */
    private double value;

    private long valueAt = -1;

    TenantGroup(String name, Account account) {
      super(name);
      this.account = account;
    }
  }

  private final FairShare shares;
  private final FleetCapacity capacity;
  private final Map<String, TenantGroup> groups = new HashMap<>();
  private int groupsToSweep = GROUPS_BEFORE_SWEEP;
  private long capacityVersion = -1;
  private long nanos;

  /** Counts what may change a tenant's standing: time, starts and ends, the fleet. */
  private long state;

  Tenants(FairShare shares, FleetCapacity capacity) {
    this.shares = shares;
    this.capacity = capacity;
  }

  /** The group of that name, whose jobs are a tenant's. */
  Group group(String name, String tenant) {
    TenantGroup group = groups.get(name);
    if (group == null) {
      if (groups.size() >= groupsToSweep) { // the account remembers, not the group
        groups.values().removeIf(known -> known.waiting() == 0);
        groupsToSweep = Math.max(GROUPS_BEFORE_SWEEP, 2 * groups.size());
      }
      group = new TenantGroup(name, shares.account(tenant));
      groups.put(name, group);
    }
    return group;
  }

  /** Time passes, and the fleet may have changed. */
  void advance(long now) {
    if (nanos != now) {
      nanos = now;
      state++;
    }
    if (capacityVersion != capacity.version()) {
      capacityVersion = capacity.version();
      shares.capacity(capacity.total());
      state++;
    }
  }

  /** {@link FairShare#priority}; found out once for all lanes of the tenant. */
  double priority(Group group) {
    TenantGroup tenant = (TenantGroup) group;
    if (tenant.valueAt != state) {
      tenant.valueAt = state;
      tenant.value = shares.priority(tenant.account, nanos);
    }
    return tenant.value;
  }

  /** {@link FairShare#factor}; likewise. An order asks for one of the two. */
  double factor(Group group) {
    TenantGroup tenant = (TenantGroup) group;
    if (tenant.valueAt != state) {
      tenant.valueAt = state;
      tenant.value = shares.factor(tenant.account, nanos);
    }
    return tenant.value;
  }

  void started(WaitingJob job, long now) {
    advance(now);
    state++;
    shares.started(account(job.group()), job.requirements().resources(), now);
  }

  void ended(WaitingJob job, long now) {
    advance(now);
    state++;
    shares.ended(account(job.group()), job.requirements().resources(), now);
  }

  private static Account account(Group group) {
    return ((TenantGroup) group).account;
  }
}
