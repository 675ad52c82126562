package dev.berth.testkit;

import dev.berth.model.GpuRequest;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Requirements;
import dev.berth.model.Taint;
import dev.berth.model.WorkerState;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A worker seen through a {@link Reading}. */
final class CheckedWorker implements WorkerView {

  private final TestWorker worker;
  private final Reading reading;
  private boolean movedOn;

  CheckedWorker(TestWorker worker, Reading reading) {
    this.worker = worker;
    this.reading = reading;
  }

  /** The block it belongs to shows another worker now. */
  void moveOn() {
    movedOn = true;
  }

  private TestWorker read(WorkerFacet facet, String method) {
    if (movedOn) {
      reading.movedOn(method);
    }
    reading.ofWorker(facet, method);
    return worker;
  }

  @Override
  public String id() {
    if (movedOn) {
      reading.movedOn("worker.id()");
    }
    reading.alive("worker.id()");
    return worker.id();
  }

  @Override
  public WorkerState state() {
    return read(WorkerFacet.STATE, "worker.state()").state();
  }

  @Override
  public long cpuMillis() {
    return read(WorkerFacet.RESOURCES, "worker.cpuMillis()").cpuMillis();
  }

  @Override
  public long freeCpuMillis() {
    return read(WorkerFacet.RESOURCES, "worker.freeCpuMillis()").freeCpuMillis();
  }

  @Override
  public long memoryBytes() {
    return read(WorkerFacet.RESOURCES, "worker.memoryBytes()").memoryBytes();
  }

  @Override
  public long freeMemoryBytes() {
    return read(WorkerFacet.RESOURCES, "worker.freeMemoryBytes()").freeMemoryBytes();
  }

  @Override
  public long storageBytes() {
    return read(WorkerFacet.RESOURCES, "worker.storageBytes()").storageBytes();
  }

  @Override
  public long freeStorageBytes() {
    return read(WorkerFacet.RESOURCES, "worker.freeStorageBytes()").freeStorageBytes();
  }

  @Override
  public long extra(String name) {
    reading.askedExtra(name);
    return read(WorkerFacet.RESOURCES, "worker.extra()").extra(name);
  }

  @Override
  public long freeExtra(String name) {
    reading.askedExtra(name);
    return read(WorkerFacet.RESOURCES, "worker.freeExtra()").freeExtra(name);
  }

  @Override
  public int gpuCount() {
    return read(WorkerFacet.GPUS, "worker.gpuCount()").gpuCount();
  }

  @Override
  public int idleGpuCount() {
    return read(WorkerFacet.GPUS, "worker.idleGpuCount()").idleGpuCount();
  }

  @Override
  public int freeGpuMillis() {
    return read(WorkerFacet.GPUS, "worker.freeGpuMillis()").freeGpuMillis();
  }

  @Override
  public int largestFreeGpuMillis() {
    return read(WorkerFacet.GPUS, "worker.largestFreeGpuMillis()").largestFreeGpuMillis();
  }

  @Override
  public int freeGpuMillis(int gpu) {
    return read(WorkerFacet.GPUS, "worker.freeGpuMillis(gpu)").freeGpuMillis(gpu);
  }

  @Override
  public int gpuJobSize(int gpu) {
    return read(WorkerFacet.GPUS, "worker.gpuJobSize(gpu)").gpuJobSize(gpu);
  }

  @Override
  public String gpuModel(int gpu) {
    return read(WorkerFacet.GPUS, "worker.gpuModel(gpu)").gpuModel(gpu);
  }

  @Override
  public long gpuMemoryBytes(int gpu) {
    return read(WorkerFacet.GPUS, "worker.gpuMemoryBytes(gpu)").gpuMemoryBytes(gpu);
  }

  @Override
  public long freeGpuMemoryBytes(int gpu) {
    return read(WorkerFacet.GPUS, "worker.freeGpuMemoryBytes(gpu)").freeGpuMemoryBytes(gpu);
  }

  @Override
  public boolean fits(GpuRequest request) {
    return read(WorkerFacet.GPUS, "worker.fits(request)").fits(request);
  }

  @Override
  public boolean fitsNuma(Requirements requirements) {
    read(WorkerFacet.RESOURCES, "worker.fitsNuma(requirements)");
    return read(WorkerFacet.GPUS, "worker.fitsNuma(requirements)").fitsNuma(requirements);
  }

  @Override
  public int gpuQuality(Requirements requirements) {
    read(WorkerFacet.RESOURCES, "worker.gpuQuality(requirements)");
    return read(WorkerFacet.GPUS, "worker.gpuQuality(requirements)").gpuQuality(requirements);
  }

  @Override
  public @Nullable String label(String key) {
    reading.askedWorkerLabel(key);
    return read(WorkerFacet.LABELS, "worker.label(\"" + key + "\")").label(key);
  }

  @Override
  public boolean matches(LabelRequirement requirement) {
    reading.askedWorkerLabel(requirement.key());
    return read(WorkerFacet.LABELS, "worker.matches(requirement)").matches(requirement);
  }

  @Override
  public List<Taint> taints() {
    return read(WorkerFacet.TAINTS, "worker.taints()").taints();
  }

  @Override
  public int cpuLoadMillis() {
    return read(WorkerFacet.USAGE, "worker.cpuLoadMillis()").cpuLoadMillis();
  }

  @Override
  public int memoryLoadMillis() {
    return read(WorkerFacet.USAGE, "worker.memoryLoadMillis()").memoryLoadMillis();
  }

  @Override
  public int ioLoadMillis() {
    return read(WorkerFacet.USAGE, "worker.ioLoadMillis()").ioLoadMillis();
  }

  @Override
  public int jobCount() {
    return read(WorkerFacet.JOBS, "worker.jobCount()").jobCount();
  }
}
