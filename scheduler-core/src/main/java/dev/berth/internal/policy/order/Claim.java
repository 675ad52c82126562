package dev.berth.internal.policy.order;

import dev.berth.internal.policy.Alarm;
import dev.berth.internal.policy.WaitingJob;
import org.jspecify.annotations.Nullable;

/**
 * A job's wait in {@link ShortestFirstOrder}: how large it seems, what it takes of the fleet, and
 * the links by which {@link Claims} and its {@link TenantRuns.Tenant} know it while it waits.
 */
final class Claim extends Alarm {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Whose it is. */
  final TenantRuns.Tenant tenant;

  /** Its time limit. */
  final double limitSeconds;

  /** The largest part it takes of any resource of the fleet. */
  final double share;

  /** Its place in the order: its limit times what it is expected to run. */
  double size;

  double startedSeconds;

  /** The claims queued just before and after it. */
  @Nullable Claim older;

  @Nullable Claim newer;

  /** The tenant's claims whose sizes are renewed just before and after its own. */
  @Nullable Claim previous;

  @Nullable Claim next;

  Claim(WaitingJob job, long queuedAt, TenantRuns.Tenant tenant, double share) {
    super(job, queuedAt);
    this.tenant = tenant;
    this.share = share;
    limitSeconds = seconds(job.estimate());
    size = sizeNow();
  }

  /** Its size by the last runs of its tenant. */
  double sizeNow() {
    return limitSeconds * tenant.expected(limitSeconds);
  }

  static double seconds(long nanos) {
    return nanos / NANOS_PER_SECOND;
  }
}
