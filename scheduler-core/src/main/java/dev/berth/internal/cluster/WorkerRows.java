package dev.berth.internal.cluster;

import dev.berth.model.GpuRequest;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Usage;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.spi.WorkerFacet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fleet: every worker a row, its hot state one 64-byte stretch of a {@code long} array.
 *
 * <pre>
 *   hot[8 * row + …]
 *     0 free cpu       1 free memory       2 free storage       3 GPU summary
 *     4 cpu            5 memory            6 storage            7 StatusWord: load, state, jobs
 * </pre>
 *
 * What is asked less often stands beside: the worker as registered, what is free of each GPU, and a
 * column for each named extra resource. Labels and taints are also indexed the other way round,
 * from value to rows.
 *
 * <p><b>Why rows and not columns:</b> a decision that rescores the few workers that changed touches
 * one line of memory for each; a full scan reads the lines in order.
 *
 * <p><b>Thread-safety:</b> one writer, the engine; scan threads read while it waits for them. Any
 * thread may read free amounts, state and number of jobs of a row, if it finds out itself whether
 * the row changed meanwhile. <b>Cost:</b> reads are one array access and a shift; {@code reserve}
 * and {@code release} O(1), and O(GPUs) for a job that asks for GPUs; {@code add} and {@code
 * remove} O(labels + taints).
 *
 * <p><b>Guarantee:</b> free amounts never leave 0 … allocatable: {@code reserve} refuses what does
 * not fit, whatever a plugin said.
 */
public final class WorkerRows {

  /** Let the rows choose the GPU of a share. */
  public static final int ANY_GPU = -1;

  private static final int STRIDE_SHIFT = 3;
  private static final int FREE_CPU = 0;
  private static final int FREE_MEMORY = 1;
  private static final int FREE_STORAGE = 2;
  private static final int GPUS = 3;
  private static final int CPU = 4;
  private static final int MEMORY = 5;
  private static final int STORAGE = 6;
  private static final int STATUS = 7;

  private static final int RESERVED = WorkerFacet.RESOURCES.bit() | WorkerFacet.JOBS.bit();
  private static final int RESERVED_GPUS = RESERVED | WorkerFacet.GPUS.bit();

  private long[] hot = new long[64 << STRIDE_SHIFT];
  private @Nullable Worker[] workers = new @Nullable Worker[64];
  private int[] sequence = new int[64];
  private long[] present = new long[1];
  private long[] takingJobs = new long[1];
  private int[] vacant = new int[16];
  private int vacancies;
  private int used;
  private int size;
  private int nextSequence;

  private final ChangeLog changes = new ChangeLog();
  private long topologyVersion;
  private long capacityVersion;
  private final Map<String, DomainMap> domains = new HashMap<>();
  private final ExtraResources extras = new ExtraResources();
  private final GpuKinds kinds = new GpuKinds();
  private final GpuFit gpuFit = new GpuFit(kinds);
  private @Nullable GpuDevices[] gpus = new @Nullable GpuDevices[64];
  final LabelIndex labels = new LabelIndex();
  final TaintIndex taints = new TaintIndex();

  // ---- the fleet

  /** How many workers there are. */
  public int size() {
    return size;
  }

  /** Rows in use or once used: every worker's row is below. */
  public int limit() {
    return used;
  }

  /** What changed, in order. Every method here that changes a row adds to it. */
  public ChangeLog changes() {
    return changes;
  }

  /** Counts what may move a row to another domain or set of labels. */
  public long topologyVersion() {
    return topologyVersion;
  }

  /** Counts what may change what all workers have together. */
  public long capacityVersion() {
    return capacityVersion;
  }

  /** The rows of one word of 64 that hold a worker. */
  long present(int word) {
    return present[word];
  }

  /** The rows of one word that hold a worker which takes jobs. */
  long takingJobs(int word) {
    return takingJobs[word];
  }

  public boolean isPresent(int row) {
    return row < used && (present[row >>> 6] >>> row & 1) != 0;
  }

