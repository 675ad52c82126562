package dev.berth.testkit;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Locality;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Taint;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.placement.GpuChoice;
import dev.berth.placement.GpuLayout;
import dev.berth.placement.GpuState;
import dev.berth.spi.Plugin;
import dev.berth.spi.WorkerView;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A worker as a plugin sees it, for tests by hand: the record and what is going on there.
 *
 * <pre>{@code
 * TestWorker worker = TestWorker.of(Worker.builder("w-1").cpuMillis(8_000)).jobs(3);
 * assertThat(filter.accepts(job, worker.seenBy(filter))).isTrue();
 * }</pre>
 *
 * <p>It starts without jobs, idle and healthy, and shows everything; {@link #seenBy} shows only
 * what a plugin declares to read.
 *
 * <p><b>Thread-safety:</b> immutable; each change returns a copy. <b>Cost:</b> each answer is
 * worked out anew.
 */
public final class TestWorker implements WorkerView {

  private static final int FULL = 1_000;

  private final Worker worker;
  private final Resources requested;
  private final int[] gpuUsed;
  private final int[] gpuJobSizes;
  private final int jobs;
  private final WorkerState base;
  private final int cpuLoad;
  private final int memoryLoad;
  private final int ioLoad;

  private TestWorker(
      Worker worker,
      Resources requested,
      int[] gpuUsed,
      int[] gpuJobSizes,
      int jobs,
      WorkerState base,
      int cpuLoad,
      int memoryLoad,
      int ioLoad) {
    this.worker = worker;
    this.requested = requested;
    this.gpuUsed = gpuUsed;
    this.gpuJobSizes = gpuJobSizes;
    this.jobs = jobs;
    this.base = base;
    this.cpuLoad = cpuLoad;
    this.memoryLoad = memoryLoad;
    this.ioLoad = ioLoad;
  }

  /** A worker without jobs. */
  public static TestWorker of(Worker worker) {
    return new TestWorker(
        worker,
        Resources.ZERO,
        new int[worker.gpus().size()],
        new int[worker.gpus().size()],
        0,
        WorkerState.AVAILABLE,
        0,
        0,
        0);
  }

  /** A worker without jobs. */
  public static TestWorker of(Worker.Builder worker) {
    return of(worker.build());
  }

  /** The same with this much requested by its jobs, GPUs apart. */
  public TestWorker requested(Resources amounts) {
    Resources others = withoutGpus(amounts);
    if (!others.fitsIn(worker.capacity())) {
      throw new IllegalArgumentException(
          "requested (%s) of worker %s must be at most its capacity (%s)"
              .formatted(others, id(), worker.capacity()));
    }
    return new TestWorker(
        worker, others, gpuUsed, gpuJobSizes, jobs, base, cpuLoad, memoryLoad, ioLoad);
  }

  private static Resources withoutGpus(Resources amounts) {
    return new Resources(
        amounts.cpuMillis(), amounts.memoryBytes(), 0, amounts.storageBytes(), amounts.extras());
  }

  /**
   * The same with so many thousandths in use of each GPU, from the first on. Each GPU that is
   * wholly in use belongs to a job of its own, until {@link #gpuJobSizes} says otherwise.
   */
  public TestWorker gpuUsed(int... millis) {
    if (millis.length > gpuUsed.length) {
      throw new IllegalArgumentException(
          "gpuUsed (%d values) of worker %s must be at most its GPUs (%d)"
              .formatted(millis.length, id(), gpuUsed.length));
    }
    for (int used : millis) {
      checkThousandths("gpuUsed", used);
    }
    int[] all = Arrays.copyOf(millis, gpuUsed.length);
    int[] sizes = IntStream.of(all).map(used -> used == GpuDevice.MILLIS ? 1 : 0).toArray();
    return new TestWorker(worker, requested, all, sizes, jobs, base, cpuLoad, memoryLoad, ioLoad);
  }

  /**
   * The same where the job that holds a GPU whole has so many of them, from the first GPU on; 0
   * where nobody holds it whole. Only GPUs that are wholly in use can be held whole.
   */
  public TestWorker gpuJobSizes(int... sizes) {
    int[] all = Arrays.copyOf(sizes, gpuUsed.length);
    for (int gpu = 0; gpu < Math.max(sizes.length, all.length); gpu++) {
      int most = gpu < all.length && gpuUsed[gpu] == GpuDevice.MILLIS ? all.length : 0;
      int size = gpu < sizes.length ? sizes[gpu] : 0;
      if (size < 0 || size > most) {
        throw new IllegalArgumentException(
            "gpuJobSizes (%d) of GPU %d of worker %s must be 0 to %d"
                .formatted(size, gpu, id(), most));
      }
    }
    return new TestWorker(worker, requested, gpuUsed, all, jobs, base, cpuLoad, memoryLoad, ioLoad);
  }

  /** The same with so many jobs. What they requested is said apart. */
  public TestWorker jobs(int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "jobs (" + count + ") of worker " + id() + " must be 0 or more");
    }
    return new TestWorker(
        worker, requested, gpuUsed, gpuJobSizes, count, base, cpuLoad, memoryLoad, ioLoad);
  }

  /** The same with this measured load, in thousandths. */
  public TestWorker load(int cpu, int memory, int io) {
    checkThousandths("cpu load", cpu);
    checkThousandths("memory load", memory);
    checkThousandths("io load", io);
    return new TestWorker(worker, requested, gpuUsed, gpuJobSizes, jobs, base, cpu, memory, io);
  }

  private void checkThousandths(String field, int value) {
    if (value < 0 || value > FULL) {
      throw new IllegalArgumentException(
          "%s (%d) of worker %s must be 0 to %d".formatted(field, value, id(), FULL));
    }
  }

  /** The same, draining: it finishes its jobs and takes none. */
  public TestWorker draining() {
    return in(WorkerState.DRAINING);
  }

  /** The same, unhealthy: its heartbeats are overdue. */
  public TestWorker unhealthy() {
    return in(WorkerState.UNHEALTHY);
  }

  /** The same in a state; available and running follow from its jobs. */
  TestWorker in(WorkerState state) {
    WorkerState next = state == WorkerState.RUNNING ? WorkerState.AVAILABLE : state;
    return new TestWorker(
        worker, requested, gpuUsed, gpuJobSizes, jobs, next, cpuLoad, memoryLoad, ioLoad);
  }

  /** The same jobs and load on another record. */
  TestWorker as(Worker other) {
    return new TestWorker(
        other, requested, gpuUsed, gpuJobSizes, jobs, base, cpuLoad, memoryLoad, ioLoad);
  }

  /** What it was made of. */
  public Worker worker() {
    return worker;
  }

  Resources requested() {
    return requested;
  }

  int[] gpuUsed() {
    return gpuUsed.clone();
  }

  int[] gpuJobSizes() {
    return gpuJobSizes.clone();
  }

  /**
   * What a plugin may see of it: the view throws an {@link AssertionError} that names the facet to
   * add when something is read that the plugin does not declare.
   */
  public WorkerView seenBy(Plugin plugin) {
    return new CheckedWorker(this, Reading.byHand(plugin));
  }

  @Override
  public String id() {
    return worker.id();
  }

  @Override
  public WorkerState state() {
    return base == WorkerState.AVAILABLE && jobs > 0 ? WorkerState.RUNNING : base;
  }

  @Override
  public long cpuMillis() {
    return worker.capacity().cpuMillis();
  }

  @Override
  public long freeCpuMillis() {
    return cpuMillis() - requested.cpuMillis();
  }

  @Override
  public long memoryBytes() {
    return worker.capacity().memoryBytes();
  }

  @Override
  public long freeMemoryBytes() {
    return memoryBytes() - requested.memoryBytes();
  }

  @Override
  public long storageBytes() {
    return worker.capacity().storageBytes();
  }

  @Override
  public long freeStorageBytes() {
    return storageBytes() - requested.storageBytes();
  }

  @Override
  public long extra(String name) {
    return worker.capacity().extras().getOrDefault(name, 0L);
  }

  @Override
  public long freeExtra(String name) {
    return extra(name) - requested.extras().getOrDefault(name, 0L);
  }

  @Override
  public int gpuCount() {
    return gpuUsed.length;
  }

  @Override
  public int idleGpuCount() {
    return (int) free().filter(free -> free == GpuDevice.MILLIS).count();
  }

  @Override
  public int freeGpuMillis() {
    return free().sum();
  }

  @Override
  public int largestFreeGpuMillis() {
    return free().max().orElse(0);
  }

  private IntStream free() {
    return IntStream.range(0, gpuUsed.length).map(this::freeGpuMillis);
  }

  @Override
  public int freeGpuMillis(int gpu) {
    return worker.failedGpus().contains(gpu) ? 0 : GpuDevice.MILLIS - gpuUsed[gpu];
  }

  @Override
  public int gpuJobSize(int gpu) {
    return gpuJobSizes[gpu];
  }

  @Override
  public String gpuModel(int gpu) {
    return worker.gpus().get(gpu).model();
  }

  @Override
  public long gpuMemoryBytes(int gpu) {
    return worker.gpus().get(gpu).memoryBytes();
  }

  @Override
  public long freeGpuMemoryBytes(int gpu) {
    return worker.failedGpus().contains(gpu) ? 0 : gpuMemoryBytes(gpu);
  }

  @Override
  public boolean fits(GpuRequest request) {
    GpuRequest anywhere = request.withNuma(Locality.NONE);
    return request.count() == 0 || choose(anywhere, Resources.ZERO, gpuState()) != GpuChoice.NONE;
  }

  @Override
  public boolean fitsNuma(Requirements requirements) {
    return requirements.gpus().numa() != Locality.REQUIRE
        || choose(requirements.gpus(), requirements.resources(), gpuState()) != GpuChoice.NONE;
  }

  @Override
  public int gpuQuality(Requirements requirements) {
    GpuRequest request = requirements.gpus();
    Resources asked = requirements.resources();
    GpuState state = gpuState();
    long chosen = choose(request, asked, state);
    if (request.count() > 0 && chosen == GpuChoice.NONE) {
      return 0;
    }
    int node = GpuChoice.numaNode(request, asked.cpuMillis(), asked.memoryBytes(), state, chosen);
    return GpuChoice.quality(request, state, chosen, node);
  }

  private static long choose(GpuRequest request, Resources asked, GpuState state) {
    long allowed = state.layout().allowed(request);
    return GpuChoice.choose(request, asked.cpuMillis(), asked.memoryBytes(), state, allowed);
  }

  /** As the placement package wants it; no job of its is bound to a NUMA node. */
  private GpuState gpuState() {
    short[] free = new short[gpuUsed.length];
    long idle = 0;
    long usable = 0;
    for (int gpu = 0; gpu < free.length; gpu++) {
      free[gpu] = (short) freeGpuMillis(gpu);
      idle |= free[gpu] == GpuDevice.MILLIS ? 1L << gpu : 0;
      usable |= worker.failedGpus().contains(gpu) ? 0 : 1L << gpu;
    }
    GpuLayout layout = GpuLayout.of(worker.topology());
    return new GpuState()
        .devices(layout, idle, usable, free, null)
        .host(freeCpuMillis(), freeMemoryBytes(), null, null);
  }

  @Override
  public @Nullable String label(String key) {
    return worker.labels().get(key);
  }

  @Override
  public boolean matches(LabelRequirement requirement) {
    return requirement.matches(label(requirement.key()));
  }

  @Override
  public List<Taint> taints() {
    return worker.taints();
  }

  @Override
  public int cpuLoadMillis() {
    return cpuLoad;
  }

  @Override
  public int memoryLoadMillis() {
    return memoryLoad;
  }

  @Override
  public int ioLoadMillis() {
    return ioLoad;
  }

  @Override
  public int jobCount() {
    return jobs;
  }

  @Override
  public String toString() {
    return "worker %s: %s, %d jobs, capacity %s, requested %s, gpus %s used %s by jobs of %s, labels %s, taints %s, load %d %d %d"
        .formatted(
            id(),
            state(),
            jobs,
            worker.capacity(),
            requested,
            worker.gpus().stream().map(GpuDevice::model).toList(),
            Arrays.toString(gpuUsed),
            Arrays.toString(gpuJobSizes),
            worker.labels(),
            worker.taints(),
            cpuLoad,
            memoryLoad,
            ioLoad);
  }
}
