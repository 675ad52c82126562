package dev.berth.internal.engine;

import dev.berth.internal.policy.hold.GatedJob;
import dev.berth.internal.policy.quota.QuotaClaim;
import dev.berth.internal.policy.quota.QuotaJob;
import dev.berth.model.Job;
import dev.berth.model.JobState;
import dev.berth.model.JobStatus;
import dev.berth.model.Placement;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import dev.berth.model.StartConditions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A job in the engine: what was submitted, where it stands, and who waits for news of it.
 *
 * <p><b>Thread-safety:</b> {@code progress} is immutable and published by a volatile write, so any
 * thread reads a status that once was true; the futures may be asked for by any thread. All else
 * belongs to the engine thread.
 *
 * <p><b>Memory:</b> a job that waits shares one {@code progress} with all that wait.
 */
public final class JobRecord extends GatedJob implements QuotaJob {

  /** What changes while a job lives. */
  record Progress(
      JobState state,
      @Nullable Placement placement,
      int attempts,
      @Nullable Instant placedAt,
      @Nullable Instant finishedAt,
      @Nullable String reason) {}

  private static final long NOT_TAKEN_IN = -1;
  static final Progress QUEUED = new Progress(JobState.QUEUED, null, 0, null, null, null);
  static final Progress HELD = new Progress(JobState.HELD, null, 0, null, null, null);

  private static final AtomicReferenceFieldUpdater<
          JobRecord, @Nullable CompletableFuture<Placement>>
      PLACED = updater("placed");
  private static final AtomicReferenceFieldUpdater<
          JobRecord, @Nullable CompletableFuture<JobStatus>>
      FINISHED = updater("finished");

  private Job job;
  private final long submittedAt;
  private volatile Progress progress;
  private volatile @Nullable CompletableFuture<Placement> placed;
  private volatile @Nullable CompletableFuture<JobStatus> finished;

  /** The engine has it, or will get it: others may depend on it. */
  private volatile boolean known;

  private long sequence = NOT_TAKEN_IN;
  private @Nullable QuotaClaim quotaClaim;
  private int retries;

  /** Where it is placed and what it holds there: the first part, which knows the others. */
  @Nullable Part part;

  /**
   * A job that was submitted.
   *
   * @param dependencies the jobs it names as such, in its order
   */
  JobRecord(Job job, Instant submittedAt, JobRecord... dependencies) {
    super(job, dependencies);
    this.job = job;
    this.submittedAt = EpochNanos.of(submittedAt);
    progress = job.suspended() || !job.conditions().equals(StartConditions.NONE) ? HELD : QUEUED;
  }

  @SuppressWarnings("unchecked")
  private static <T> AtomicReferenceFieldUpdater<JobRecord, @Nullable CompletableFuture<T>> updater(
      String field) {
    return (AtomicReferenceFieldUpdater<JobRecord, @Nullable CompletableFuture<T>>)
        (AtomicReferenceFieldUpdater<JobRecord, ?>)
            AtomicReferenceFieldUpdater.newUpdater(JobRecord.class, CompletableFuture.class, field);
  }

  /**
   * Takes its class's requirements for its own, which are equal: a million jobs of a few kinds then
   * hold them a few times.
   */
  void share(Requirements common) {
    if (job.requirements() != common) {
      job = job.sharing(common);
    }
  }

  @Override
  public Job job() {
    return job;
  }

  @Override
  public String id() {
    return job.id();
  }

  @Override
  public Requirements requirements() {
    return job.requirements();
  }

  @Override
  public Priority priority() {
    return job.priority();
  }

  @Override
  public String tenant() {
    return job.tenant();
  }

  @Override
  public Map<String, String> labels() {
    return job.labels();
  }

  @Override
  public @Nullable Duration timeLimit() {
    return job.timeLimit();
  }

  @Override
  public String queueName() {
    return job.queue();
  }

  @Override
  public long sequence() {
    return sequence;
  }

  void admitted(long newSequence) {
    sequence = newSequence;
    known = true;
  }

  /** Whether the engine has taken it in, and it is not over. */
  boolean isLive() {
    return sequence != NOT_TAKEN_IN && !isOver();
  }

