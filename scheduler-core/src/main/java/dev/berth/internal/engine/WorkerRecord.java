package dev.berth.internal.engine;

import dev.berth.internal.cluster.WorkerRows;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.model.WorkerStatus;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker in the engine: its row, its health, the jobs placed on it, and what other threads see of
 * it.
 *
 * <p><b>A heartbeat</b> leaves its usage in {@code pending} and marks the row; the engine takes
 * both up in its next cycle. A later heartbeat overwrites an earlier one that was not taken up.
 *
 * <p><b>A status</b> is read from the row when it is asked for. A version, odd while the engine
 * changes what a status shows, tells the reader whether it saw all of one moment; else it reads
 * again.
 *
 * <p><b>Thread-safety:</b> heartbeats and statuses from any thread; all else belongs to the engine
 * thread. <b>Memory:</b> 72 bytes.
 */
public final class WorkerRecord {

  /** Not registered yet. */
  private static final int NO_ROW = -1;

  private static final int GONE = -2;
  private static final int PATIENCE = 64;
  private static final long PAUSE_NANOS = 20_000;

  private static final VarHandle PENDING = field("pending", long.class);
  private static final VarHandle VERSION = field("version", int.class);

  // ---- written by any thread
  private volatile long pending = PackedUsage.NONE;

  // ---- written by the engine, read by any thread
  private volatile int row = NO_ROW;
  private volatile int version;
  private Worker worker;
  private long usage;
  private long heardAt;

  /** Shown instead of the row, while the engine pretends that things are otherwise. */
  private volatile @Nullable WorkerStatus frozen;

  // ---- the engine's alone
  boolean draining;
  boolean healthy = true;
  boolean lost;
  long lastHeartbeat;
  private @Nullable Part firstPart;

  WorkerRecord(Worker worker, long heardAt) {
    this.worker = worker;
    this.heardAt = heardAt;
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(WorkerRecord.class, name, type);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  public String id() {
    return worker.id();
  }

  // ---- heartbeats

  /** Leaves a packed usage for the engine and marks the row. From any thread. */
  void heartbeat(long packedUsage, Marks marks) {
    PENDING.setRelease(this, packedUsage);
    int known = row;
    if (known < 0) {
      // Either the engine sees the usage when it gives the row, or we see the row here.
      VarHandle.fullFence();
      known = row;
    }
    if (known >= 0) {
      marks.add(known);
    }
  }

  /** The usage that waits, which is taken, or {@link PackedUsage#NONE}. */
  long takePending() {
    return (long) PENDING.getAndSet(this, PackedUsage.NONE);
  }

  boolean hasPending() {
    return pending != PackedUsage.NONE;
  }

  /** The engine heard of the worker. */
  void heard(long packedUsage, long nanos, long at) {
    lastHeartbeat = nanos;
    beginChange();
    usage = packedUsage;
    heardAt = at;
    endChange();
  }

  /** What the last heartbeat said, packed. */
  long usage() {
    return usage;
  }

  // ---- the row

  /** What was registered, or last updated to. */
  Worker worker() {
    return worker;
  }

  /** Within a change, or before it has a row. */
  void setWorker(Worker replacement) {
    worker = replacement;
  }

  int row() {
    return row;
  }

  void setRow(int newRow) {
    row = newRow;
  }

  /** It is no worker any more. Within a change. */
  void setGone() {
    row = GONE;
  }

  boolean isGone() {
    return row == GONE;
  }

  /** The state that follows from health and draining. */
  WorkerState baseState() {
    if (!healthy) {
      return WorkerState.UNHEALTHY;
    }
    return draining ? WorkerState.DRAINING : WorkerState.AVAILABLE;
  }

  // ---- jobs

  void link(Part part) {
    Part next = firstPart;
    part.nextOnWorker = next;
    if (next != null) {
      next.previousOnWorker = part;
    }
    firstPart = part;
  }

  void unlink(Part part) {
    if (part.previousOnWorker == null) {
      firstPart = part.nextOnWorker;
    } else {
      part.previousOnWorker.nextOnWorker = part.nextOnWorker;
    }
    if (part.nextOnWorker != null) {
      part.nextOnWorker.previousOnWorker = part.previousOnWorker;
    }
    part.previousOnWorker = null;
    part.nextOnWorker = null;
  }

  /** Goes through the parts of jobs on it; the action may take the job at hand away. */
  void forEachPart(Consumer<Part> action) {
    Part part = firstPart;
    while (part != null) {
      Part next = part.nextOnWorker;
      action.accept(part);
      part = next;
    }
  }

  // ---- the status

  /** What a status shows is about to change; {@link #endChange} must follow, whatever happens. */
  void beginChange() {
    VERSION.setOpaque(this, version + 1);
    VarHandle.storeStoreFence();
  }

  void endChange() {
    VERSION.setRelease(this, version + 1);
  }

  /** Until {@link #thaw}, statuses show how things stand now. */
  void freeze(WorkerRows rows) {
    frozen = status(rows);
    beginChange();
  }

  void thaw() {
    endChange();
    frozen = null;
  }

  /** The worker as it is. From any thread. */
  WorkerStatus status(WorkerRows rows) {
    for (int tries = 1; ; tries++) {
      WorkerStatus shown = frozen;
      if (shown != null) {
        return shown;
      }
      int before = (int) VERSION.getAcquire(this);
      Worker spec = worker;
      int at = row;
      WorkerState state = WorkerState.GONE;
      int jobs = 0;
      long cpu = 0;
      long memory = 0;
      long gpu = 0;
      long storage = 0;
      Map<String, Long> extras = Map.of();
      if (at >= 0) {
        Resources capacity = spec.capacity();
        state = rows.state(at);
        jobs = rows.jobCount(at);
        cpu = capacity.cpuMillis() - rows.freeCpu(at);
        memory = capacity.memoryBytes() - rows.freeMemory(at);
        gpu = rows.requestedGpuMillis(at);
        storage = capacity.storageBytes() - rows.freeStorage(at);
        extras = requestedExtras(capacity, rows, at);
      } else if (at == NO_ROW) {
        state = WorkerState.AVAILABLE;
      }
      long seenUsage = usage;
      long seenAt = heardAt;
      VarHandle.loadLoadFence();
      if ((before & 1) == 0 && before == (int) VERSION.getOpaque(this)) {
        return new WorkerStatus(
            spec,
            state,
            new Resources(cpu, memory, gpu, storage, extras),
            PackedUsage.unpack(seenUsage),
            jobs,
            EpochNanos.instant(seenAt));
      }
      if (tries % PATIENCE == 0) {
        LockSupport.parkNanos(PAUSE_NANOS); // the engine may have been halted within a change
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private static Map<String, Long> requestedExtras(Resources capacity, WorkerRows rows, int row) {
    if (capacity.extras().isEmpty()) {
      return Map.of();
    }
    Map<String, Long> requested = new HashMap<>();
    capacity
        .extras()
        .forEach((name, amount) -> requested.put(name, amount - rows.freeExtra(row, name)));
    return requested;
  }
}
