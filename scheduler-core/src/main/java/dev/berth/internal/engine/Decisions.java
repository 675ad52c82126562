package dev.berth.internal.engine;

import dev.berth.event.EngineEvent;
import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.decide.Decider;
import dev.berth.internal.decide.Fault;
import dev.berth.internal.engine.Metrics.Counter;
import dev.berth.internal.engine.Metrics.Phase;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.internal.policy.JobClass;
import dev.berth.internal.policy.PendingQueue;
import dev.berth.internal.policy.WaitingJob;
import dev.berth.spi.WorkerFacet;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/**
 * The part of a cycle in which jobs are placed: parked ones are asked about what has changed, then
 * profiles take turns, each with the job that is next in its queue.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
final class Decisions {

  static final int DECISIONS_A_CYCLE = 256;
  private static final int LONGEST_SHIFT = 30;

  /** What can change without making room for anybody. */
  private static final int NO_ROOM = WorkerFacet.JOBS.bit() | WorkerFacet.USAGE.bit();

  private static final int ROOM = WorkerFacet.RESOURCES.bit() | WorkerFacet.GPUS.bit();

  private final WorkerRows rows;
  private final Tallies tallies;
  private final JobLifecycle jobs;
  private final SplitPlacement splits;
  private final Changes changes;
  private final TimerQueue timers;
  private final List<Profile> turns;
  private final Outbox outbox;
  private final Metrics metrics;
  private final EngineOptions options;
  private int turn;
  private long askedCompany;
  private long nanos;

  Decisions(
      WorkerRows rows,
      Tallies tallies,
      Fleet fleet,
      JobLifecycle jobs,
      Changes changes,
      TimerQueue timers,
      List<Profile> turns,
      Outbox outbox,
      Metrics metrics,
      EngineOptions options) {
    this.rows = rows;
    this.tallies = tallies;
    this.jobs = jobs;
    this.changes = changes;
    this.timers = timers;
    this.turns = turns;
    this.outbox = outbox;
    this.metrics = metrics;
    this.options = options;
    splits = new SplitPlacement(rows, fleet);
  }

  /**
   * A cycle's decisions begin: brings back parked jobs that what has changed may let in.
   *
   * @param now the time of the cycle
   */
  void askParked(long now) {
    nanos = now;
    for (int i = 0; i < changes.size(); i++) {
      int row = changes.row(i);
      int facets = changes.facets(i);
      for (int p = 0; p < turns.size(); p++) {
        if ((facets & ~NO_ROOM) != 0) {
          turns.get(p).queue().fleetChanged();
        }
        if (rows.isPresent(row) && rows.state(row).takesJobs()) {
          turns
              .get(p)
              .askParked(row, facets, job -> hasSomeRoom(row, job) ? PendingQueue.ACCEPTED : ROOM);
        }
      }
    }
    changes.clear();
    askCompany();
  }

  /** Brings back, once counts of placed jobs have changed, whom they may have let in. */
  private void askCompany() {
    long company = tallies.version() + rows.topologyVersion();
    if (company != askedCompany) {
      askedCompany = company;
      for (int p = 0; p < turns.size(); p++) {
        turns.get(p).askCompany();
      }
    }
  }

  /** Gives the profiles a decision each in turn until none has a job worth trying. */
  boolean decide() {
    boolean worked = false;
    int idle = 0;
    for (int made = 0; made < DECISIONS_A_CYCLE && idle < turns.size(); ) {
      Profile profile = turns.get(turn);
      turn = (turn + 1) % turns.size();
      WaitingJob job = profile.next(nanos);
      if (job == null) {
        idle++;
      } else {
        decide(profile, (JobRecord) job);
        idle = 0;
        made++;
        worked = true;
      }
    }
    return worked;
  }

  private void decide(Profile profile, JobRecord job) {
    Decider decider = profile.decider();
    long started = options.stopwatch().nanos();
    BitSet keptFrom = profile.queue().keptFrom(job);
    boolean mustSplit = SplitPlacement.mustSplit(job);
    int row = mustSplit ? Decider.NO_ROW : profile.decide(job, keptFrom, nanos, started);
    long decided = options.stopwatch().nanos();
    long scoring = mustSplit ? 0 : decider.scoreNanos();
    metrics.count(Counter.DECISIONS);
    if (!mustSplit) {
      reportFaults(decider, job);
    }
    // After a fault only the back-off brings it back: nobody is to ask that plugin at every change.
    int refusedBy = decider.failed() ? 0 : decider.refusedBy() | PendingQueue.WORKER_ADDED;
    if (row != Decider.NO_ROW && !(rows.state(row).takesJobs() && hasRoom(row, job))) {
      // The profile's filters let it pass; no plugin may over-commit a worker.
      row = Decider.NO_ROW;
      refusedBy = WorkerFacet.all() | PendingQueue.WORKER_ADDED;
    }
    if (row != Decider.NO_ROW) {
      jobs.place(job, row, decider.chosenGpu());
      placed(profile, job, row);
      metrics.record(Phase.SCORE, scoring);
    } else if (!placeSplit(profile, job, keptFrom)) {
      notPlaced(profile, job, keptFrom, refusedBy);
    }
    long done = options.stopwatch().nanos();
    metrics.record(Phase.FILTER, decided - started - scoring);
    metrics.record(Phase.BIND, done - decided);
    metrics.record(Phase.TOTAL, done - started);
  }

  /** Places a job on several workers, if it may be and there is room. */
  private boolean placeSplit(Profile profile, JobRecord job, BitSet keptFrom) {
    if (!SplitPlacement.isSplittable(job) || profile.decider().failed()) {
      return false;
    }
    Part first = splits.reserve(job, profile, keptFrom, nanos);
    reportFaults(profile.decider(), job);
    if (first == null) {
      return false;
    }
    jobs.place(job, first);
    placed(profile, job, first.worker.row());
    return true;
  }

  private void placed(Profile profile, JobRecord job, int row) {
    profile.queue().placed(job, row);
    planRun(profile, job);
    askCompany(); // at once, or others would be placed before those whose turn it is now
  }

  private void notPlaced(Profile profile, JobRecord job, BitSet keptFrom, int refusedBy) {
    Decider decider = profile.decider();
    if (!keptFrom.isEmpty() && !decider.failed()) {
      if (profile.queue().defers()) {
        profile.queue().deferred(job);
      } else {
        refused(profile, job, WorkerFacet.all() | PendingQueue.WORKER_ADDED);
      }
    } else if (SplitPlacement.isSplittable(job) && !decider.failed()) {
      refused(profile, job, refusedBy | decider.refusedBy() | ROOM | PendingQueue.WORKER_ADDED);
    } else {
      refused(profile, job, decider.failed() ? 0 : refusedBy);
    }
  }

  private static void planRun(Profile profile, JobRecord job) {
    for (Part part = job.part; part != null; part = part.next) {
      profile.queue().plan(job, part.worker.row(), part.requirements, job.estimate());
    }
  }

  private boolean hasRoom(int row, WaitingJob job) {
    return rows.hasRoom(row, job.requirements());
  }

  /** Whether a worker has room for a job, or for the least part of one that may be split. */
  private boolean hasSomeRoom(int row, WaitingJob job) {
    return SplitPlacement.isSplittable(job)
        ? rows.hasRoom(row, SplitPlacement.leastRequirements(job))
        : hasRoom(row, job);
  }

  private void refused(Profile profile, JobRecord job, int refusedBy) {
    metrics.count(Counter.REFUSED);
    JobClass jobClass = job.jobClass();
    int refusals = profile.refused(job, refusedBy);
    long base = options.backoffBase().toNanos();
    long cap = options.backoffCap().toNanos();
    int shift = Math.min(refusals - 1, LONGEST_SHIFT);
    long delay = base > cap >> shift ? cap : base << shift;
    long round = jobClass.round();
    timers.set(nanos + delay, now -> profile.backoffPassed(jobClass, round));
  }

  private void reportFaults(Decider decider, JobRecord job) {
    List<Fault> faults = decider.faults();
    decider.creditPlugins();
    for (Fault mismatch : decider.mismatches()) {
      String plugin = mismatch.slot().plugin().name();
      outbox.tell(
          (number, at) ->
              new EngineEvent.PluginMisdeclared(number, at, plugin, job.id(), mismatch.message()));
    }
    for (Fault fault : faults) {
      report(fault, job);
    }
  }

  void report(Fault fault, JobRecord job) {
    PluginSlot<?> slot = fault.slot();
    String plugin = slot.plugin().name();
    metrics.count(Counter.PLUGIN_FAULTS);
    outbox.tell(
        (number, at) ->
            new EngineEvent.PluginFaulted(number, at, plugin, job.id(), fault.message()));
    if (slot.faulted(job.id(), nanos)) {
      Duration pause = Duration.ofNanos(PluginSlot.PAUSE_NANOS);
      outbox.tell((number, at) -> new EngineEvent.PluginSetAside(number, at, plugin, pause));
    }
  }
}
