package dev.berth.internal.engine;

import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.decide.Decider;
import dev.berth.internal.policy.FleetCapacity;
import dev.berth.internal.policy.JobClass;
import dev.berth.internal.policy.JobClasses;
import dev.berth.internal.policy.PendingQueue;
import dev.berth.internal.policy.WaitingJob;
import dev.berth.internal.policy.backfill.Planner;
import dev.berth.internal.policy.order.Orders;
import dev.berth.model.Explanation;
import dev.berth.queue.QueueStrategy;
import dev.berth.spi.JobView;
import dev.berth.time.Ticker;
import java.util.BitSet;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One profile at work: its queue and its decider.
 *
 * <p><b>Thread-safety:</b> owned by the engine, but for what the watchdog reads.
 */
final class Profile {

  private static final long IDLE = Long.MIN_VALUE;

  private final ProfileSpec spec;
  private final PendingQueue queue;
  private final Decider decider;
  private final @Nullable PackingWindow packing;
  private final Ticker stopwatch;

  /** When the decision, or other asking of plugins, under way began; for the watchdog. */
  private volatile long decidingSince = IDLE;

  Profile(
      ProfileSpec spec,
      WorkerRows rows,
      long seed,
      Ticker stopwatch,
      boolean stepped,
      JobClasses classes,
      Tallies tallies,
      Planner planner,
      Consumer<WaitingJob> onParked,
      Consumer<WaitingJob> onExpired) {
    this.spec = spec;
    this.stopwatch = stopwatch;
    queue =
        new PendingQueue(
            Orders.of(spec.queueStrategy(), new FleetCapacity(rows), spec.priorityScale()),
            spec.backfill(),
            classes,
            planner,
            this::couldTake,
            onParked,
            onExpired);
    // A stepped scheduler has no threads at all; the choice is the same.
    int parallelism = stepped ? 1 : spec.parallelism();
    decider =
        new Decider(
            rows,
            spec.pipeline(),
            tallies,
            spec.tieOrder(),
            seed,
            stopwatch,
            parallelism,
            spec.ranking());
    packing =
        spec.queueStrategy() instanceof QueueStrategy.Packing strategy
            ? new PackingWindow(strategy, queue, decider)
            : null;
  }

  String name() {
    return spec.name();
  }

  PendingQueue queue() {
    return queue;
  }

  Decider decider() {
    return decider;
  }

  /** The job to be tried next, or null when there is none worth trying. */
  @Nullable WaitingJob next(long nanos) {
    WaitingJob next = queue.next();
    if (packing == null || next == null) {
      return next;
    }
    decidingSince = stopwatch.nanos();
    try {
      return packing.next(nanos);
    } finally {
      decidingSince = IDLE;
    }
  }

  /** When the queue is to be looked at though nothing else happens, on the ticker. */
  OptionalLong nextDue() {
    return packing == null ? OptionalLong.empty() : packing.nextDue();
  }

  int decide(WaitingJob job, BitSet keptFrom, long nanos, long stopwatchNanos) {
    decidingSince = stopwatchNanos;
    try {
      return decider.decide(job, job.jobClass().number(), keptFrom, nanos);
    } finally {
      decidingSince = IDLE;
    }
  }

  /** Notes the workers that a part of a job may go to; false when a filter faulted. */
  boolean feasible(JobView part, BitSet keptFrom, long nanos, BitSet into) {
    decidingSince = stopwatch.nanos();
    try {
      return decider.feasible(part, keptFrom, nanos, into);
    } finally {
      decidingSince = IDLE;
    }
  }

  /** Whether a worker takes a part of a job now. */
  boolean accepts(JobView part, int row) {
    decidingSince = stopwatch.nanos();
    decider.oneWorker().start();
    try {
      return decider.oneWorker().accepts(part, Decider.NO_CLASS, row);
    } finally {
      decidingSince = IDLE;
    }
  }

  /**
   * A worker changed for the better: brings back the parked classes that it would take now.
   *
   * @param room refuses jobs that the worker has no room for: of those no plugin need be asked
   */
  void askParked(int row, int facets, PendingQueue.Acceptance room) {
    if (!queue.awaits(facets)) {
      return;
    }
    decidingSince = stopwatch.nanos();
    decider.oneWorker().start();
    try {
      queue.changed(
          facets,
          job -> {
            int lacking = room.refusedBy(job);
            if (lacking != PendingQueue.ACCEPTED || accepts(job, row)) {
              return lacking;
            }
            return decider.oneWorker().faulted()
                ? PendingQueue.UNKNOWN
                : decider.oneWorker().refusedBy() | PendingQueue.WORKER_ADDED;
          });
    } finally {
      decidingSince = IDLE;
    }
  }

  /** Whether a worker takes a job now, or the least part of one that may be split. */
  private boolean accepts(WaitingJob job, int row) {
    return SplitPlacement.isSplittable(job)
        ? decider.oneWorker().accepts(SplitPlacement.leastPart(job), Decider.NO_CLASS, row)
        : decider.oneWorker().accepts(job, job.jobClass().number(), row);
  }

  /** Whether a worker could take a job once others have left it. */
  boolean couldTake(WaitingJob job, int row) {
    decidingSince = stopwatch.nanos();
    decider.oneWorker().start();
    try {
      return decider.oneWorker().couldAccept(job, row);
    } finally {
      decidingSince = IDLE;
    }
  }

  /** A job found no worker; tells how often in a row its class has been refused. */
  int refused(WaitingJob job, int refusedBy) {
    job.jobClass().companyVersion(companyVersion(job));
    return queue.refused(job, refusedBy);
  }

  /** Counts of placed jobs changed: brings back the classes that were refused for their company. */
  void askCompany() {
    if (!queue.awaits(Decider.COMPANY)) {
      return;
    }
    queue.changed(
        Decider.COMPANY,
        job -> {
          long version = companyVersion(job);
          boolean moved = version != job.jobClass().companyVersion();
          job.jobClass().companyVersion(version);
          return moved ? PendingQueue.ACCEPTED : Decider.COMPANY;
        });
  }

  private long companyVersion(WaitingJob job) {
    return decider.companyVersion(job, job.jobClass().number());
  }

  /**
   * The back-off of a class has passed. What is remembered of it is forgotten, so that a plugin
   * that depends on more than it says is asked again, now and then.
   */
  void backoffPassed(JobClass jobClass, long round) {
    if (jobClass.round() == round) {
      decider.forgetRanking(jobClass.number());
      queue.backoffPassed(jobClass, round);
    }
  }

  Explanation explain(JobRecord job, int chosenRow, @Nullable String note) {
    decidingSince = stopwatch.nanos();
    try {
      return decider.explain(job, job.jobClass().number(), job.state(), chosenRow, note);
    } finally {
      decidingSince = IDLE;
    }
  }

  /** Interrupts a decision that takes longer than the profile allows. Called by the watchdog. */
  void interruptOverrun(long stopwatchNanos) {
    long since = decidingSince;
    if (since != IDLE && stopwatchNanos - since > spec.schedulingTimeout().toNanos()) {
      decider.interrupt();
    }
  }
}