  /** Takes a worker in and returns its row; rows of workers that are gone are used again. */
  public int add(Worker worker) {
    int row = vacancies > 0 ? vacant[--vacancies] : used++;
    if (row == workers.length) {
      grow();
    }
    Resources capacity = worker.capacity();
    GpuKinds.Kind kind = kinds.of(worker.topology());
    workers[row] = worker.sharing(kind.layout.topology());
    gpus[row] = kind.devices(worker);
    sequence[row] = nextSequence++;
    int at = row << STRIDE_SHIFT;
    hot[at + FREE_CPU] = hot[at + CPU] = capacity.cpuMillis();
    hot[at + FREE_MEMORY] = hot[at + MEMORY] = capacity.memoryBytes();
    hot[at + FREE_STORAGE] = hot[at + STORAGE] = capacity.storageBytes();
    hot[at + STATUS] = 0;
    summarizeGpus(row);
    extras.resize(row, capacity.extras());
    labels.add(row, worker.labels());
    taints.add(row, worker.taints());
    present[row >>> 6] |= 1L << row;
    takingJobs[row >>> 6] |= 1L << row;
    size++;
    mapDomains(row, worker.labels());
    capacityVersion++;
    changes.addPresence(row, used);
    return row;
  }

  /** Lets a worker go. All that was reserved on it must have been released. */
  public void remove(int row) {
    Worker worker = worker(row);
    if (jobCount(row) != 0) {
      throw new IllegalStateException(worker.id() + " still holds " + jobCount(row) + " jobs");
    }
    labels.remove(row, worker.labels());
    taints.remove(row, worker.taints());
    extras.resize(row, Map.of());
    gpus[row] = null;
    workers[row] = null;
    present[row >>> 6] &= ~(1L << row);
    takingJobs[row >>> 6] &= ~(1L << row);
    if (vacancies == vacant.length) {
      vacant = Arrays.copyOf(vacant, 2 * vacancies);
    }
    vacant[vacancies++] = row;
    size--;
    mapDomains(row, Map.of());
    capacityVersion++;
    changes.addPresence(row, used);
  }

  /**
   * Replaces a worker's capacity, labels and taints, and keeps what is reserved on it.
   *
   * @return null when done, or why it cannot be: the new capacity would not hold what is placed
   *     there
   */
  public @Nullable String update(int row, Worker replacement) {
    Worker worker = worker(row);
    Resources requested = requested(row);
    String tooSmall = firstAbove(requested, replacement.capacity());
    if (tooSmall != null) {
      return tooSmall
          + " ("
          + replacement.capacity().get(tooSmall)
          + ") of worker "
          + worker.id()
          + " must be at least the "
          + requested.get(tooSmall)
          + " that its jobs hold\nMaybe drain it first, or cancel a job.";
    }
    String kept = gpus(row).keptBy(replacement.topology());
    if (kept != null) {
      return kept + " of worker " + worker.id() + " must stay: a job holds it";
    }
    GpuKinds.Kind kind = kinds.of(replacement.topology());
    labels.remove(row, worker.labels());
    taints.remove(row, worker.taints());
    workers[row] = replacement.sharing(kind.layout.topology());
    labels.add(row, replacement.labels());
    taints.add(row, replacement.taints());
    gpus[row] = gpus(row).on(kind, replacement);
    summarizeGpus(row);
    resize(row, CPU, replacement.capacity().cpuMillis());
    resize(row, MEMORY, replacement.capacity().memoryBytes());
    resize(row, STORAGE, replacement.capacity().storageBytes());
    extras.resize(row, replacement.capacity().extras());
    if (!worker.labels().equals(replacement.labels())) {
      mapDomains(row, replacement.labels());
    }
    capacityVersion++;
    changes.add(row, WorkerFacet.all());
    return null;
  }

  private void mapDomains(int row, Map<String, String> labels) {
    topologyVersion++;
    domains.forEach((key, map) -> map.set(row, labels.get(key)));
  }

