package dev.berth.internal.engine;

import dev.berth.event.WorkerEvent;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.engine.Metrics.Counter;
import dev.berth.internal.policy.PendingQueue;
import dev.berth.model.Requirements;
import dev.berth.model.Taint;
import dev.berth.model.TaintEffect;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.spi.WorkerFacet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The workers: who is there, in which state, and who has not been heard of.
 *
 * <p>A worker whose heartbeat is overdue becomes UNHEALTHY and is given nothing; after a further
 * grace its jobs go back to the queue. A heartbeat makes it well again.
 *
 * <p><b>Thread-safety:</b> the directory may be read by any thread, and a name taken; all else is
 * the engine's. <b>Cost:</b> O(1) a heartbeat; one timer a worker.
 */
final class Fleet {

  private final WorkerRows rows;
  private final Changes changes;
  private final TimerQueue timers;
  private final Outbox outbox;
  private final Metrics metrics;
  private final long healthTimeout;
  private final long lostGrace;
  private final ConcurrentMap<String, WorkerRecord> directory = new ConcurrentHashMap<>();
  private final List<WorkerRecord> touched = new ArrayList<>();
  private @Nullable WorkerRecord[] byRow = new @Nullable WorkerRecord[64];

  Fleet(
      WorkerRows rows,
      Changes changes,
      TimerQueue timers,
      Outbox outbox,
      Metrics metrics,
      EngineOptions options) {
    this.rows = rows;
    this.changes = changes;
    this.timers = timers;
    this.outbox = outbox;
    this.metrics = metrics;
    healthTimeout = options.healthTimeout().toNanos();
    lostGrace = options.lostGrace().toNanos();
  }

  /** Every worker by its id. Readable from any thread. */
  ConcurrentMap<String, WorkerRecord> directory() {
    return directory;
  }

  WorkerRecord at(int row) {
    WorkerRecord worker = byRow[row];
    if (worker == null) {
      throw new IllegalStateException("row " + row + " holds no worker");
    }
    return worker;
  }

  void register(WorkerRecord worker, long nanos, Consumer<WorkerRecord> onLost) {
    worker.row = rows.add(worker.status().worker());
    if (worker.row >= byRow.length) {
      byRow = Arrays.copyOf(byRow, Math.max(worker.row + 1, 2 * byRow.length));
    }
    byRow[worker.row] = worker;
    worker.heard(nanos, outbox.now());
    metrics.count(Counter.WORKERS);
    metrics.count(Counter.HEALTHY_WORKERS);
    changes.add(worker.row, WorkerFacet.all() | PendingQueue.WORKER_ADDED);
    touch(worker);
    outbox.tell((sequence, at) -> new WorkerEvent.Registered(sequence, at, worker.id()));
    if (healthTimeout > 0) {
      watch(worker, nanos + healthTimeout, onLost);
    }
  }

  /**
   * Replaces what a worker is.
   *
   * @return null when done, else why not
   */
  @Nullable String update(WorkerRecord worker, Worker replacement, Consumer<JobRecord> evict) {
    String refusal = rows.update(worker.row, replacement);
    if (refusal != null) {
      return refusal;
    }
    rows.setUsage(worker.row, worker.usage()); // its share of the new memory
    worker.forEachJob(
        job -> {
          if (!maySit(job.requirements(), replacement)) {
            evict.accept(job);
          }
        });
    changes.add(worker.row, WorkerFacet.all());
    touch(worker);
    outbox.tell((sequence, at) -> new WorkerEvent.Updated(sequence, at, worker.id()));
    return null;
  }

  private static boolean maySit(Requirements requirements, Worker worker) {
    for (Taint taint : worker.taints()) {
      if (taint.effect() == TaintEffect.NO_EXECUTE
          && requirements.tolerations().stream().noneMatch(t -> t.tolerates(taint))) {
        return false;
      }
    }
    return true;
  }

  void heartbeat(WorkerRecord worker, Usage usage, long nanos) {
    worker.heard(nanos, outbox.now());
    worker.setUsage(usage);
    if (rows.setUsage(worker.row, usage)) {
      changes.add(worker.row, WorkerFacet.USAGE.bit());
    }
    touch(worker);
    if (!worker.healthy) {
      setHealthy(worker, true);
    }
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

  /** A job left: a worker that drains may be empty now. */
  void tellIfDrained(WorkerRecord worker) {
    if (worker.draining && rows.jobCount(worker.row) == 0) {
      outbox.tell((sequence, at) -> new WorkerEvent.Drained(sequence, at, worker.id()));
    }
  }

  /** Takes a worker out. Its jobs must have left. */
  void remove(WorkerRecord worker) {
    rows.remove(worker.row);
    byRow[worker.row] = null;
    worker.row = WorkerRecord.NO_ROW;
    directory.remove(worker.id(), worker);
    metrics.add(Counter.WORKERS, -1);
    if (worker.healthy) {
      metrics.add(Counter.HEALTHY_WORKERS, -1);
    }
    touch(worker);
    outbox.tell((sequence, at) -> new WorkerEvent.Removed(sequence, at, worker.id()));
  }

  /** The worker's status is published when the cycle ends. */
  void touch(WorkerRecord worker) {
    if (!worker.touched) {
      worker.touched = true;
      touched.add(worker);
    }
  }

  void publishTouched() {
    for (int i = 0; i < touched.size(); i++) {
      touched.get(i).publish(rows);
    }
    touched.clear();
  }

  private void watch(WorkerRecord worker, long deadline, Consumer<WorkerRecord> onLost) {
    timers.set(deadline, nanos -> check(worker, nanos, onLost));
  }

  private void check(WorkerRecord worker, long nanos, Consumer<WorkerRecord> onLost) {
    if (worker.isGone()) {
      return;
    }
    long overdue = worker.lastHeartbeat + healthTimeout;
    long lost = overdue + lostGrace;
    if (nanos - overdue < 0) {
      watch(worker, overdue, onLost);
      return;
    }
    if (worker.healthy) {
      setHealthy(worker, false);
    }
    if (nanos - lost < 0) {
      // Not later than a heartbeat from now on would be overdue, should one come and be the last.
      watch(worker, Math.min(lost - nanos, healthTimeout) + nanos, onLost);
    } else {
      onLost.accept(worker);
      watch(worker, nanos + healthTimeout, onLost);
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
    rows.setState(worker.row, now);
    // All facets: while it took no jobs, nobody was asked about what else changed.
    changes.add(worker.row, WorkerFacet.all());
    touch(worker);
    outbox.tell(
        (sequence, at) -> new WorkerEvent.StateChanged(sequence, at, worker.id(), before, now));
  }
}
