package dev.berth.internal.engine;

import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.policy.WaitingJob;
import dev.berth.internal.policy.backfill.Planner;
import dev.berth.model.JobState;
import dev.berth.model.StartEstimate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says when waiting jobs will start: plans all jobs before one, in order, on a future of the fleet
 * made for the purpose.
 *
 * <p><b>Thread-safety:</b> none; asked on the engine's thread. <b>Cost:</b> O(running jobs), then
 * for each job before it a search over all workers: not for a decision path. More than {@value
 * #MOST_PLANNED} are not planned.
 */
final class StartEstimates {

  static final int MOST_PLANNED = 10_000;

  private final WorkerRows rows;
  private final Fleet fleet;

  StartEstimates(WorkerRows rows, Fleet fleet) {
    this.rows = rows;
    this.fleet = fleet;
  }

  /**
   * The estimate of a job.
   *
   * @param heldFor what holds it, if it is held
   */
  StartEstimate of(JobRecord job, Profile profile, Instant now, @Nullable String heldFor) {
    JobState state = job.state();
    Part part = job.part;
    if (part != null) {
      return new StartEstimate(
          job.id(), state, 0, job.progress().placedAt(), part.worker.id(), "nothing");
    }
    if (state != JobState.QUEUED) {
      String waitsFor = heldFor == null ? "nothing" : heldFor;
      return new StartEstimate(job.id(), state, 0, null, null, waitsFor);
    }
    List<WaitingJob> before = profile.queue().before(job);
    if (before.size() > MOST_PLANNED) {
      return new StartEstimate(job.id(), state, before.size(), null, null, "those before it");
    }
    return plan(job, profile, before, now);
  }

  private StartEstimate plan(JobRecord job, Profile profile, List<WaitingJob> before, Instant now) {
    Planner planner = new Planner(rows);
    fleet.forEachPart(running -> enter(running, planner, now));
    for (WaitingJob each : before) {
      long start = find(each, profile, planner);
      if (start != Planner.NEVER) {
        planner.reserve(planner.foundRow(), start, each.estimate(), demand(each, planner));
      }
    }
    long start = find(job, profile, planner);
    if (start == Planner.NEVER) {
      String never = "a worker that it fits: none of " + rows.size() + " would do, even empty";
      return new StartEstimate(job.id(), job.state(), before.size(), null, null, never);
    }
    String worker = rows.worker(planner.foundRow()).id();
    String waitsFor =
        start > 0 ? "room" : before.isEmpty() ? "its turn, or more than room" : "its turn";
    return new StartEstimate(
        job.id(), job.state(), before.size(), now.plusNanos(start), worker, waitsFor);
  }

  /** Time in this planner begins now. */
  private static void enter(Part part, Planner planner, Instant now) {
    JobRecord job = part.job;
    Instant placedAt = job.progress().placedAt();
    if (placedAt != null) {
      Duration ran = Duration.between(placedAt, now);
      long left = Planner.left(job.estimate(), ran.isNegative() ? 0 : ran.toNanos());
      long[] demand = planner.demand(part.requirements.resources());
      planner.started(part.worker.row(), 0, left, demand, job.tenant());
    }
  }

  private static long find(WaitingJob job, Profile profile, Planner planner) {
    return planner.find(
        demand(job, planner), 0, job.estimate(), job.tenant(), row -> profile.couldTake(job, row));
  }

  private static long[] demand(WaitingJob job, Planner planner) {
    return planner.demand(job.requirements().resources());
  }
}
