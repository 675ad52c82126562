package dev.berth.internal.engine;

import dev.berth.event.EngineEvent;
import dev.berth.event.SchedulerListener;
import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.decide.Fault;
import dev.berth.internal.engine.Metrics.Phase;
import dev.berth.internal.policy.JobClass;
import dev.berth.internal.policy.JobClasses;
import dev.berth.internal.policy.QueueOrder;
import dev.berth.internal.policy.backfill.Planner;
import dev.berth.model.AdvanceReservation;
import dev.berth.model.Defragment;
import dev.berth.model.Explanation;
import dev.berth.model.JobState;
import dev.berth.model.Move;
import dev.berth.model.StartEstimate;
import dev.berth.model.Worker;
import dev.berth.queue.Backfill;
import dev.berth.spi.JobFacet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer: owns the rows, the queues and every job's state, and changes them in cycles.
 *
 * <pre>
 *   a cycle:  read the clock ─▶ take in commands, heartbeats ─▶ fire timers ─▶ ask parked jobs about what changed
 *             ─▶ decide, place ─▶ hand over events and answers
 * </pre>
 *
 * <p>What a cycle does follows from the commands and heartbeats it takes in, the clock readings and
 * the seed alone: whether a thread of its own runs the cycles or a caller steps them makes no
 * difference.
 *
 * <p><b>Thread-safety:</b> {@link #cycle} and what it calls by one thread at a time; callers of
 * other threads come in through {@link EngineClient}. <b>Cost:</b> a cycle takes in what was there
 * when it began and makes at most {@value Decisions#DECISIONS_A_CYCLE} decisions, so that neither
 * starves the other.
 */
final class Engine {

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final long NOT_BEGUN = -1;

  /** After so many forgotten classes, what they alone counted is forgotten as well. */
  private static final int CLASSES_A_SWEEP = 1024;

  private final EngineOptions options;
  private final CycleLog cycleLog;
  private final Intake intake;
  private final Dispatch dispatch;
  private final Outbox outbox;
  private final WorkerRows rows = new WorkerRows();
  private final Changes changes = new Changes();
  private final TimerQueue timers = new TimerQueue();
  private final Metrics metrics = new Metrics();
  private final Map<String, Profile> profiles = new LinkedHashMap<>();
  private final List<Profile> turns = new ArrayList<>();
  private final Tallies tallies;
  private final Planner planner = new Planner(rows);
  private final AdvanceReservations reservations = new AdvanceReservations(planner);
  private final Fleet fleet;
  private final JobLifecycle jobs;
  private final Explanations explanations;
  private final Moves moves;
  private final Decisions decisions;
  private final DemandBook demands;
  private long forgottenClasses;
  private long nanos;

  /** The first cycle's reading, from which policies count, and how far they have come. */
  private long origin;

  private long policyNanos = NOT_BEGUN;

  Engine(
      List<ProfileSpec> specs,
      EngineOptions options,
      long seed,
      boolean stepped,
      CycleLog cycleLog) {
    this.options = options;
    this.cycleLog = cycleLog;
    intake = new Intake(options.intakeCapacity());
    dispatch =
        stepped
            ? new SteppedDispatch(this::listenerFaulted)
            : new ThreadedDispatch(options.listenerQueue(), this::listenerFaulted);
    outbox = new Outbox(dispatch);
    tallies = new Tallies(rows, this::forEachPlaced);
    fleet = new Fleet(rows, tallies, changes, outbox, metrics, options, cycleLog, this::lost);
    jobs =
        new JobLifecycle(
            rows,
            fleet,
            changes,
            outbox,
            metrics,
            profiles,
            options,
            this::takenIn,
            (deadline, action) -> timers.set(deadline, due -> action.run()));
    moves = new Moves(rows, tallies, fleet, jobs);
    explanations = new Explanations(rows, tallies, fleet, jobs);
    Set<JobFacet> jobFacets = EnumSet.noneOf(JobFacet.class);
    specs.forEach(spec -> jobFacets.addAll(spec.pipeline().jobFacets()));
    JobClasses classes = new JobClasses(jobFacets, this::forgotten);
    if (specs.stream().anyMatch(spec -> spec.backfill().mode() == Backfill.Mode.RESERVING)) {
      planner.activate();
    }
    for (ProfileSpec spec : specs) {
      Profile profile =
          new Profile(
              spec,
              rows,
              seed,
              options.stopwatch(),
              stepped,
              classes,
              tallies,
              planner,
              jobs::tellUnschedulable,
              jobs::expire);
      profiles.put(spec.name(), profile);
      turns.add(profile);
    }
    demands = new DemandBook(rows, turns, options.gpuDemand());
    decisions =
        new Decisions(rows, tallies, fleet, jobs, changes, timers, turns, outbox, metrics, options);
  }

  private void takenIn(JobRecord job) {
    List<Fault> faults = demands.submitted(job.requirements());
    for (int i = 0; i < faults.size(); i++) {
      decisions.report(faults.get(i), job);
    }
  }

  private void forgotten(JobClass jobClass) {
    Objects.requireNonNull(profiles.get(jobClass.profile())).decider().forget(jobClass.number());
    tallies.forget(jobClass.number());
    if (++forgottenClasses % CLASSES_A_SWEEP == 0) {
      Tallies.Needed needed = new Tallies.Needed();
      turns.forEach(profile -> profile.decider().collect(needed));
      tallies.retain(needed);
    }
  }

  private void forEachPlaced(Tallies.PlacedJobs.Visitor visitor) {
    fleet.forEachPart(
        part -> visitor.visit(part.job.jobClass().number(), part.job, part.worker.row()));
  }

  Intake intake() {
    return intake;
  }

  Fleet fleet() {
    return fleet;
  }

  JobLifecycle jobs() {
    return jobs;
  }

  Metrics metrics() {
    return metrics;
  }

  Map<String, Profile> profiles() {
    return profiles;
  }

  /** Whether the calling thread is one that delivers events or answers. */
  boolean isDelivering() {
    return dispatch.isDelivering();
  }

  void addListener(SchedulerListener listener) {
    dispatch.add(listener);
  }

  /** The time of the cycle under way. */
  long nanos() {
    return nanos;
  }

  /** When the next timer is due, on the ticker. */
  OptionalLong nextTimer() {
    OptionalLong timer = timers.next();
    OptionalLong next = earlier(earlier(timer, fleet.nextCheck()), nextAlarm());
    for (Profile profile : turns) {
      next = earlier(next, profile.nextDue());
    }
    return next;
  }

  private OptionalLong nextAlarm() {
    long next = QueueOrder.NEVER;
    for (Profile profile : turns) {
      next = Math.min(next, profile.queue().nextAlarm());
    }
    return next == QueueOrder.NEVER ? OptionalLong.empty() : OptionalLong.of(origin + next);
  }

  private static OptionalLong earlier(OptionalLong one, OptionalLong other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    return one.getAsLong() - other.getAsLong() <= 0 ? one : other; // readings may wrap around
  }

  // ---- the cycle

  /** Runs one cycle; false when there was nothing to do. */
  boolean cycle() {
    nanos = options.ticker().nanos();
    Instant now = options.wallClock().instant();
    outbox.startCycle(now);
    fleet.startCycle(nanos, now);
    jobs.gate().startCycle(nanos, now);
    cycleLog.began(nanos, now);
    advancePolicies();
    boolean worked = takeIn();
    worked |= fleet.checkHealth();
    worked |= timers.fire(nanos);
    worked |= jobs.gate().lookAtClock();
    decisions.askParked(nanos);
    worked |= decisions.decide();
    worked |= outbox.flush();
    return worked;
  }

  /** Policies have a time of their own, which begins at 0 and stands still while clocks go back. */
  private void advancePolicies() {
    if (policyNanos == NOT_BEGUN) {
      origin = nanos;
    }
    policyNanos = Math.max(policyNanos, nanos - origin);
    if (!planner.advances().isEmpty()) {
      planner.correct(policyNanos);
    }
    for (int p = 0; p < turns.size(); p++) {
      turns.get(p).queue().startCycle(policyNanos); // a job that expires may let others in
    }
    for (int p = 0; p < turns.size(); p++) {
      turns.get(p).queue().advance(policyNanos);
    }
  }

  private boolean takeIn() {
    int waiting = intake.size();
    if (waiting == 0 && !fleet.hasHeartbeats()) {
      return false;
    }
    long started = options.stopwatch().nanos();
    for (int i = 0; i < waiting; i++) {
      Command command = intake.poll();
      if (command != null) {
        apply(command);
      }
    }
    fleet.takeUpHeartbeats();
    metrics.record(Phase.INFORMER, options.stopwatch().nanos() - started);
    return true;
  }

  private void apply(Command command) {
    cycleLog.took(command);
    try {
      command.apply(this);
    } catch (RuntimeException bug) { // one bad command must not take the others along
      LOG.error("could not apply {}", command, bug);
      command.reject(bug);
    }
  }

  // ---- what commands ask for

  void answer(Answer answer, @Nullable RuntimeException refusal) {
    outbox.answer(answer, refusal);
  }

  void remove(WorkerRecord worker) {
    String reason = "worker " + worker.id() + " was removed";
    worker.forEachPart(part -> jobs.evict(part.job, worker, true, reason));
    fleet.remove(worker);
  }

  /**
   * Replaces what a worker is.
   *
   * @return null when done, else why not
   */
  @Nullable String update(WorkerRecord worker, Worker replacement) {
    Set<Integer> failedBefore = worker.worker().failedGpus();
    String refusal = fleet.update(worker, replacement);
    if (refusal == null) {
      String reason = "worker " + worker.id() + " has a NoExecute taint that it does not tolerate";
      worker.forEachPart(part -> jobs.tellLostGpus(part, failedBefore));
      worker.forEachPart(
          part -> {
            if (!part.requirements.toleratesExecution(replacement.taints())) {
              jobs.evict(part.job, worker, false, reason);
            }
          });
      fleet.updated(worker);
    }
    return refusal;
  }

  /** Says of a device whether it is broken; null when done, else why not. */
  @Nullable String setGpuFailed(WorkerRecord worker, int gpu, boolean failed) {
    Worker known = worker.worker();
    if (gpu >= known.gpus().size()) {
      return "GPU " + gpu + " of worker " + worker.id() + " is gone: it was updated to fewer";
    }
    Set<Integer> failedGpus = new TreeSet<>(known.failedGpus());
    if (failed) {
      failedGpus.add(gpu);
    } else {
      failedGpus.remove(gpu);
    }
    Worker replacement =
        new Worker(
            known.id(),
            known.capacity(),
            known.topology(),
            failedGpus,
            known.labels(),
            known.taints());
    return update(worker, replacement);
  }

  private void lost(WorkerRecord worker) {
    String reason = "worker " + worker.id() + " was lost: no heartbeat";
    worker.forEachPart(part -> jobs.evict(part.job, worker, true, reason));
  }

  // ---- advance reservations

  void reserve(AdvanceReservation wanted) {
    if (!planner.isActive()) {
      planner.activate();
      fleet.forEachPart(this::plan);
    }
    reservations.keep(wanted, outbox.now(), policyNanos);
    turns.forEach(profile -> profile.queue().fleetChanged());
  }

  private void plan(Part part) {
    JobRecord job = part.job;
    Instant placedAt = job.progress().placedAt();
    if (placedAt != null) {
      long ran = Math.max(0, Duration.between(placedAt, outbox.now()).toNanos());
      long left = Planner.left(job.estimate(), ran);
      jobs.profileOf(job).queue().plan(job, part.worker.row(), part.requirements, left);
    }
  }

  void giveUpReservation(String name) {
    reservations.giveUp(name);
    turns.forEach(profile -> profile.queue().fleetChanged());
  }

  List<AdvanceReservation> reservations() {
    return reservations.list();
  }

  /** Looks for moves of running jobs. */
  List<Move> plan(Defragment purpose, @Nullable JobRecord toFit) {
    if (toFit != null && toFit.state() != JobState.QUEUED) {
      throw new IllegalStateException(
          "job " + toFit.id() + " is " + toFit.state() + "; room is made for QUEUED jobs");
    }
    return moves.plan(purpose, toFit, nanos);
  }

  /** Has a running job go on elsewhere; null when done, else why not. */
  @Nullable String carryOut(JobRecord job, WorkerRecord to, int gpu) {
    return to.isGone() ? "worker " + to.id() + " is gone" : moves.carryOut(job, to, gpu);
  }

  /** Says why a job waits, or why it is where it is, as things stand. */
  Explanation explain(JobRecord job) {
    return explanations.explain(job, nanos);
  }

  /** Says when a job will start, as things stand. */
  StartEstimate estimate(JobRecord job) {
    return explanations.estimate(job, options.wallClock().instant());
  }

  private void listenerFaulted(String listener, String message, boolean setAside) {
    Command report =
        engine -> {
          outbox.tell(
              (number, at) -> new EngineEvent.ListenerFaulted(number, at, listener, message));
          if (setAside) {
            outbox.tell((number, at) -> new EngineEvent.ListenerSetAside(number, at, listener));
          }
        };
    if (intake.isClosed() || !intake.offer(report)) {
      LOG.warn("listener {} threw {}", listener, message);
    }
  }

  // ---- ending

  /** Applies what was taken in before the close, rejects what was not, and tells the last of it. */
  void finish() {
    while (cycle()) {
      // until nothing is left to do
    }
    end(Intake.closedException());
  }

  /**
   * Ends for good after something in the engine itself threw: its state may be half changed, so
   * nobody may go on with it, and nobody may wait for it.
   */
  void fail(Throwable cause) {
    LOG.error("the engine failed and is closed", cause);
    intake.close();
    end(new IllegalStateException("the engine failed and is closed", cause));
  }

  private void end(RuntimeException reason) {
    List<Command> rest = intake.seal();
    outbox.later(
        () -> {
          rest.forEach(command -> command.reject(reason));
          jobs.abandonAll(reason);
        });
    outbox.flush();
    profiles.values().forEach(profile -> profile.decider().close());
    dispatch.close();
  }

  /** Interrupts decisions that overran. Called by the watchdog. */
  void interruptOverruns() {
    long stopwatch = options.stopwatch().nanos();
    for (Profile profile : turns) {
      profile.interruptOverrun(stopwatch);
    }
  }

  /** Throws when anything is inconsistent. For tests. */
  void checkInvariants() {
    new EngineCheck(rows, fleet, jobs, profiles).check();
    planner.checkInvariants(Math.max(0, policyNanos));
    jobs.checkInvariants();
  }
}
