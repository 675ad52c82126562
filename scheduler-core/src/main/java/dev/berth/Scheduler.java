package dev.berth;

import dev.berth.event.SchedulerListener;
import dev.berth.internal.engine.EngineClient;
import dev.berth.internal.engine.JobRecord;
import dev.berth.model.AdvanceReservation;
import dev.berth.model.Defragment;
import dev.berth.model.Explanation;
import dev.berth.model.Job;
import dev.berth.model.JobStatus;
import dev.berth.model.Move;
import dev.berth.model.Quota;
import dev.berth.model.QuotaUsage;
import dev.berth.model.SchedulerStats;
import dev.berth.model.StartEstimate;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.model.WorkerStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A cluster scheduler inside this JVM: workers are registered, jobs submitted, and it decides which
 * job runs next and where.
 *
 * <pre>{@code
 * try (var scheduler = Scheduler.builder().build()) {
 *   scheduler.register(Worker.builder("w-1").cpuMillis(16_000).memoryBytes(64L << 30).build());
 *   var job = scheduler.submit(Job.builder("build-42").cpuMillis(2_000).memoryBytes(4L << 30).build());
 *   Placement placement = job.placed().get(1, SECONDS);
 *   scheduler.complete(job.id());
 * }
 * }</pre>
 *
 * <p><b>How it works:</b> one engine thread owns all state. The methods here check what they can,
 * hand a command to it and return; the engine works through commands in order of arrival. A
 * command's future completes when the engine has carried it out, or fails with an {@link
 * IllegalStateException} when the job or worker was not in a state for it.
 *
 * <p><b>Running a job</b> is the host's part: it hears of placements by {@link JobHandle#placed} or
 * a {@link SchedulerListener}, starts the work, and reports {@link #complete} or {@link #fail}.
 *
 * <p><b>Workers must be heard of:</b> one without a {@linkplain #heartbeat heartbeat} for the
 * health time-out (30 s) is given no more jobs, and loses those it has after a grace.
 *
 * <p><b>Thread-safety:</b> all methods from any thread. Reads and heartbeats take no lock; to
 * submit or register locks a small part of an index for a moment. <b>Cost:</b> a command is an
 * allocation and a queue insertion, a heartbeat a few stores; reads are index look-ups.
 *
 * <p><b>Errors,</b> at once: {@link IllegalArgumentException} for an id or profile that is unknown
 * or taken, and for what no queue or quota could ever take; {@link
 * java.util.concurrent.RejectedExecutionException} when the bounded intake is full, and then
 * nothing was taken in; {@link IllegalStateException} after close.
 */
public sealed class Scheduler implements AutoCloseable permits SteppedScheduler {

  private final EngineClient engine;

  Scheduler(EngineClient engine) {
    this.engine = engine;
  }

  /** Starts a configuration; its defaults suit an embedded scheduler in memory. */
  public static SchedulerBuilder builder() {
    return new SchedulerBuilder();
  }

  // ---- jobs

  /**
   * Takes a job in. It is held until its {@linkplain Job#conditions conditions} are met, then waits
   * until it fits somewhere, however long; {@link #explain} says why.
   *
   * @throws IllegalArgumentException when it depends on a job that is unknown, or on itself, beside
   *     what is said above
   * @return news of the job, also when it is over and forgotten here
   */
  public JobHandle submit(Job job) {
    return new JobHandle(engine.submit(job));
  }

  /**
   * Takes jobs in, all of them or none. Their dependencies may name each other, in any order; what
   * they are submitted in is the order of their ages.
   *
   * @throws IllegalArgumentException as {@link #submit}, when an id is there twice, and when
   *     dependencies go in a circle, which it names
   * @return news of the jobs, in their order
   */
  public List<JobHandle> submitAll(Collection<Job> jobs) {
    return engine.submitAll(jobs).stream().map(JobHandle::new).toList();
  }

  /** The host reports that a running job is done. */
  public CompletableFuture<@Nullable Void> complete(String jobId) {
    return engine.complete(jobId);
  }

  /** The host reports that a running job failed; it is queued again while it has retries left. */
  public CompletableFuture<@Nullable Void> fail(String jobId, String reason) {
    return engine.fail(jobId, reason);
  }

  /** Calls a job off in any state that is not final. */
  public CompletableFuture<@Nullable Void> cancel(String jobId) {
    return engine.cancel(jobId);
  }

  /**
   * Holds a job back that is queued or held, until it is resumed. It keeps nothing that another
   * could use: no singleton, no slot of an array, no quota.
   */
  public CompletableFuture<@Nullable Void> suspend(String jobId) {
    return engine.suspend(jobId);
  }

  /**
   * Lifts a job's suspension. Unless something else holds it, it is queued at the place its age
   * gives it.
   */
  public CompletableFuture<@Nullable Void> resume(String jobId) {
    return engine.resume(jobId);
  }

  /** A job as it is now; empty when it is unknown or long over. */
  public Optional<JobStatus> job(String jobId) {
    return Optional.ofNullable(engine.job(jobId)).map(JobRecord::status);
  }

  /**
   * Says why a job waits, with counts and numbers, or why it is where it is, with every plugin's
   * score; as things stand now.
   *
   * <p>Waits for the engine, which asks every plugin about every worker: a millisecond or so at
   * 10,000 workers. Not for a decision path.
   */
  public Explanation explain(String jobId) {
    return engine.explain(jobId);
  }

  /**
   * Says when a waiting job will start as far as jobs' time limits tell, how many are before it,
   * and what it waits for.
   *
   * <p>Waits for the engine, which plans all jobs before it: milliseconds for a hundred jobs before
   * it on a hundred workers. Not for a decision path.
   */
  public StartEstimate estimate(String jobId) {
    return engine.estimate(jobId);
  }

  // ---- moving running jobs

  /**
   * Proposes moves of running {@linkplain Job#movable movable} jobs, each with what it gains, in
   * the order in which they are to be carried out. Nothing is moved by this.
   *
   * <p>Waits for the engine, which asks for a better place for each movable job: milliseconds for
   * thousands of jobs and each move. Not for a decision path.
   *
   * @throws IllegalArgumentException when the job to make room for is unknown
   * @throws IllegalStateException when that job does not wait
   */
  public List<Move> plan(Defragment purpose) {
    return engine.plan(purpose);
  }

  /**
   * Has a running job go on elsewhere: its new place is taken and the old one given back at once.
   * The host sees to the job itself. Fails with an {@link IllegalStateException}, and the job stays
   * where it is, when the new place has no room any more or a filter refuses it.
   */
  public CompletableFuture<@Nullable Void> carryOut(Move move) {
    return engine.carryOut(move);
  }

  // ---- advance reservations

  /**
   * Keeps amounts free for some tenants for a time to come. Fails with an {@link
   * IllegalStateException} when the name is taken, the start is past, or running jobs and other
   * reservations leave too little room then.
   */
  public CompletableFuture<@Nullable Void> reserve(AdvanceReservation reservation) {
    return engine.reserve(reservation);
  }

  /** Gives an advance reservation up before its end. */
  public CompletableFuture<@Nullable Void> giveUpReservation(String name) {
    return engine.giveUpReservation(name);
  }

  /** The advance reservations that are not over, by name. */
  public List<AdvanceReservation> reservations() {
    return engine.reservations();
  }

  // ---- workers

  /** Takes a worker in. It counts as heard of now. */
  public WorkerHandle register(Worker worker) {
    return new WorkerHandle(engine, engine.register(worker));
  }

  /**
   * Replaces a registered worker's capacity, labels and taints. Jobs stay, but for those that do
   * not tolerate a NoExecute taint: they go back to the queue. Refused when the new capacity would
   * not hold what is placed there.
   */
  public CompletableFuture<@Nullable Void> update(Worker worker) {
    return engine.update(worker);
  }

  /**
   * A sign of life and the measured load, from whoever knows the worker only by id. As {@link
   * WorkerHandle#heartbeat}, and a look-up.
   */
  public void heartbeat(String workerId, Usage usage) {
    engine.heartbeat(engine.knownWorker(workerId), usage);
  }

  /** Lets a worker finish what it has and gives it nothing new. */
  public CompletableFuture<@Nullable Void> drain(String workerId) {
    return engine.setDraining(workerId, true);
  }

  /** Lets a drained worker take jobs again. */
  public CompletableFuture<@Nullable Void> undrain(String workerId) {
    return engine.setDraining(workerId, false);
  }

  /**
   * Says that one of a worker's GPUs is broken: it is given to nobody any more. Jobs that use it
   * are told by {@link dev.berth.event.JobEvent.GpusLost} and run on until the host says otherwise.
   */
  public CompletableFuture<@Nullable Void> gpuFailed(String workerId, int gpu) {
    return engine.setGpuFailed(workerId, gpu, true);
  }

  /** Says that a broken GPU works again. */
  public CompletableFuture<@Nullable Void> gpuRepaired(String workerId, int gpu) {
    return engine.setGpuFailed(workerId, gpu, false);
  }

  /** Takes a worker out; its jobs go back to the queue. */
  public CompletableFuture<@Nullable Void> remove(String workerId) {
    return engine.remove(workerId);
  }

  /** A worker as it is, all of one moment; empty when unknown or gone. */
  public Optional<WorkerStatus> worker(String workerId) {
    return Optional.ofNullable(engine.worker(workerId)).map(engine::status);
  }

  /** All workers, by id. O(n log n). */
  public List<WorkerStatus> workers() {
    return engine.workers().stream()
        .sorted(Comparator.comparing(status -> status.worker().id()))
        .toList();
  }

  /** The workers whose heartbeats come in, by id. O(n log n). */
  public List<WorkerStatus> healthyWorkers() {
    return workers().stream().filter(status -> status.state() != WorkerState.UNHEALTHY).toList();
  }

  // ---- quotas

  /**
   * Puts a quota in force: a new one, or instead of the one of its name. Who waits for more than
   * before is let on at once; nobody who has more than the new limit is stopped, but nobody is let
   * in before enough have ended.
   *
   * <p>A change of limits costs what it lets on; a new quota, or one for others than before, a look
   * at every job.
   *
   * @throws IllegalArgumentException when it is for a queue or priority class that is not there,
   *     counts the same jobs as another, or some jobs of another of its cohort
   */
  public CompletableFuture<@Nullable Void> setQuota(Quota quota) {
    return engine.setQuota(quota);
  }

  /** Takes a quota away. O(jobs). */
  public CompletableFuture<@Nullable Void> removeQuota(String name) {
    return engine.removeQuota(name);
  }

  /** What is used of a quota, and who borrowed from whom; empty when it is unknown. */
  public Optional<QuotaUsage> quotaUsage(String name) {
    return engine.quotas(name).stream().findFirst();
  }

  /** What is used of every quota, by name. */
  public List<QuotaUsage> quotaUsages() {
    return engine.quotas(null);
  }

  // ---- the rest

  /** What it has done and how long that took. */
  public SchedulerStats stats() {
    return engine.stats();
  }

  /** Adds a listener; it hears what happens from the next cycle on. */
  public void addListener(SchedulerListener listener) {
    engine.addListener(listener);
  }

  /**
   * Carries out what was asked before, delivers the last events, stops the threads, and fails what
   * waits for jobs that are not over. Later calls do nothing.
   */
  @Override
  public void close() {
    engine.close();
  }

  final EngineClient engine() {
    return engine;
  }
}
