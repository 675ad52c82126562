package dev.berth.plugins.standard;

import dev.berth.model.GpuDevice;
import dev.berth.model.GpuRequest;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Locality;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import dev.berth.model.Resources;
import dev.berth.model.Taint;
import dev.berth.model.Worker;
import dev.berth.model.WorkerState;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A worker view over a {@link Worker} and what is placed on it, computed from scratch at each call.
 * It throws when a plugin reads a facet it did not declare.
 */
final class FakeWorker implements WorkerView {
  private final Worker worker;
  private final int[] gpuUsed;
  private final int[] gpuJobSizes;
  private Resources requested = Resources.ZERO;
  private WorkerState state = WorkerState.AVAILABLE;
  private int cpuLoad;
  private int memoryLoad;
  private int ioLoad;
  private Set<WorkerFacet> readable = EnumSet.allOf(WorkerFacet.class);

  private FakeWorker(Worker worker) {
    this.worker = worker;
    this.gpuUsed = new int[worker.gpus().size()];
    this.gpuJobSizes = new int[gpuUsed.length];
  }

  static FakeWorker of(Worker.Builder worker) {
    return new FakeWorker(worker.build());
  }

  /** What placed jobs requested, GPUs apart. */
  FakeWorker requested(Resources requested) {
    this.requested = requested;
    return this;
  }

  /** Thousandths in use, from the first GPU on. */
  FakeWorker gpuUsed(int... millis) {
    System.arraycopy(millis, 0, gpuUsed, 0, millis.length);
    return this;
  }

  /** How many GPUs the job has that holds one whole, from the first GPU on. */
  FakeWorker gpuJobSizes(int... sizes) {
    System.arraycopy(sizes, 0, gpuJobSizes, 0, sizes.length);
    return this;
  }

  FakeWorker state(WorkerState state) {
    this.state = state;
    return this;
  }

  /** Measured load in thousandths. */
  FakeWorker load(int cpu, int memory, int io) {
    this.cpuLoad = cpu;
    this.memoryLoad = memory;
    this.ioLoad = io;
    return this;
  }

  /** The same worker without jobs. */
  FakeWorker emptied() {
    return new FakeWorker(worker).state(state).load(cpuLoad, memoryLoad, ioLoad);
  }

  /** Lets only these facets be read from now on. */
  void readableOnly(Set<WorkerFacet> facets) {
    readable = facets;
  }

  void read(WorkerFacet facet) {
    if (!readable.contains(facet)) {
      throw new AssertionError("reads " + facet + ", declares " + readable);
    }
  }

  @Override
  public String id() {
    return worker.id();
  }

  @Override
  public WorkerState state() {
    read(WorkerFacet.STATE);
    return state;
  }

  @Override
  public long cpuMillis() {
    read(WorkerFacet.RESOURCES);
    return worker.capacity().cpuMillis();
  }

  @Override
  public long freeCpuMillis() {
    return cpuMillis() - requested.cpuMillis();
  }

  @Override
  public long memoryBytes() {
    read(WorkerFacet.RESOURCES);
    return worker.capacity().memoryBytes();
  }

  @Override
  public long freeMemoryBytes() {
    return memoryBytes() - requested.memoryBytes();
  }

  @Override
  public long storageBytes() {
    read(WorkerFacet.RESOURCES);
    return worker.capacity().storageBytes();
  }

  @Override
  public long freeStorageBytes() {
    return storageBytes() - requested.storageBytes();
  }

  @Override
  public long extra(String name) {
    read(WorkerFacet.RESOURCES);
    return worker.capacity().extras().getOrDefault(name, 0L);
  }

  @Override
  public long freeExtra(String name) {
    return extra(name) - requested.extras().getOrDefault(name, 0L);
  }

  @Override
  public int gpuCount() {
    read(WorkerFacet.GPUS);
    return gpuUsed.length;
  }

  @Override
  public int idleGpuCount() {
    return (int) freeOfEach().filter(free -> free == GpuDevice.MILLIS).count();
  }

  @Override
  public int freeGpuMillis() {
    return freeOfEach().sum();
  }

  @Override
  public int largestFreeGpuMillis() {
    return freeOfEach().max().orElse(0);
  }

  @Override
  public int freeGpuMillis(int gpu) {
    read(WorkerFacet.GPUS);
    return GpuDevice.MILLIS - gpuUsed[gpu];
  }

  @Override
  public int gpuJobSize(int gpu) {
    read(WorkerFacet.GPUS);
    return gpuJobSizes[gpu];
  }

  @Override
  public String gpuModel(int gpu) {
    read(WorkerFacet.GPUS);
    return worker.gpus().get(gpu).model();
  }

  @Override
  public long gpuMemoryBytes(int gpu) {
    return 0;
  }

  @Override
  public long freeGpuMemoryBytes(int gpu) {
    return 0;
  }

  @Override
  public boolean fits(GpuRequest request) {
    return IntStream.range(0, gpuCount())
            .filter(gpu -> request.models().isEmpty() || request.models().contains(gpuModel(gpu)))
            .filter(gpu -> freeGpuMillis(gpu) >= request.milliPerGpu())
            .count()
        >= request.count();
  }

  @Override
  public boolean fitsNuma(Requirements requirements) {
    return requirements.gpus().numa() != Locality.REQUIRE || fits(requirements.gpus());
  }

  @Override
  public int gpuQuality(Requirements requirements) {
    return Placement.WHOLE;
  }

  private IntStream freeOfEach() {
    return IntStream.range(0, gpuCount()).map(this::freeGpuMillis);
  }

  @Override
  public @Nullable String label(String key) {
    read(WorkerFacet.LABELS);
    return worker.labels().get(key);
  }

  @Override
  public boolean matches(LabelRequirement requirement) {
    return requirement.matches(label(requirement.key()));
  }

  @Override
  public List<Taint> taints() {
    read(WorkerFacet.TAINTS);
    return worker.taints();
  }

  @Override
  public int cpuLoadMillis() {
    read(WorkerFacet.USAGE);
    return cpuLoad;
  }

  @Override
  public int memoryLoadMillis() {
    read(WorkerFacet.USAGE);
    return memoryLoad;
  }

  @Override
  public int ioLoadMillis() {
    read(WorkerFacet.USAGE);
    return ioLoad;
  }

  @Override
  public int jobCount() {
    read(WorkerFacet.JOBS);
    return state == WorkerState.RUNNING ? 1 : 0;
  }

  @Override
  public String toString() {
    return worker
        + (" requested " + requested + ", gpus used " + Arrays.toString(gpuUsed))
        + (", " + state + ", load " + cpuLoad + " " + memoryLoad + " " + ioLoad);
  }
}
