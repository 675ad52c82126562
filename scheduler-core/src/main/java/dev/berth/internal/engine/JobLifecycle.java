package dev.berth.internal.engine;

import dev.berth.event.JobEvent;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.engine.JobRecord.Progress;
import dev.berth.internal.engine.Metrics.Counter;
import dev.berth.internal.policy.WaitingJob;
import dev.berth.internal.policy.hold.Gate;
import dev.berth.internal.policy.hold.GatedJob;
import dev.berth.internal.policy.quota.QuotaBook;
import dev.berth.internal.policy.quota.QuotaJob;
import dev.berth.model.JobState;
import dev.berth.model.Placement;
import dev.berth.model.Quota;
import dev.berth.spi.WorkerFacet;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The moves of a job's state machine, each with what it reserves or releases, counts and tells.
 *
 * <p><b>Thread-safety:</b> the directory may be read by any thread, and a name taken; all else is
 * the engine's. <b>Guarantee:</b> a job is at any time in exactly one of: its profile's queue,
 * held, on one worker, or over.
 */
final class JobLifecycle implements Gate.Keeper {

  private static final int FREED =
      WorkerFacet.RESOURCES.bit()
          | WorkerFacet.GPUS.bit()
          | WorkerFacet.JOBS.bit()
          | WorkerFacet.STATE.bit(); // RUNNING no more, once the last has left

  private final WorkerRows rows;
  private final Fleet fleet;
  private final Changes changes;
  private final Outbox outbox;
  private final Metrics metrics;
  private final Map<String, Profile> profiles;
  private final int finishedJobsKept;
  private final QuotaBook quotas;
  private final Consumer<JobRecord> onTakenIn;
  private final Gate gate;
  private final IdIndex<JobRecord> directory = new IdIndex<>(JobRecord::id);
  private final ArrayDeque<JobRecord> over = new ArrayDeque<>();
  private long sequence;

  JobLifecycle(
      WorkerRows rows,
      Fleet fleet,
      Changes changes,
      Outbox outbox,
      Metrics metrics,
      Map<String, Profile> profiles,
      EngineOptions options,
      Consumer<JobRecord> onTakenIn,
      Gate.Alarm alarm) {
    this.rows = rows;
    this.fleet = fleet;
    this.changes = changes;
    this.outbox = outbox;
    this.metrics = metrics;
    this.profiles = profiles;
    this.onTakenIn = onTakenIn;
    finishedJobsKept = options.finishedJobsKept();
    quotas = options.admission().book();
    gate =
        new Gate(
            options.admission(), options.concurrencyLimits(), options.rateLimits(), this, alarm);
  }

  /** Every job by its id, those lately over too. Readable from any thread. */
  IdIndex<JobRecord> directory() {
    return directory;
  }

  Profile profileOf(JobRecord job) {
    Profile profile = profiles.get(job.job().profile());
    if (profile == null) {
      throw new IllegalStateException("job " + job.id() + " has no profile");
    }
    return profile;
  }

  /** What holds jobs back before they may queue. */
  Gate gate() {
    return gate;
  }

  /** How much of the fleet jobs may use. */
  QuotaBook quotas() {
    return quotas;
  }

  /** Puts a quota in force, and lets on whom it lets. */
  void setQuota(Quota quota) {
    quotas.put(
        quota,
        () -> List.<QuotaJob>copyOf(liveJobs()).iterator(),
        job -> gate.isAdmitted((JobRecord) job));
    gate.admissionChanged();
  }

  void removeQuota(String name) {
    if (!quotas.remove(name, () -> List.<QuotaJob>copyOf(liveJobs()).iterator())) {
      throw new IllegalStateException("quota '" + name + "' is not there any more");
    }
    gate.admissionChanged();
  }

  private List<JobRecord> liveJobs() {
    List<JobRecord> live = new ArrayList<>();
    directory.forEach(
        job -> {
          if (job.isLive()) {
            live.add(job);
          }
        });
    return live;
  }

  void submitted(JobRecord job) {
    takeIn(job);
    gate.submitted(job);
  }

  /** Takes in jobs that may depend on each other. */
  void submitted(List<JobRecord> batch) {
    batch.forEach(this::takeIn);
    gate.submitted(batch);
  }

  private void takeIn(JobRecord job) {
    job.admitted(sequence++);
    metrics.count(Counter.SUBMITTED);
    job.share(profileOf(job).queue().admit(job, job.job()).requirements());
    onTakenIn.accept(job);
  }

  @Override
  public void passed(GatedJob gated) {
    JobRecord job = (JobRecord) gated;
    if (job.state() == JobState.HELD) {
      job.moveTo(waiting(job, JobState.QUEUED, null));
    }
    profileOf(job).queue().add(job);
    tellQueued(job);
  }