  @Override
  public @Nullable QuotaClaim quotaClaim() {
    return quotaClaim;
  }

  @Override
  public void quotaClaim(@Nullable QuotaClaim claim) {
    quotaClaim = claim;
  }

  /** It was sent to the engine: what names it from now on comes later. */
  void sent() {
    known = true;
  }

  boolean isKnown() {
    return known;
  }

  @Override
  public JobState state() {
    return progress.state;
  }

  Progress progress() {
    return progress;
  }

  /** Whether one more retry is left; takes it. */
  boolean takeRetry() {
    return retries++ < job.maxRetries();
  }

  /** Moves to another state, which must be allowed. */
  void moveTo(Progress next) {
    if (!progress.state.canMoveTo(next.state)) {
      throw new IllegalStateException(
          "job " + id() + " cannot move from " + progress.state + " to " + next.state);
    }
    progress = next;
  }

  /** It runs on, elsewhere. */
  void goOn(Placement placement) {
    Progress now = progress;
    progress =
        new Progress(now.state, placement, now.attempts, now.placedAt, now.finishedAt, now.reason);
  }

  /** The job as it is now. From any thread. */
  public JobStatus status() {
    Progress now = progress;
    return new JobStatus(
        job,
        now.state,
        now.placement,
        now.attempts,
        EpochNanos.instant(submittedAt),
        now.placedAt,
        now.finishedAt,
        now.state == JobState.HELD ? heldBy() : now.reason);
  }

  /** Completes with the next placement, or the present one. From any thread. */
  public CompletableFuture<Placement> placedFuture() {
    CompletableFuture<Placement> future = placed;
    if (future == null || isOutdated(future)) {
      PLACED.compareAndSet(this, future, new CompletableFuture<>());
      future = Objects.requireNonNull(placed);
    }
    // The engine publishes progress before it looks for a future, and we the other way round.
    Progress now = progress;
    if (now.placement != null) {
      future.complete(now.placement);
    } else if (now.state.isFinal()) {
      future.completeExceptionally(endedUnplaced());
    }
    return future;
  }

  /** It told of a placement that the job has lost since. */
  private boolean isOutdated(CompletableFuture<Placement> future) {
    return future.isDone() && !future.isCompletedExceptionally() && progress.placement == null;
  }

  /** Completes when the job is final. From any thread. */
  public CompletableFuture<JobStatus> finishedFuture() {
    CompletableFuture<JobStatus> future = finished;
    if (future == null) {
      FINISHED.compareAndSet(this, null, new CompletableFuture<>());
      future = Objects.requireNonNull(finished);
    }
    if (isOver()) {
      future.complete(status());
    }
    return future;
  }

  @Override
  public boolean isOver() {
    return progress.finishedAt != null;
  }

  /** Tells those who wait. On the thread that may run their code, never on the engine's. */
  void notifyFutures() {
    if (placed != null) {
      placedFuture();
    }
    if (finished != null) {
      finishedFuture();
    }
  }

  /** Whether anybody waits. */
  boolean hasFutures() {
    return placed != null || finished != null;
  }

  /**
   * Ends the wait of those who still do, and of those who come later: the job will not move again.
   *
   * @param failed with that reason, shared by all jobs that nobody waits for yet
   */
  void abandon(RuntimeException reason, CompletableFuture<?> failed) {
    if (progress.placement == null && !isOver()) {
      abandon(PLACED, reason, failed);
    }
    if (!isOver()) {
      abandon(FINISHED, reason, failed);
    }
  }

  @SuppressWarnings("unchecked") // a failed future holds no value
  private <T> void abandon(
      AtomicReferenceFieldUpdater<JobRecord, @Nullable CompletableFuture<T>> field,
      RuntimeException reason,
      CompletableFuture<?> failed) {
    if (!field.compareAndSet(this, null, (CompletableFuture<T>) failed)) {
      Objects.requireNonNull(field.get(this)).completeExceptionally(reason);
    }
  }

  private IllegalStateException endedUnplaced() {
    return new IllegalStateException(
        "job " + id() + " is " + progress.state + " and was not placed");
  }
}