  /** The domains of a topology key, which are kept up to date from now on. */
  public DomainMap domains(String key) {
    DomainMap known = domains.get(key);
    if (known != null) {
      return known;
    }
    DomainMap map = new DomainMap(key);
    for (int row = 0; row < used; row++) {
      map.set(row, isPresent(row) ? worker(row).labels().get(key) : null);
    }
    domains.put(key, map);
    return map;
  }

  /** What a domain holds has changed, which each of its few workers is to be graded for. */
  void companyChanged(DomainMap map, int domain) {
    for (int row = map.firstRow(domain); row >= 0; row = map.nextRow(row)) {
      changes.add(row, ChangeLog.COMPANY);
    }
  }

  private static @Nullable String firstAbove(Resources requested, Resources capacity) {
    List<String> names =
        new ArrayList<>(List.of(Resources.CPU, Resources.MEMORY, Resources.GPU, Resources.STORAGE));
    names.addAll(requested.extras().keySet());
    for (String name : names) {
      if (requested.get(name) > capacity.get(name)) {
        return name;
      }
    }
    return null;
  }

  private void resize(int row, int cell, long amount) {
    int at = row << STRIDE_SHIFT;
    hot[at + cell - CPU] += amount - hot[at + cell];
    hot[at + cell] = amount;
  }

  private void grow() {
    int capacity = workers.length + Math.max(Long.SIZE, (workers.length >>> 2) & -Long.SIZE);
    hot = Arrays.copyOf(hot, capacity << STRIDE_SHIFT);
    workers = Arrays.copyOf(workers, capacity);
    sequence = Arrays.copyOf(sequence, capacity);
    gpus = Arrays.copyOf(gpus, capacity);
    present = Arrays.copyOf(present, capacity >>> 6);
    takingJobs = Arrays.copyOf(takingJobs, capacity >>> 6);
  }

  // ---- reserving

  /** Whether the worker has room, whatever plugins think of it. */
  public boolean hasRoom(int row, Requirements requirements) {
    Resources asked = requirements.resources();
    return asked.cpuMillis() <= freeCpu(row)
        && asked.memoryBytes() <= freeMemory(row)
        && asked.storageBytes() <= freeStorage(row)
        && extras.hasRoom(row, asked.extras())
        && gpusFit(row, requirements, gpuFit);
  }

  private boolean gpusFit(int row, Requirements requirements, GpuFit fit) {
    return fits(row, requirements.gpus(), fit) && fitsNuma(row, requirements, fit);
  }

  /**
   * Whether a share of a GPU may go to this one as far as plugins see; any other index is no error,
   * but never may.
   */
  public boolean shareSeemsToFit(int row, int gpu, GpuRequest request) {
    return GpuFit.shareSeemsToFit(gpus(row), gpu, request);
  }

  /** As below, with all GPUs chosen here. */
  public GpuGrant reserve(int row, Requirements requirements) {
    return reserve(row, requirements, ANY_GPU);
  }

  /**
   * Reserves what a job asks for and chooses its GPUs.
   *
   * @param gpu the one for a share of a GPU, if it may go there, or {@link #ANY_GPU}
   * @throws IllegalStateException when there is no {@linkplain #hasRoom room}; nothing is reserved
   */
  public GpuGrant reserve(int row, Requirements requirements, int gpu) {
    if (!hasRoom(row, requirements)) {
      throw new IllegalStateException(worker(row).id() + " has no room for " + requirements);
    }
    GpuGrant grant = gpuFit.grant(gpus(row), requirements, freeCpu(row), freeMemory(row), gpu);
    move(row, requirements, grant, -1);
    return grant;
  }

  /** Gives back what {@link #reserve} took. */
  public void release(int row, Requirements requirements, GpuGrant grant) {
    move(row, requirements, grant, 1);
  }

  /** Takes again exactly what {@link #release} gave back. */
  public void restore(int row, Requirements requirements, GpuGrant grant) {
    move(row, requirements, grant, -1);
  }

