package dev.berth.internal.engine;

import dev.berth.event.SchedulerListener;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.model.AdvanceReservation;
import dev.berth.model.Defragment;
import dev.berth.model.Explanation;
import dev.berth.model.Job;
import dev.berth.model.Move;
import dev.berth.model.Quota;
import dev.berth.model.QuotaUsage;
import dev.berth.model.SchedulerStats;
import dev.berth.model.StartEstimate;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The engine as threads outside see it: what can be checked at once is checked here, the rest
 * becomes a command.
 *
 * <p>A job's or worker's id is taken in the directory before its command is sent, so that a
 * duplicate is told to the caller at once and no two commands in flight can clash.
 *
 * <p><b>Thread-safety:</b> all methods from any thread but {@link #step}, which is the stepping
 * thread's. Only to take an id locks, a part of the {@link IdIndex} for a moment. <b>Errors:</b>
 * {@link IllegalArgumentException} for an unknown or taken id or profile, {@link
 * RejectedExecutionException} when the intake is full, {@link IllegalStateException} after close; a
 * refusal that only the engine can see fails the answer.
 */
public final class EngineClient implements AutoCloseable {

  private final Engine engine;
  private final EngineOptions options;
  private final Submissions submissions;
  private final @Nullable EngineThread thread;
  private final AtomicReference<@Nullable Thread> stepping = new AtomicReference<>();

  /** Of a stepped engine; belongs to the thread in {@code stepping}. */
  private boolean finished;

  private EngineClient(
      List<ProfileSpec> profiles,
      EngineOptions options,
      long seed,
      boolean stepped,
      CycleLog cycleLog) {
    this.options = options;
    engine = new Engine(profiles, options, seed, stepped, cycleLog);
    submissions = new Submissions(engine, options, this::send);
    thread = stepped ? null : new EngineThread(engine, options);
  }

  /** An engine with a thread of its own, started. */
  public static EngineClient threaded(
      List<ProfileSpec> profiles,
      EngineOptions options,
      long seed,
      Collection<? extends SchedulerListener> listeners) {
    return threaded(profiles, options, seed, listeners, CycleLog.NONE);
  }

  /** An engine with a thread of its own, started, that logs what its cycles take in. */
  static EngineClient threaded(
      List<ProfileSpec> profiles,
      EngineOptions options,
      long seed,
      Collection<? extends SchedulerListener> listeners,
      CycleLog cycleLog) {
    EngineClient client = new EngineClient(profiles, options, seed, false, cycleLog);
    listeners.forEach(client::addListener);
    if (client.thread != null) {
      client.thread.start();
    }
    return client;
  }

  /** An engine that runs when it is stepped. */
  public static EngineClient stepped(
      List<ProfileSpec> profiles,
      EngineOptions options,
      long seed,
      Collection<? extends SchedulerListener> listeners) {
    EngineClient client = new EngineClient(profiles, options, seed, true, CycleLog.NONE);
    listeners.forEach(client::addListener);
    return client;
  }

  // ---- jobs

  public JobRecord submit(Job job) {
    return submissions.submit(job);
  }

  /** Takes all in, or none. */
  public List<JobRecord> submitAll(Collection<Job> jobs) {
    return submissions.submitAll(jobs);
  }

  public CompletableFuture<@Nullable Void> complete(String jobId) {
    return onJob(jobId, job -> engine.jobs().complete(job));
  }

  public CompletableFuture<@Nullable Void> fail(String jobId, String reason) {
    return onJob(jobId, job -> engine.jobs().fail(job, reason));
  }

  public CompletableFuture<@Nullable Void> cancel(String jobId) {
    return onJob(jobId, job -> engine.jobs().cancel(job));
  }

  public CompletableFuture<@Nullable Void> suspend(String jobId) {
    return onJob(jobId, job -> engine.jobs().suspend(job));
  }

  public CompletableFuture<@Nullable Void> resume(String jobId) {
    return onJob(jobId, job -> engine.jobs().resume(job));
  }

  private CompletableFuture<@Nullable Void> onJob(String jobId, Consumer<JobRecord> action) {
    JobRecord job = knownJob(jobId);
    return send(Request.of(() -> action.accept(job)));
  }

  public @Nullable JobRecord job(String jobId) {
    return engine.jobs().directory().get(jobId);
  }

  private JobRecord knownJob(String jobId) {
    JobRecord job = job(jobId);
    if (job == null) {
      throw new IllegalArgumentException(
          "job id '%s' is unknown\nMaybe it is long over: the last %d jobs that ended are remembered."
              .formatted(jobId, options.finishedJobsKept()));
    }
    return job;
  }

  public Explanation explain(String jobId) {
    JobRecord job = knownJob(jobId);
    return ask(asked -> asked.explain(job));
  }

  /** The quotas, who uses what of them and who borrowed what; of all if null. Asks the engine. */
  public List<QuotaUsage> quotas(@Nullable String name) {
    return ask(asked -> asked.jobs().quotas().usage(name));
  }

  /** Puts a quota in force: a new one, or instead of the one of its name. */
  public CompletableFuture<@Nullable Void> setQuota(Quota quota) {
    options.admission().check(quota);
    return send(Request.of(() -> engine.jobs().setQuota(quota)));
  }

  public CompletableFuture<@Nullable Void> removeQuota(String name) {
    if (options.admission().book().rules().get(name) == null) {
      throw new IllegalArgumentException("quota '%s' is unknown".formatted(name));
    }
    return send(Request.of(() -> engine.jobs().removeQuota(name)));
  }

  public StartEstimate estimate(String jobId) {
    JobRecord job = knownJob(jobId);
    return ask(asked -> asked.estimate(job));
  }

  public CompletableFuture<@Nullable Void> reserve(AdvanceReservation wanted) {
    return send(Request.of(() -> engine.reserve(wanted)));
  }

  public CompletableFuture<@Nullable Void> giveUpReservation(String name) {
    return send(Request.of(() -> engine.giveUpReservation(name)));
  }

  public List<AdvanceReservation> reservations() {
    return ask(Engine::reservations);
  }

  /** Asks the engine, and waits for the answer when it has a thread of its own. */
  private <T> T ask(Function<Engine, T> question) {
    if (thread == null) {
      return question.apply(engine);
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    // Completed by the engine thread at once: nobody else holds it, so no foreign code can run
    // there.
    send(
        new Command() {
          @Override
          public void apply(Engine applied) {
            answer.complete(question.apply(applied));
          }

          @Override
          public void reject(RuntimeException reason) {
            answer.completeExceptionally(reason);
          }
        });
    try {
      return answer.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  // ---- workers

  public WorkerRecord register(Worker worker) {
    WorkerRecord record = new WorkerRecord(worker, EpochNanos.of(options.wallClock().instant()));
    if (engine.fleet().directory().putIfAbsent(record) != null) {
      throw new IllegalArgumentException(
          "worker id '%s' is taken\nMaybe update() is meant; a removed id is free once remove() answered."
              .formatted(worker.id()));
    }
    try {
      send(new Registration(record, worker));
    } catch (RuntimeException notSent) {
      engine.fleet().directory().remove(record);
      throw notSent;
    }
    return record;
  }

  record Registration(WorkerRecord worker, Worker spec) implements Command {
    @Override
    public void apply(Engine engine) {
      engine.fleet().register(worker);
    }
  }

  public CompletableFuture<@Nullable Void> update(Worker worker) {
    WorkerRecord record = knownWorker(worker.id());
    return send(
        Request.refusable(() -> record.isGone() ? gone(record) : engine.update(record, worker)));
  }

  public CompletableFuture<@Nullable Void> setDraining(String workerId, boolean draining) {
    return onWorker(workerId, worker -> engine.fleet().setDraining(worker, draining));
  }

  /** Says of a device whether it is broken. */
  public CompletableFuture<@Nullable Void> setGpuFailed(String workerId, int gpu, boolean failed) {
    WorkerRecord worker = knownWorker(workerId);
    int count = worker.worker().gpus().size();
    if (gpu < 0 || gpu >= count) {
      throw new IllegalArgumentException(
          "gpu (%d) of worker %s must be the index of one of its %d GPUs"
              .formatted(gpu, workerId, count));
    }
    return send(
        Request.refusable(
            () -> worker.isGone() ? gone(worker) : engine.setGpuFailed(worker, gpu, failed)));
  }

  /** Moves of running jobs that are worth it. Asks the engine. */
  public List<Move> plan(Defragment purpose) {
    JobRecord toFit = purpose.jobId() == null ? null : knownJob(purpose.jobId());
    return ask(asked -> asked.plan(purpose, toFit));
  }

  /** Has a running job go on elsewhere. */
  public CompletableFuture<@Nullable Void> carryOut(Move move) {
    JobRecord job = knownJob(move.jobId());
    WorkerRecord to = knownWorker(move.to().workerId());
    int gpu = move.to().gpus().size() == 1 ? move.to().gpus().get(0) : WorkerRows.ANY_GPU;
    return send(Request.refusable(() -> engine.carryOut(job, to, gpu)));
  }

  public CompletableFuture<@Nullable Void> remove(String workerId) {
    return onWorker(workerId, engine::remove);
  }

  private CompletableFuture<@Nullable Void> onWorker(
      String workerId, Consumer<WorkerRecord> action) {
    WorkerRecord worker = knownWorker(workerId);
    return send(
        Request.refusable(
            () -> {
              if (worker.isGone()) {
                return gone(worker);
              }
              action.accept(worker);
              return null;
            }));
  }

  private static String gone(WorkerRecord worker) {
    return "worker " + worker.id() + " is gone";
  }

  /** Leaves the usage with the worker for the engine's next cycle; wakes nobody. */
  public void heartbeat(WorkerRecord worker, Usage usage) {
    if (engine.intake().isClosed()) {
      throw Intake.closedException();
    }
    engine.fleet().beat(worker, usage);
  }

  public @Nullable WorkerRecord worker(String workerId) {
    return engine.fleet().directory().get(workerId);
  }

  public WorkerRecord knownWorker(String workerId) {
    WorkerRecord worker = worker(workerId);
    if (worker == null) {
      throw new IllegalArgumentException("worker id '%s' is unknown".formatted(workerId));
    }
    return worker;
  }

  /** A worker as it is. */
  public WorkerStatus status(WorkerRecord worker) {
    return engine.fleet().status(worker);
  }

  /** Every worker's status; in no particular order. */
  public List<WorkerStatus> workers() {
    List<WorkerStatus> statuses = new ArrayList<>();
    engine.fleet().directory().forEach(worker -> statuses.add(status(worker)));
    return statuses;
  }

  // ---- the rest

  public SchedulerStats stats() {
    return engine.metrics().read();
  }

  public void addListener(SchedulerListener listener) {
    if (engine.intake().isClosed()) {
      throw Intake.closedException();
    }
    engine.addListener(listener);
  }

  /**
   * Runs cycles on the calling thread until there is nothing to do; false when there was nothing.
   */
  public boolean step() {
    if (!stepping.compareAndSet(null, Thread.currentThread())) {
      throw new IllegalStateException(
          "a step is under way\nMaybe a listener steps, or two threads do.");
    }
    boolean worked = false;
    try {
      while (!engine.intake().isClosed() && engine.cycle()) {
        worked = true;
      }
    } finally {
      stepping.set(null);
    }
    if (engine.intake().isClosed()) {
      finishStepped(); // closed by a listener of this step, or by another thread meanwhile
    }
    return worked;
  }

  /** Finishes once, unless a step is under way: then that step does when it ends. */
  private void finishStepped() {
    if (stepping.compareAndSet(null, Thread.currentThread())) {
      try {
        if (!finished) {
          finished = true;
          engine.finish();
        }
      } finally {
        stepping.set(null);
      }
    }
  }

  /** When the next timer is due, on the ticker. For the stepping thread. */
  public OptionalLong nextTimer() {
    return engine.nextTimer();
  }

  private CompletableFuture<@Nullable Void> send(Request request) {
    send((Command) request);
    return request.answer().future();
  }

  private void send(Command command) {
    if (!engine.intake().offer(command)) {
      throw new RejectedExecutionException(
          "the intake is full: %,d commands wait\nMaybe a plugin holds the engine up, or a stepped scheduler is not stepped."
              .formatted(engine.intake().capacity()));
    }
  }

  /**
   * Applies what was sent before, then stops. Idempotent; waits for the engine's thread, unless
   * called by a listener or a future's dependent, which that thread waits for.
   */
  @Override
  public void close() {
    engine.intake().close();
    if (thread == null) {
      finishStepped();
    } else if (!engine.isDelivering()) {
      thread.awaitEnd();
    }
  }

  /** The engine behind, for whoever runs its cycles one by one. */
  Engine engine() {
    return engine;
  }

  /** Throws when anything is inconsistent. For tests, while nobody steps or after the end. */
  public void checkInvariants() {
    engine.checkInvariants();
  }
}
