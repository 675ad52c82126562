package dev.berth.internal.policy.order;

import dev.berth.internal.policy.Alarm;
import dev.berth.internal.policy.Alarms;
import dev.berth.internal.policy.FleetCapacity;
import dev.berth.internal.policy.QueueOrder;
import dev.berth.internal.policy.WaitingJob;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Short jobs first, and nobody forgotten.
 *
 * <p><b>Order:</b> by time limit × expected run, smallest first. Expected is the mean of the
 * tenant's last two run times, at most the limit; the limit while there is none. The product is the
 * squared geometric mean of what the owner claims and what the owner's jobs did: each is wrong in
 * its own way, and neither alone orders well.
 *
 * <p><b>Appointments:</b> a job that has waited for its <em>patience</em> is promised a start
 * {@value #PROMISE} times that after it was queued, one job at a time, the oldest claim first.
 * Until then the machine goes on serving short jobs, and backfill knows exactly how long it may.
 * Patience is the smaller of
 *
 * <ul>
 *   <li>{@value #SLOWDOWN} / {@value #PROMISE} times the job's limit, so that by appointment nobody
 *       is slowed down more than about twentyfold;
 *   <li>R × (1 − share / 2), where R is the longest time that the whole backlog would have taken to
 *       drain, as seen in the last one to two {@value #WINDOW_DAYS}-day windows: what first come,
 *       first served would have made somebody wait. A wide job, of share 1, asks earlier, because
 *       what it needs comes free bit by bit: on average half of what runs is half done.
 * </ul>
 *
 * <p><b>Why these numbers:</b> {@value #PROMISE} is the promise itself, no worse than that many
 * times the longest first-come queue; {@value #SLOWDOWN} is a round number; half is the mean
 * remaining life of a running job; load repeats by weeks, and {@value #WINDOW_DAYS} days are four.
 *
 * <p><b>Cost:</b> O(log n) a job; O(n log n) when R moves, which is by tenths. <b>Source:</b> last
 * two run times: Tsafrir, Etsion, Feitelson, "Backfilling Using System-Generated Predictions Rather
 * than User Runtime Estimates", TPDS 2007; the reservation at a later time than the earliest is
 * ours.
 */
final class ShortestFirstOrder extends QueueOrder {

  static final double PROMISE = 1.2;
  static final double SLOWDOWN = 20;
  static final int WINDOW_DAYS = 28;
  private static final double STEP = 1.1;
  private static final double SHORTEST_SECONDS = 60;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double LONGEST_PATIENCE = Duration.ofDays(3653).toSeconds();
  private static final long WINDOW = Duration.ofDays(WINDOW_DAYS).toNanos();

  /** A job's wait, and what it takes of the fleet. */
  private static final class Claim extends Alarm {
    final double size;
    final double share;
    double startedSeconds;

    Claim(WaitingJob job, long queuedAt, double size, double share) {
      super(job, queuedAt);
      this.size = size;
      this.share = share;
    }
  }

  private final FleetCapacity capacity;
  private final RunTimes runTimes = new RunTimes();
  private final Alarms claims = new Alarms();

  private double waitingWork;
  private double runningShare;
  private double runningEnds;
  private double finishedWork;
  private double finishedClaims;

  private double longestBacklog;
  private double longestBefore;
  private long windowStart;
  private boolean patienceMoved;

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
    double limit = seconds(job.estimate());
    double size = limit * runTimes.expected(job.tenant(), limit);
    return new Claim(job, nanos, size, capacity.dominantShare(job.requirements().resources()));
  }

  @Override
  public boolean queued(WaitingJob job, long nanos) {
    Claim claim = claim(job);
    waitingWork += work(claim);
    noteBacklog(nanos);
    claim.set(claimAt(claim));
    claims.add(claim);
    return false;
  }

  @Override
  public boolean placed(WaitingJob job, long nanos) {
    left(job, nanos);
    Claim claim = claim(job);
    claim.startedSeconds = seconds(nanos);
    runningShare += claim.share;
    runningEnds += claim.share * (claim.startedSeconds + seconds(job.estimate()));
    return false;
  }

  @Override
  public void left(WaitingJob job, long nanos) {
    Claim claim = claim(job);
    waitingWork -= work(claim);
    if (Alarms.contains(claim)) {
      claims.remove(claim);
    }
  }

  @Override
  public boolean ended(WaitingJob job, boolean finished, long nanos) {
    Claim claim = claim(job);
    runningShare -= claim.share;
    runningEnds -= claim.share * (claim.startedSeconds + seconds(job.estimate()));
    if (finished) {
      double ran = seconds(nanos) - claim.startedSeconds;
      finishedWork += ran * claim.share;
      finishedClaims += work(claim);
      runTimes.add(job.tenant(), ran);
    }
    return false;
  }

  // ---- appointments

  @Override
  public @Nullable WaitingJob claimant(long nanos) {
    renewClaims();
    Alarm first = claims.first();
    return first == null || first.at() > nanos ? null : first.job();
  }

  @Override
  public long due(WaitingJob claimant) {
    return nanosAfter(claimant.queuedAt(), PROMISE * patience(claim(claimant)));
  }

  @Override
  public void postpone(WaitingJob claimant, long nanos) {
    Claim claim = claim(claimant);
    claims.remove(claim);
    claim.set(nanosAfter(nanos, Math.max(SHORTEST_SECONDS, patience(claim))));
    claims.add(claim);
  }

  /** In seconds. */
  private double patience(Claim claim) {
    double limit = Math.max(seconds(claim.job().estimate()), SHORTEST_SECONDS);
    double longest = Math.max(longestBefore, longestBacklog);
    return Math.min(SLOWDOWN * limit / PROMISE, longest * (1 - claim.share / 2));
  }

  private long claimAt(Claim claim) {
    return nanosAfter(claim.queuedAt(), patience(claim));
  }

  /** Sees how long it would take to run all that waits and runs, as limits turn out to be. */
  private void noteBacklog(long nanos) {
    double running = Math.max(0, runningEnds - runningShare * seconds(nanos));
    double accuracy = finishedClaims == 0 ? 1 : finishedWork / finishedClaims;
    double backlog = (waitingWork + running) * accuracy;
    while (nanos - windowStart >= WINDOW) {
      longestBefore = longestBacklog;
      longestBacklog = 0;
      windowStart += WINDOW;
      patienceMoved = true;
    }
    if (backlog > STEP * longestBacklog) {
      patienceMoved |= backlog > longestBefore;
      longestBacklog = backlog;
    }
  }

  private void renewClaims() {
    if (!patienceMoved) {
      return;
    }
    patienceMoved = false;
    Alarm[] all = claims.clear();
    for (Alarm claim : all) {
      claim.set(claimAt((Claim) claim));
      claims.add(claim);
    }
  }

  private static double work(Claim claim) {
    return seconds(claim.job().estimate()) * claim.share;
  }

  private static Claim claim(WaitingJob job) {
    return (Claim) job.alarm();
  }

  private static double seconds(long nanos) {
    return nanos / NANOS_PER_SECOND;
  }

  private static long nanosAfter(long nanos, double seconds) {
    return nanos + (long) (Math.min(seconds, LONGEST_PATIENCE) * NANOS_PER_SECOND);
  }
}