  private void move(int row, Requirements requirements, GpuGrant grant, int sign) {
    Resources amounts = requirements.resources();
    int at = row << STRIDE_SHIFT;
    hot[at + FREE_CPU] += sign * amounts.cpuMillis();
    hot[at + FREE_MEMORY] += sign * amounts.memoryBytes();
    hot[at + FREE_STORAGE] += sign * amounts.storageBytes();
    boolean wasIdle = jobCount(row) == 0;
    hot[at + STATUS] = StatusWord.withMoreJobs(hot[at + STATUS], -sign);
    boolean isIdle = jobCount(row) == 0;
    extras.move(row, amounts.extras(), sign);
    if (grant.gpus() != 0) {
      gpus(row).move(requirements, grant.gpus(), grant.numaNode(), sign);
      summarizeGpus(row);
    }
    int facets = grant.gpus() == 0 ? RESERVED : RESERVED_GPUS;
    // A worker is AVAILABLE while it holds nothing and RUNNING from its first job on.
    changes.add(row, wasIdle == isIdle ? facets : facets | WorkerFacet.STATE.bit());
  }

  private void summarizeGpus(int row) {
    hot[(row << STRIDE_SHIFT) + GPUS] = gpus(row).summary();
  }

  /** What is free of a row's devices. */
  GpuDevices gpus(int row) {
    GpuDevices devices = gpus[row];
    if (devices == null) {
      throw new IllegalStateException("row " + row + " holds no worker");
    }
    return devices;
  }

  boolean fits(int row, GpuRequest request, GpuFit fit) {
    return request.count() == 0 || fit.fits(this, row, request);
  }

  boolean fitsNuma(int row, Requirements requirements, GpuFit fit) {
    return fit.fitsNuma(this, row, requirements);
  }

  int gpuQuality(int row, Requirements requirements, GpuFit fit) {
    return requirements.gpus().count() == 0
        ? Placement.WHOLE
        : fit.quality(this, row, requirements);
  }

  GpuFit newGpuFit() {
    return new GpuFit(kinds);
  }

  // ---- reading a row

  /** The worker as registered. */
  public Worker worker(int row) {
    Worker worker = workers[row];
    if (worker == null) {
      throw new IllegalStateException("row " + row + " holds no worker");
    }
    return worker;
  }

  /** Counts registrations from 0, so that ties can go to the older worker. */
  public int sequence(int row) {
    return sequence[row];
  }

  /** What is reserved. */
  public Resources requested(int row) {
    Resources capacity = worker(row).capacity();
    Resources.Builder requested =
        Resources.builder()
            .cpuMillis(capacity.cpuMillis() - freeCpu(row))
            .memoryBytes(capacity.memoryBytes() - freeMemory(row))
            .storageBytes(capacity.storageBytes() - freeStorage(row))
            .gpuMillis(requestedGpuMillis(row));
    for (Map.Entry<String, Long> extra : capacity.extras().entrySet()) {
      long amount = extra.getValue() - freeExtra(row, extra.getKey());
      if (amount > 0) {
        requested.extra(extra.getKey(), amount);
      }
    }
    return requested.build();
  }

  long cpu(int row) {
    return hot[(row << STRIDE_SHIFT) + CPU];
  }

  /** Free cpu in millicores. */
  public long freeCpu(int row) {
    return hot[(row << STRIDE_SHIFT) + FREE_CPU];
  }

  long memory(int row) {
    return hot[(row << STRIDE_SHIFT) + MEMORY];
  }

  /** Free memory in bytes. */
  public long freeMemory(int row) {
    return hot[(row << STRIDE_SHIFT) + FREE_MEMORY];
  }

  long storage(int row) {
    return hot[(row << STRIDE_SHIFT) + STORAGE];
  }

  /** Free storage in bytes. */
  public long freeStorage(int row) {
    return hot[(row << STRIDE_SHIFT) + FREE_STORAGE];
  }

  long extra(int row, String name) {
    return extras.allocatable(row, name);
  }

  /** Free amount of an extra resource. */
  public long freeExtra(int row, String name) {
    return extras.free(row, name);
  }

  long gpuSummary(int row) {
    return hot[(row << STRIDE_SHIFT) + GPUS];
  }

