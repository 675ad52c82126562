package dev.berth.internal.engine;

import dev.berth.event.WorkerEvent;
import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.engine.Metrics.Counter;
import dev.berth.internal.policy.PendingQueue;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.model.WorkerStatus;
import dev.berth.spi.WorkerFacet;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The workers: who is there, in which state, and who has not been heard of.
 *
 * <p>A worker whose heartbeat is overdue becomes UNHEALTHY and is given nothing; after a further
 * grace its jobs go back to the queue. A heartbeat makes it well again.
 *
 * <p>Heartbeats of any thread wait with their worker, the newest alone, until a cycle takes them up
 * in order of rows; the moment of that counts. They wake nobody: an idle engine looks at its clock,
 * and then for heartbeats, every 50 ms.
 *
 * <p><b>Thread-safety:</b> the directory may be read by any thread, and a name taken; {@link #beat}
 * from any thread; all else is the engine's. <b>Cost:</b> O(1) a heartbeat, and no allocation.
 */
final class Fleet {

  private final WorkerRows rows;
  private final Tallies tallies;
  private final Changes changes;
  private final Outbox outbox;
  private final Metrics metrics;
  private final long healthTimeout;
  private final long lostGrace;
  private final Marks marks = new Marks();
  private final IntConsumer takeUp = this::takeUp;
  private final Deadlines deadlines = new Deadlines(new Silence());
  private final CycleLog cycleLog;
  private final Consumer<WorkerRecord> onLost;
  private final IdIndex<WorkerRecord> directory = new IdIndex<>(WorkerRecord::id);
  private @Nullable WorkerRecord[] byRow = new @Nullable WorkerRecord[64];

  /** The first cycle's moment, from which deadlines count. */
  private long origin;

  private boolean begun;

  private long nanos;
  private long at;

  Fleet(
      WorkerRows rows,
      Tallies tallies,
      Changes changes,
      Outbox outbox,
      Metrics metrics,
      EngineOptions options,
      CycleLog cycleLog,
      Consumer<WorkerRecord> onLost) {
    this.rows = rows;
    this.tallies = tallies;
    this.changes = changes;
    this.outbox = outbox;
    this.metrics = metrics;
    this.cycleLog = cycleLog;
    this.onLost = onLost;
    healthTimeout = options.healthTimeout().toNanos();
    lostGrace = options.lostGrace().toNanos();
  }

  /** Every worker by its id. Readable from any thread. */
  IdIndex<WorkerRecord> directory() {
    return directory;
  }

  /** Goes through what jobs hold on all workers. */
  void forEachPart(Consumer<Part> action) {
    for (WorkerRecord worker : byRow) {
      if (worker != null) {
        worker.forEachPart(action);
      }
    }
  }

  WorkerRecord at(int row) {
    WorkerRecord worker = byRow[row];
    if (worker == null) {
      throw new IllegalStateException("row " + row + " holds no worker");
    }
    return worker;
  }

  /** A cycle begins. */
  void startCycle(long cycleNanos, Instant cycleAt) {
    if (!begun) {
      begun = true;
      origin = cycleNanos;
    }
    nanos = cycleNanos;
    at = EpochNanos.of(cycleAt);
  }

  void register(WorkerRecord worker) {
    int row = rows.add(worker.worker());
    if (row >= byRow.length) {
      byRow = Arrays.copyOf(byRow, Math.max(row + 1, byRow.length + (byRow.length >> 2)));
    }
    byRow[row] = worker;
    worker.setWorker(rows.worker(row)); // its topology is shared now
    marks.reach(row);
    worker.setRow(row);
    if (worker.hasPending()) {
      marks.add(row); // a heartbeat that came before there was a row to mark
    }
    worker.heard(PackedUsage.pack(Usage.NONE), nanos, at);
    metrics.count(Counter.WORKERS);
    metrics.count(Counter.HEALTHY_WORKERS);
    changes.add(row, WorkerFacet.all() | PendingQueue.WORKER_ADDED);
    outbox.tell((sequence, when) -> new WorkerEvent.Registered(sequence, when, worker.id()));
    watch(worker);
  }

  /**
   * Replaces what a worker is.
   *
   * @return null when done, else why not
   */
  @Nullable String update(WorkerRecord worker, Worker replacement) {
    // Its jobs count in the domains that its labels say, which may be others from here on.
    worker.forEachPart(part -> tallies.left(part.job.jobClass().number(), part.job, worker.row()));
    String refusal = replace(worker, replacement);
    worker.forEachPart(
        part -> tallies.placed(part.job.jobClass().number(), part.job, worker.row()));
    if (refusal != null) {
      return refusal;
    }
    measured(worker.row(), worker.usage()); // its share of the new memory
    return null;
  }

  /** A worker was replaced, and the jobs that may not stay on it have left. */
  void updated(WorkerRecord worker) {
    changes.add(worker.row(), WorkerFacet.all());
    outbox.tell((sequence, when) -> new WorkerEvent.Updated(sequence, when, worker.id()));
  }

  private @Nullable String replace(WorkerRecord worker, Worker replacement) {
    worker.beginChange();
    try {
      String refusal = rows.update(worker.row(), replacement);
      if (refusal == null) {
        worker.setWorker(replacement);
      }
      return refusal;
    } finally {
      worker.endChange();
    }
  }

  /**
   * Reserves what a part asks for on its worker, a share of a GPU on this one, and puts it there.
   */
  void reserve(Part part, int gpu) {
    WorkerRecord worker = part.worker;
    worker.beginChange();
    try {
      part.grant = rows.reserve(worker.row(), part.requirements, gpu);
      worker.link(part);
    } finally {
      worker.endChange();
    }
    tallies.placed(part.job.jobClass().number(), part.job, worker.row());
  }

  /** Takes a part off its worker, and gives back what it held. */
  void release(Part part) {
    WorkerRecord worker = part.worker;
    worker.beginChange();
    try {
      rows.release(worker.row(), part.requirements, part.grant());
      worker.unlink(part);
    } finally {
      worker.endChange();
    }
    tallies.left(part.job.jobClass().number(), part.job, worker.row());
  }

  /** A worker as it is. From any thread. */
  WorkerStatus status(WorkerRecord worker) {
    return worker.status(rows);
  }

  /** A heartbeat. From any thread. */
  void beat(WorkerRecord worker, Usage usage) {
    worker.heartbeat(PackedUsage.pack(usage), marks);
  }

  /** Whether heartbeats wait. */
  boolean hasHeartbeats() {
    return marks.any();
  }

  /** Takes up the heartbeats that wait, after the commands that came before them. */
  void takeUpHeartbeats() {
    marks.take(takeUp);
  }

  private void takeUp(int row) {
    WorkerRecord worker = byRow[row];
    long packed = worker == null ? PackedUsage.NONE : worker.takePending();
    if (worker == null || packed == PackedUsage.NONE) {
      return; // it is gone, or its row was another's, or the usage was taken a moment before
    }
    cycleLog.heard(worker, packed);
    worker.heard(packed, nanos, at);
    if (measured(row, packed)) {
      changes.add(row, WorkerFacet.USAGE.bit());
    }
    if (!worker.healthy) {
      worker.lost = false;
      setHealthy(worker, true);
      watch(worker);
    }
  }

  private boolean measured(int row, long packed) {
    return rows.setUsage(
        row, PackedUsage.cpu(packed), PackedUsage.memory(packed), PackedUsage.io(packed));
  }

  void setDraining(WorkerRecord worker, boolean draining) {
    if (worker.draining == draining) {
      return;
    }
    WorkerState before = worker.baseState();
    worker.draining = draining;
    stateChanged(worker, before);
    tellIfDrained(worker);
  }

  /** A job left: workers that drain may be empty now. */
  void tellIfDrained(Part first) {
    for (Part part = first; part != null; part = part.next) {
      tellIfDrained(part.worker);
    }
  }

  private void tellIfDrained(WorkerRecord worker) {
    if (worker.draining && rows.jobCount(worker.row()) == 0) {
      outbox.tell((sequence, when) -> new WorkerEvent.Drained(sequence, when, worker.id()));
    }
  }

  /** Takes a worker out. Its jobs must have left. */
  void remove(WorkerRecord worker) {
    worker.beginChange();
    try {
      rows.remove(worker.row());
      byRow[worker.row()] = null;
      worker.setGone();
    } finally {
      worker.endChange();
    }
    directory.remove(worker);
    metrics.add(Counter.WORKERS, -1);
    if (worker.healthy) {
      metrics.add(Counter.HEALTHY_WORKERS, -1);
    }
    outbox.tell((sequence, when) -> new WorkerEvent.Removed(sequence, when, worker.id()));
  }

  // ---- health

  private void watch(WorkerRecord worker) {
    if (healthTimeout > 0) {
      deadlines.tell(worker.row(), deadline(worker));
    }
  }

  /** When it is time to look at a worker that stays silent. */
  private long deadline(WorkerRecord worker) {
    long overdue = worker.lastHeartbeat - origin + healthTimeout;
    if (worker.healthy) {
      return overdue;
    }
    return worker.lost ? Deadlines.NEVER : overdue + lostGrace;
  }

  /** Notices the workers that were not heard of in time; returns whether it looked at any. */
  boolean checkHealth() {
    return deadlines.fire(nanos - origin);
  }

  /** When a worker that stays silent is noticed, or somewhat earlier. */
  OptionalLong nextCheck() {
    long next = deadlines.next();
    return next == Deadlines.NEVER ? OptionalLong.empty() : OptionalLong.of(next + origin);
  }

  private final class Silence implements Deadlines.Rows {
    @Override
    public long deadline(int row) {
      WorkerRecord worker = row < byRow.length ? byRow[row] : null;
      return worker == null ? Deadlines.NEVER : Fleet.this.deadline(worker);
    }

    @Override
    public void due(int row) {
      WorkerRecord worker = at(row);
      if (worker.healthy) {
        setHealthy(worker, false);
      } else {
        worker.lost = true;
        onLost.accept(worker);
      }
    }
  }

  private void setHealthy(WorkerRecord worker, boolean healthy) {
    WorkerState before = worker.baseState();
    worker.healthy = healthy;
    metrics.add(Counter.HEALTHY_WORKERS, healthy ? 1 : -1);
    stateChanged(worker, before);
  }

  private void stateChanged(WorkerRecord worker, WorkerState before) {
    WorkerState now = worker.baseState();
    if (now == before) {
      return;
    }
    worker.beginChange();
    try {
      rows.setState(worker.row(), now);
    } finally {
      worker.endChange();
    }
    // All facets: while it took no jobs, nobody was asked about what else changed.
    changes.add(worker.row(), WorkerFacet.all());
    outbox.tell(
        (sequence, when) -> new WorkerEvent.StateChanged(sequence, when, worker.id(), before, now));
  }
}