  @Override
  public void held(GatedJob gated, String reason) {
    JobRecord job = (JobRecord) gated;
    if (job.state() != JobState.HELD) {
      job.moveTo(waiting(job, JobState.HELD, null));
    }
    outbox.tell((number, at) -> new JobEvent.Held(number, at, job.id(), reason));
  }

  @Override
  public void calledOff(GatedJob gated, String reason) {
    cancelled((JobRecord) gated, reason);
  }

  /**
   * Reserves the chosen worker and binds: with no backend in between, the job runs from here on.
   *
   * @param gpu the one for a share of a GPU, or {@link WorkerRows#ANY_GPU}
   */
  void place(JobRecord job, int row, int gpu) {
    Part part = new Part(job, fleet.at(row), job.requirements(), null);
    fleet.reserve(part, gpu);
    place(job, part);
  }

  /** Binds a job to the workers on which its parts are reserved. */
  void place(JobRecord job, Part first) {
    job.part = first;
    for (Part part = first; part != null; part = part.next) {
      changes.add(part.worker.row(), WorkerFacet.JOBS.bit());
    }
    Placement placement = first.placement();
    Instant now = outbox.now();
    Progress before = job.progress();
    job.moveTo(
        new Progress(
            JobState.SCHEDULED, placement, before.attempts() + 1, now, null, before.reason()));
    outbox.tell((number, at) -> new JobEvent.Placed(number, at, job.id(), placement));
    job.moveTo(new Progress(JobState.RUNNING, placement, before.attempts() + 1, now, null, null));
    outbox.tell((number, at) -> new JobEvent.Started(number, at, job.id(), placement.workerId()));
    metrics.count(Counter.PLACED);
    metrics.add(Counter.QUEUED, -1);
    metrics.count(Counter.RUNNING);
    outbox.notify(job);
  }

  /** Has a running job go on on another worker, which must have room. */
  void move(JobRecord job, WorkerRecord to, int gpu) {
    Part left = Objects.requireNonNull(job.part);
    fleet.release(left);
    Part part = new Part(job, to, job.requirements(), null);
    fleet.reserve(part, gpu);
    job.part = part;
    profileOf(job).queue().moved(job, to.row());
    changes.add(left.worker.row(), FREED);
    changes.add(to.row(), WorkerFacet.JOBS.bit());
    Placement from = left.placement();
    Placement placement = part.placement();
    job.goOn(placement);
    outbox.tell((number, at) -> new JobEvent.Moved(number, at, job.id(), from, placement));
    fleet.tellIfDrained(left);
  }

  void complete(JobRecord job) {
    demand(job, "complete", JobState.RUNNING);
    Part left = release(job, true);
    end(job, JobState.COMPLETED, null);
    metrics.count(Counter.COMPLETED);
    outbox.tell((number, at) -> new JobEvent.Completed(number, at, job.id()));
    fleet.tellIfDrained(left);
    gate.ended(job);
  }

  void fail(JobRecord job, String reason) {
    demand(job, "fail", JobState.RUNNING);
    Part left = release(job, true);
    boolean retry = job.takeRetry();
    outbox.tell((number, at) -> new JobEvent.Failed(number, at, job.id(), reason, retry));
    fleet.tellIfDrained(left);
    if (retry) {
      job.moveTo(waiting(job, JobState.FAILED, reason));
      requeue(job, reason);
    } else {
      end(job, JobState.FAILED, reason);
      metrics.count(Counter.FAILED);
      gate.ended(job);
    }
  }

  void cancel(JobRecord job) {
    JobState state = job.state();
    if (state.isFinal()) {
      throw new IllegalStateException(
          "job " + job.id() + " is " + state + "; it is too late to cancel");
    }
    Part left = null;
    if (state == JobState.QUEUED) {
      profileOf(job).queue().remove(job);
      metrics.add(Counter.QUEUED, -1);
    } else if (state != JobState.HELD) {
      left = release(job, false);
    }
    cancelled(job, "cancelled");
    if (left != null) {
      fleet.tellIfDrained(left);
    }
  }

  private void cancelled(JobRecord job, String reason) {
    end(job, JobState.CANCELLED, reason);
    metrics.count(Counter.CANCELLED);
    outbox.tell((number, at) -> new JobEvent.Cancelled(number, at, job.id(), reason));
    gate.ended(job);
  }

  /** Holds a job back that is queued, or held for another reason. */
  void suspend(JobRecord job) {
    if (job.state() != JobState.HELD || gate.isSuspended(job)) {
      demand(job, "suspend", JobState.QUEUED);
      profileOf(job).queue().remove(job);
      metrics.add(Counter.QUEUED, -1);
    }
    gate.suspend(job);
  }

