package dev.berth.internal.cluster;

import dev.berth.model.GpuRequest;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Requirements;
import dev.berth.model.Taint;
import dev.berth.model.WorkerState;
import dev.berth.spi.WorkerView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cursor over {@link WorkerRows} that plugins are given. */
public final class RowView implements WorkerView {

  private final WorkerRows rows;
  private final GpuFit gpuFit;
  private int row;

  public RowView(WorkerRows rows) {
    this.rows = rows;
    gpuFit = rows.newGpuFit();
  }

  GpuFit gpuFit() {
    return gpuFit;
  }

  /** Moves to a row. */
  public RowView at(int newRow) {
    row = newRow;
    return this;
  }

  @Override
  public String id() {
    return rows.worker(row).id();
  }

  @Override
  public WorkerState state() {
    return rows.state(row);
  }

  @Override
  public long cpuMillis() {
    return rows.cpu(row);
  }

  @Override
  public long freeCpuMillis() {
    return rows.freeCpu(row);
  }

  @Override
  public long memoryBytes() {
    return rows.memory(row);
  }

  @Override
  public long freeMemoryBytes() {
    return rows.freeMemory(row);
  }

  @Override
  public long storageBytes() {
    return rows.storage(row);
  }

  @Override
  public long freeStorageBytes() {
    return rows.freeStorage(row);
  }

  @Override
  public long extra(String name) {
    return rows.extra(row, name);
  }

  @Override
  public long freeExtra(String name) {
    return rows.freeExtra(row, name);
  }

  @Override
  public int gpuCount() {
    return rows.gpuCount(row);
  }

  @Override
  public int idleGpuCount() {
    return rows.idleGpuCount(row);
  }

  @Override
  public int freeGpuMillis() {
    return rows.freeGpuMillis(row);
  }

  @Override
  public int largestFreeGpuMillis() {
    return rows.largestFreeGpu(row);
  }

  @Override
  public int freeGpuMillis(int gpu) {
    return rows.gpus(row).freeMillis(gpu);
  }

  @Override
  public String gpuModel(int gpu) {
    return rows.gpus(row).model(gpu);
  }

  @Override
  public long gpuMemoryBytes(int gpu) {
    return rows.gpus(row).memory(gpu);
  }

  @Override
  public long freeGpuMemoryBytes(int gpu) {
    return rows.gpus(row).freeMemory(gpu);
  }

  @Override
  public boolean fits(GpuRequest request) {
    return rows.fits(row, request, gpuFit);
  }

  @Override
  public boolean fitsNuma(Requirements requirements) {
    return rows.fitsNuma(row, requirements, gpuFit);
  }

  @Override
  public int gpuQuality(Requirements requirements) {
    return rows.gpuQuality(row, requirements, gpuFit);
  }

  @Override
  public int gpuJobSize(int gpu) {
    return rows.gpus(row).jobSize(gpu);
  }

  @Override
  public @Nullable String label(String key) {
    return rows.worker(row).labels().get(key);
  }

  @Override
  public boolean matches(LabelRequirement requirement) {
    return requirement.matches(label(requirement.key()));
  }

  @Override
  public List<Taint> taints() {
    return rows.worker(row).taints();
  }

  @Override
  public int cpuLoadMillis() {
    return rows.cpuLoad(row);
  }

  @Override
  public int memoryLoadMillis() {
    return rows.memoryLoad(row);
  }

  @Override
  public int ioLoadMillis() {
    return rows.ioLoad(row);
  }

  @Override
  public int busiestLoadMillis() {
    return rows.busiestLoad(row);
  }

  @Override
  public int jobCount() {
    return rows.jobCount(row);
  }
}
