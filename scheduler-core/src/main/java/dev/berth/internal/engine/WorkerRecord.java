package dev.berth.internal.engine;

import dev.berth.internal.cluster.RowView;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.model.Resources;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.model.WorkerStatus;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker in the engine: its row, its health, the jobs placed on it, and what other threads see of
 * it.
 *
 * <p><b>A heartbeat</b> leaves its usage in {@code pending} and marks the row; the engine takes
 * both up in its next cycle. A later heartbeat overwrites an earlier one that was not taken up.
 *
 * <p><b>A status</b> is put together when it is asked for, from fields that the engine publishes at
 * the end of each cycle that touched the worker. A version, odd while they are written, tells the
 * reader whether it saw all of one moment; else it reads again.
 *
 * <p><b>Thread-safety:</b> heartbeats and statuses from any thread; all else belongs to the engine
 * thread. <b>Memory:</b> about 110 bytes.
 */
public final class WorkerRecord {

  static final int NO_ROW = -1;

  private static final VarHandle PENDING = field("pending", long.class);
  private static final VarHandle VERSION = field("version", int.class);

  // ---- written by any thread
  private volatile long pending = PackedUsage.NONE;

  // ---- written by the engine, read by any thread
  private volatile int row = NO_ROW;
  private volatile int version;
  private Worker worker;
  private WorkerState state = WorkerState.AVAILABLE;
  private int jobs;
  private int gpuMillis;
  private long cpuMillis;
  private long memoryBytes;
  private long storageBytes;
  private Map<String, Long> extras = Map.of();
  private long usage;
  private long heardAt;

  // ---- the engine's alone
  boolean draining;
  boolean healthy = true;
  boolean lost;
  boolean touched;
  long lastHeartbeat;
  private @Nullable JobRecord firstJob;

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
    if (known == NO_ROW) {
      // Either the engine sees the usage when it gives the row, or we see the row here.
      VarHandle.fullFence();
      known = row;
    }
    if (known != NO_ROW) {
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
    beginWrite();
    usage = packedUsage;
    heardAt = at;
    endWrite();
  }

  /** What the last heartbeat said, packed. */
  long usage() {
    return usage;
  }

  // ---- the row

  int row() {
    return row;
  }

  void setRow(int newRow) {
    row = newRow;
  }

  boolean isGone() {
    return row == NO_ROW;
  }

  /** The state that follows from health and draining. */
  WorkerState baseState() {
    if (!healthy) {
      return WorkerState.UNHEALTHY;
    }
    return draining ? WorkerState.DRAINING : WorkerState.AVAILABLE;
  }

  // ---- jobs

  void link(JobRecord job) {
    JobRecord next = firstJob;
    job.worker = this;
    job.nextOnWorker = next;
    if (next != null) {
      next.previousOnWorker = job;
    }
    firstJob = job;
  }

  void unlink(JobRecord job) {
    if (job.previousOnWorker == null) {
      firstJob = job.nextOnWorker;
    } else {
      job.previousOnWorker.nextOnWorker = job.nextOnWorker;
    }
    if (job.nextOnWorker != null) {
      job.nextOnWorker.previousOnWorker = job.previousOnWorker;
    }
    job.worker = null;
    job.previousOnWorker = null;
    job.nextOnWorker = null;
  }

  /** Goes through the jobs on it; the action may take the job at hand away. */
  void forEachJob(Consumer<JobRecord> action) {
    JobRecord job = firstJob;
    while (job != null) {
      JobRecord next = job.nextOnWorker;
      action.accept(job);
      job = next;
    }
  }

  // ---- the status

  /** Publishes how the worker stands. */
  void publish(WorkerRows rows, RowView view) {
    touched = false;
    beginWrite();
    if (isGone()) {
      state = WorkerState.GONE;
      jobs = 0;
      cpuMillis = 0;
      memoryBytes = 0;
      storageBytes = 0;
      gpuMillis = 0;
      extras = Map.of();
    } else {
      worker = rows.worker(row);
      state = rows.state(row);
      jobs = rows.jobCount(row);
      view.at(row);
      cpuMillis = view.cpuMillis() - view.freeCpuMillis();
      memoryBytes = view.memoryBytes() - view.freeMemoryBytes();
      storageBytes = view.storageBytes() - view.freeStorageBytes();
      gpuMillis = (int) worker.capacity().gpuMillis() - view.freeGpuMillis();
      extras = worker.capacity().extras().isEmpty() ? Map.of() : rows.requested(row).extras();
    }
    endWrite();
  }

  private void beginWrite() {
    VERSION.setOpaque(this, version + 1);
    VarHandle.storeStoreFence();
  }

  private void endWrite() {
    VERSION.setRelease(this, version + 1);
  }

  /** The worker as it was at the end of a recent cycle. From any thread. */
  public WorkerStatus status() {
    while (true) {
      int before = (int) VERSION.getAcquire(this);
      Worker spec = worker;
      WorkerState seenState = state;
      int seenJobs = jobs;
      long cpu = cpuMillis;
      long memory = memoryBytes;
      long storage = storageBytes;
      long gpu = gpuMillis;
      Map<String, Long> seenExtras = extras;
      long seenUsage = usage;
      long at = heardAt;
      VarHandle.loadLoadFence();
      if ((before & 1) == 0 && before == (int) VERSION.getOpaque(this)) {
        return new WorkerStatus(
            spec,
            seenState,
            new Resources(cpu, memory, gpu, storage, seenExtras),
            PackedUsage.unpack(seenUsage),
            seenJobs,
            EpochNanos.instant(at));
      }
      Thread.onSpinWait();
    }
  }
}
