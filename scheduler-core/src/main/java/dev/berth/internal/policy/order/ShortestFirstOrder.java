package dev.berth.internal.policy.order;

import dev.berth.internal.policy.Alarm;
import dev.berth.internal.policy.FleetCapacity;
import dev.berth.internal.policy.QueueOrder;
import dev.berth.internal.policy.WaitingJob;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Short jobs first, and nobody forgotten.
 *
 * <p><b>Order:</b> by time limit × expected run, smallest first. Expected is the mean of the
 * tenant's last two run times, at most the limit; the limit while there is none. The product is the
 * squared geometric mean of what the owner claims and what the owner's jobs did: each is wrong in
 * its own way, and neither alone orders well. When a job ends, those of its tenant that wait are
 * ordered anew: that a burst of equal jobs is a short one is known when the first has ended.
 *
 * <p><b>Appointments:</b> every job is due a start at some time, and may claim a promise for it
 * some time before. Until then the machine goes on serving short jobs, and backfill knows exactly
 * how long it may. It is due after the smaller of
 *
 * <ul>
 *   <li>{@value #SLOWDOWN} times its limit, so that by appointment nobody is slowed down more than
 *       about twentyfold;
 *   <li>{@value #PROMISE} × W, where W is the longest time that the backlog would have taken to
 *       drain lately: see {@link BacklogRecord}.
 * </ul>
 *
 * <p><b>Why these numbers:</b> the aim is that nobody waits longer than 1.2 times what a first-come
 * queue would have made somebody wait; {@value #PROMISE} keeps half of these 0.2 for appointments
 * that can only be had after they are due. A claim may be made after {@value #CLAIM} × W, that is
 * early enough for what runs by then to have ended when it is due: an early appointment costs
 * nothing before the machine has to be drained for it. {@value #SLOWDOWN} is a round number. All
 * were also compared with others near by on recorded logs: see docs/POLICIES.md.
 *
 * <p><b>Cost:</b> O(log n) a job that comes or starts; one that ends takes up to {@value
 * #MOST_RENEWED} jobs of its tenant to their new places, in turn, O(log n) each. So of a tenant
 * with more jobs that wait, some keep an old place until further jobs have ended.
 *
 * <p><b>Source:</b> last two run times: Tsafrir, Etsion, Feitelson, "Backfilling Using
 * System-Generated Predictions Rather than User Runtime Estimates", TPDS 2007; reservations at
 * later times than the earliest, by due dates, are ours.
 */
final class ShortestFirstOrder extends QueueOrder {

  static final double PROMISE = 1.1;
  static final double CLAIM = 0.4;
  static final double SLOWDOWN = 20;
  static final int MOST_RENEWED = 64;
  private static final double SHORTEST_SECONDS = 60;
  private static final double LONGEST_SECONDS = Duration.ofDays(3653).toSeconds();
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final FleetCapacity capacity;
  private final TenantRuns tenants = new TenantRuns();
  private final Claims claims = new Claims();
  private final BacklogRecord backlog = new BacklogRecord();

  ShortestFirstOrder(FleetCapacity capacity) {
    this.capacity = capacity;
  }

  // ---- the order

  @Override
  public long key(WaitingJob job) {
    return Double.doubleToLongBits(claim(job).size); // of positive numbers, bits are in order too
  }

  @Override
  public boolean countsWaits() {
    return true;
  }

  @Override
  public Alarm newAlarm(WaitingJob job, long nanos) {
    double share = capacity.dominantShare(job.requirements().resources());
    return new Claim(job, nanos, tenants.of(job.tenant()), share);
  }

  @Override
  public boolean queued(WaitingJob job, long nanos) {
    Claim claim = claim(job);
    backlog.queued(claim, nanos);
    claim.tenant.enter(claim);
    claim.set(claim.queuedAt() + nanos(ownDueSeconds(claim) * CLAIM / PROMISE));
    claims.add(claim);
    return false;
  }

  @Override
  public boolean placed(WaitingJob job, long nanos) {
    left(job, nanos);
    Claim claim = claim(job);
    claim.startedSeconds = Claim.seconds(nanos);
    backlog.started(claim);
    return false;
  }

  @Override
  public void left(WaitingJob job, long nanos) {
    Claim claim = claim(job);
    backlog.left(claim);
    claim.tenant.leave(claim);
    claims.remove(claim);
  }

  @Override
  public boolean ended(WaitingJob job, boolean finished, long nanos) {
    Claim claim = claim(job);
    double ran = Claim.seconds(nanos) - claim.startedSeconds;
    backlog.ended(claim, finished, ran);
    if (finished) {
      tenants.of(job.tenant()).ran(ran);
    }
    return false;
  }

  @Override
  public void renewKeys(WaitingJob ended, Consumer<WaitingJob> reorder) {
    TenantRuns.Tenant tenant = tenants.of(ended.tenant());
    for (int left = Math.min(tenant.waiting(), MOST_RENEWED); left > 0; left--) {
      Claim claim = tenant.turn();
      double size = claim.sizeNow();
      if (size != claim.size) {
        claim.size = size;
        reorder.accept(claim.job());
      }
    }
  }

  // ---- appointments

  @Override
  public void claimAnew() {
    claims.takeBack();
  }

  @Override
  public @Nullable WaitingJob claimant(long nanos) {
    Claim first = claims.next(nanos, nanos(backlog.longest() * CLAIM));
    return first == null ? null : first.job();
  }

  @Override
  public long due(WaitingJob claimant) {
    long seconds = (long) dueSeconds(claim(claimant)); // whole ones, as limits are
    return claimant.queuedAt() + seconds * NANOS_PER_SECOND;
  }

  @Override
  public void postpone(WaitingJob claimant, long nanos) {
    Claim claim = claim(claimant);
    double pause = Math.max(SHORTEST_SECONDS, dueSeconds(claim) * CLAIM / PROMISE);
    claims.postpone(claim, nanos + nanos(pause));
  }

  private double dueSeconds(Claim claim) {
    return Math.min(ownDueSeconds(claim), Math.min(PROMISE * backlog.longest(), LONGEST_SECONDS));
  }

  private static double ownDueSeconds(Claim claim) {
    return Math.min(SLOWDOWN * Math.max(claim.limitSeconds, SHORTEST_SECONDS), LONGEST_SECONDS);
  }

  private static long nanos(double seconds) {
    return (long) (Math.min(seconds, LONGEST_SECONDS) * NANOS_PER_SECOND);
  }

  private static Claim claim(WaitingJob job) {
    return (Claim) job.alarm();
  }
}