  int gpuCount(int row) {
    return GpuDevices.count(gpuSummary(row));
  }

  int idleGpuCount(int row) {
    return GpuDevices.idleCount(gpuSummary(row));
  }

  int largestFreeGpu(int row) {
    return GpuDevices.largestFree(gpuSummary(row));
  }

  /** Free thousandths, summed over the GPUs. */
  public int freeGpuMillis(int row) {
    return GpuDevices.totalFree(gpuSummary(row));
  }

  /** Thousandths that jobs hold, of devices that failed too. O(GPUs). */
  public int requestedGpuMillis(int row) {
    GpuDevices devices = gpus[row];
    return devices == null ? 0 : devices.requestedMillis();
  }

  /** Thousandths that the {@link LoadLevel} stands for, as of memory and io. */
  int cpuLoad(int row) {
    return StatusWord.cpuLoad(status(row));
  }

  int memoryLoad(int row) {
    return StatusWord.memoryLoad(status(row));
  }

  int ioLoad(int row) {
    return StatusWord.ioLoad(status(row));
  }

  /** The largest of the three. */
  int busiestLoad(int row) {
    return StatusWord.busiestLoad(status(row));
  }

  /** How many jobs are placed on it. */
  public int jobCount(int row) {
    return StatusWord.jobs(status(row));
  }

  /** Available, running, draining or unhealthy. */
  public WorkerState state(int row) {
    return StatusWord.state(status(row));
  }

  private long status(int row) {
    return hot[(row << STRIDE_SHIFT) + STATUS];
  }

  // ---- load and state

  /** Takes a measurement of the worker's load, as below. */
  public boolean setUsage(int row, Usage usage) {
    int cpu = LoadLevel.share(usage.cpuPercent());
    return setUsage(row, cpu, usage.memoryBytes(), LoadLevel.share(usage.ioPercent()));
  }

  /**
   * Takes a measurement of the worker's load, cpu and io in hundredths of a percent.
   *
   * @return whether it moved a {@link LoadLevel}: else nothing changed for plugins
   */
  public boolean setUsage(int row, int cpu, long memoryBytes, int io) {
    int at = (row << STRIDE_SHIFT) + STATUS;
    long before = hot[at];
    hot[at] = StatusWord.withUsage(before, cpu, LoadLevel.share(memoryBytes, memory(row)), io);
    boolean moved = hot[at] != before;
    if (moved) {
      changes.add(row, WorkerFacet.USAGE.bit());
    }
    return moved;
  }

  /** Sets the state; {@link WorkerState#RUNNING} follows from the jobs and cannot be set. */
  public void setState(int row, WorkerState state) {
    int at = (row << STRIDE_SHIFT) + STATUS;
    hot[at] = StatusWord.withState(hot[at], state);
    takingJobs[row >>> 6] &= ~(1L << row);
    takingJobs[row >>> 6] |= state.takesJobs() ? 1L << row : 0;
    changes.add(row, WorkerFacet.STATE.bit());
  }

  /** Throws unless every free amount is within 0 … allocatable and the summaries are right. */
  public void checkInvariants() {
    for (int row = 0; row < used; row++) {
      if (!isPresent(row)) {
        continue;
      }
      check(row, Resources.CPU, freeCpu(row), cpu(row));
      check(row, Resources.MEMORY, freeMemory(row), memory(row));
      check(row, Resources.STORAGE, freeStorage(row), storage(row));
      for (String name : extras.names()) {
        check(row, name, freeExtra(row, name), extra(row, name));
      }
      gpus(row).checkInvariants(worker(row).id());
      if (gpuSummary(row) != gpus(row).summary()) {
        throw new IllegalStateException(worker(row).id() + ": its GPU summary is out of date");
      }
    }
  }

  private void check(int row, String resource, long free, long allocatable) {
    if (free < 0 || free > allocatable) {
      throw new IllegalStateException(
          worker(row).id() + ": free " + resource + " " + free + " not in 0 … " + allocatable);
    }
  }
}