  /** Lifts a job's suspension; what else holds it goes on doing so. */
  void resume(JobRecord job) {
    demand(job, "resume", JobState.HELD);
    if (!gate.isSuspended(job)) {
      throw new IllegalStateException(
          "job " + job.id() + " is held, but not suspended: " + gate.holding(job));
    }
    gate.resume(job);
  }

  /** Takes a job off a worker it has lost, or may no longer be on, and queues it again. */
  void evict(JobRecord job, WorkerRecord worker, boolean workerLost, String reason) {
    Part left = release(job, false);
    metrics.count(Counter.EVICTED);
    outbox.tell((number, at) -> new JobEvent.Evicted(number, at, job.id(), worker.id(), reason));
    fleet.tellIfDrained(left);
    if (!workerLost) {
      job.moveTo(waiting(job, JobState.PREEMPTED, reason));
    }
    requeue(job, reason);
  }

  /** Tells a job which of the devices it uses have broken. */
  void tellLostGpus(Part part, Set<Integer> failedBefore) {
    long lost = 0;
    for (int gpu : part.worker.worker().failedGpus()) {
      lost |= failedBefore.contains(gpu) ? 0 : part.grant().gpus() & 1L << gpu;
    }
    if (lost != 0) {
      List<Integer> gpus = Part.indexes(lost);
      String id = part.job.id();
      String worker = part.worker.id();
      outbox.tell((number, at) -> new JobEvent.GpusLost(number, at, id, worker, gpus));
    }
  }

  /** Ends a job that waited longer than its queue allows; it is out of the queue already. */
  void expire(WaitingJob waiting) {
    JobRecord job = (JobRecord) waiting;
    metrics.add(Counter.QUEUED, -1);
    cancelled(job, "expired: it waited longer than its queue allows");
  }

  /** Tells that a job fits nowhere, once a wait. */
  void tellUnschedulable(WaitingJob waiting) {
    JobRecord job = (JobRecord) waiting;
    String reason = "no place among the " + rows.size() + " workers as they are now";
    outbox.tell((number, at) -> new JobEvent.Unschedulable(number, at, job.id(), reason));
  }

  /** Throws when the books or the gate do not agree with the jobs. For tests. */
  void checkInvariants() {
    quotas.checkInvariants(liveJobs());
    gate.checkInvariants(liveJobs());
  }

  /** Ends the wait of all who wait for a job that will not move again. */
  void abandonAll(RuntimeException reason) {
    CompletableFuture<?> failed = CompletableFuture.failedFuture(reason);
    directory.forEach(job -> job.abandon(reason, failed));
  }

  /** Takes a job off its workers; returns what it held there. */
  private Part release(JobRecord job, boolean finished) {
    Part first = job.part;
    if (first == null) {
      throw new IllegalStateException("job " + job.id() + " is on no worker");
    }
    job.part = null;
    for (Part part = first; part != null; part = part.next) {
      fleet.release(part);
      changes.add(part.worker.row(), FREED);
    }
    profileOf(job).queue().ended(job, finished);
    metrics.add(Counter.RUNNING, -1);
    return first;
  }

  private void requeue(JobRecord job, @Nullable String reason) {
    job.moveTo(waiting(job, JobState.QUEUED, reason));
    profileOf(job).queue().add(job);
    tellQueued(job);
  }

  private void tellQueued(JobRecord job) {
    metrics.count(Counter.QUEUED);
    outbox.tell((number, at) -> new JobEvent.Queued(number, at, job.id()));
  }

  private static Progress waiting(JobRecord job, JobState state, @Nullable String reason) {
    int attempts = job.progress().attempts();
    if (attempts == 0 && reason == null && state == JobState.QUEUED) {
      return JobRecord.QUEUED;
    }
    return new Progress(state, null, attempts, null, null, reason);
  }

  private void end(JobRecord job, JobState state, @Nullable String reason) {
    Progress before = job.progress();
    job.moveTo(
        new Progress(
            state, before.placement(), before.attempts(), before.placedAt(), outbox.now(), reason));
    profileOf(job).queue().forget(job);
    outbox.notify(job);
    over.add(job);
    if (over.size() > finishedJobsKept) {
      JobRecord oldest = over.remove();
      directory.remove(oldest);
    }
  }

  private static void demand(JobRecord job, String move, JobState needed) {
    if (job.state() != needed) {
      throw new IllegalStateException(
          "job " + job.id() + " is " + job.state() + "; " + move + " needs it to be " + needed);
    }
  }
}
