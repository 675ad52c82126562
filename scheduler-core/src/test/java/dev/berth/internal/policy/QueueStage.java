package dev.berth.internal.policy;

import dev.berth.internal.cluster.GpuGrant;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.policy.backfill.Planner;
import dev.berth.internal.policy.order.Orders;
import dev.berth.internal.policy.order.PriorityScale;
import dev.berth.model.Job;
import dev.berth.model.Worker;
import dev.berth.queue.Backfill;
import dev.berth.queue.QueueStrategy;
import dev.berth.spi.WorkerFacet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** A queue with workers and a clock, and a decider that takes the first row that will do. */
final class QueueStage {

  private static final int ROOM = WorkerFacet.RESOURCES.bit();
  private static final long SECOND = 1_000_000_000L;

  final WorkerRows rows = new WorkerRows();
  final Planner planner = new Planner(rows);
  final PendingQueue queue;
  final List<String> parked = new ArrayList<>();
  final List<String> expired = new ArrayList<>();
  final List<String> placed = new ArrayList<>();
  final Map<PlainJob, Integer> running = new LinkedHashMap<>();

  /** Rows that will not do for a reason of their own. */
  IntPredicate refuses = row -> false;

  /** Rows that will not do though everybody left. */
  IntPredicate hopeless = row -> false;

  /** How far the clock goes before each decision. */
  long nanosADecision;

  int decisions;
  int prospects;
  private long sequence;
  private long nanos;

  QueueStage(QueueStrategy strategy, Backfill backfill) {
    planner.activate();
    queue =
        new PendingQueue(
            Orders.of(strategy, new FleetCapacity(rows), new PriorityScale(1_000, Map.of())),
            backfill,
            new JobClasses(Set.of(), forgotten -> {}),
            planner,
            (job, row) -> {
              prospects++;
              return !hopeless.test(row);
            },
            job -> parked.add(job.id()),
            job -> expired.add(job.id()));
    queue.advance(0);
  }

  int addWorker(int cpus) {
    int row = rows.add(Worker.builder("w-" + rows.size()).cpuMillis(cpus).build());
    queue.changed(WorkerFacet.all() | PendingQueue.WORKER_ADDED, job -> refusedBy(row, job));
    queue.fleetChanged();
    return row;
  }

  private int refusedBy(int row, WaitingJob job) {
    return rows.hasRoom(row, job.requirements()) ? PendingQueue.ACCEPTED : ROOM;
  }

  /** The number of the job that comes next. */
  long nextNumber() {
    return sequence;
  }

  PlainJob job(int cpus, int seconds) {
    return job(Job.builder("j-" + sequence).cpuMillis(cpus), seconds);
  }

  PlainJob job(Job.Builder builder, int seconds) {
    Job spec = builder.timeLimit(Duration.ofSeconds(seconds)).build();
    PlainJob job = new PlainJob(sequence++, spec);
    queue.admit(job, spec);
    return job;
  }

  /** Queues a new job. */
  PlainJob add(int cpus, int seconds) {
    PlainJob job = job(cpus, seconds);
    queue.add(job);
    return job;
  }

  void pass(double seconds) {
    nanos += (long) (seconds * SECOND);
    queue.advance(nanos);
  }

  long now() {
    return nanos;
  }

  /** Decides until nobody is worth trying. */
  void decide() {
    for (WaitingJob job = next(); job != null; job = next()) {
      decide((PlainJob) job);
    }
  }

  private @Nullable WaitingJob next() {
    nanos += nanosADecision;
    queue.advance(nanos);
    return queue.next();
  }

  private void decide(PlainJob job) {
    decisions++;
    BitSet keptFrom = queue.keptFrom(job);
    for (int row = 0; row < rows.limit(); row++) {
      if (!keptFrom.get(row)
          && !refuses.test(row)
          && rows.isPresent(row)
          && rows.hasRoom(row, job.requirements())) {
        rows.reserve(row, job.requirements());
        queue.placed(job, row);
        queue.plan(job, row, job.requirements(), job.estimate());
        running.put(job, row);
        placed.add(job.id());
        return;
      }
    }
    if (keptFrom.isEmpty()) {
      queue.refused(job, ROOM | PendingQueue.WORKER_ADDED);
    } else {
      queue.deferred(job);
    }
  }

  /** A job that runs is over. */
  void end(PlainJob job) {
    Integer row = running.remove(job);
    if (row == null) {
      throw new AssertionError(job + " does not run");
    }
    rows.release(row, job.requirements(), GpuGrant.NONE);
    queue.ended(job, true);
    queue.forget(job);
    queue.changed(ROOM, waiting -> refusedBy(row, waiting));
    queue.fleetChanged();
  }

  /** In how many seconds a job is promised to start, or -1. */
  long promisedIn(PlainJob job) {
    long promised = queue.promised(job);
    return promised == QueueOrder.NEVER ? -1 : promised / SECOND;
  }

  void check() {
    queue.checkInvariants(job -> {});
    planner.checkInvariants(nanos);
  }
}
