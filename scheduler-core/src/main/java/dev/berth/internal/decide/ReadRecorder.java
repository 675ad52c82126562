package dev.berth.internal.decide;

import dev.berth.internal.cluster.RowView;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.plugin.PluginSlot;
import dev.berth.model.GpuRequest;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import dev.berth.model.Taint;
import dev.berth.model.WorkerState;
import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A job and a worker that note which of their facets a plugin reads: to find the one that reads
 * more than it declares.
 *
 * <p><b>Thread-safety:</b> none; made for one question.
 */
final class ReadRecorder {

  private final RowView row;
  private final JobView job;
  private final Set<WorkerFacet> workerFacets = EnumSet.noneOf(WorkerFacet.class);
  private final Set<JobFacet> jobFacets = EnumSet.noneOf(JobFacet.class);

  ReadRecorder(WorkerRows rows, int row, JobView job) {
    this.row = new RowView(rows).at(row);
    this.job = job;
  }

  /** A question to a plugin. */
  interface Question {
    void ask(JobView job, WorkerView worker);
  }

  /** Which facets a plugin reads without having declared them, by name. */
  Set<String> undeclared(PluginSlot<?> slot, Question question) {
    workerFacets.clear();
    jobFacets.clear();
    try {
      question.ask(new RecordingJob(), new RecordingWorker());
    } catch (Throwable ignored) { // what it read until then counts
      return names(slot);
    }
    return names(slot);
  }

  private Set<String> names(PluginSlot<?> slot) {
    Set<String> names = new TreeSet<>();
    for (WorkerFacet facet : workerFacets) {
      if ((facet.bit() & slot.facets()) == 0) {
        names.add(facet + " of the worker");
      }
    }
    for (JobFacet facet : jobFacets) {
      if (!slot.jobFacets().contains(facet)) {
        names.add(facet + " of the job");
      }
    }
    return names;
  }

  private final class RecordingJob implements JobView {
    @Override
    public Requirements requirements() {
      return job.requirements();
    }

    @Override
    public Priority priority() {
      return job.priority();
    }

    @Override
    public String id() {
      jobFacets.add(JobFacet.ID);
      return job.id();
    }

    @Override
    public String tenant() {
      jobFacets.add(JobFacet.TENANT);
      return job.tenant();
    }

    @Override
    public Map<String, String> labels() {
      jobFacets.add(JobFacet.LABELS);
      return job.labels();
    }
  }

  private final class RecordingWorker implements WorkerView {
    private RowView read(WorkerFacet facet) {
      workerFacets.add(facet);
      return row;
    }

    @Override
    public String id() {
      return row.id();
    }

    @Override
    public WorkerState state() {
      return read(WorkerFacet.STATE).state();
    }

    @Override
    public long cpuMillis() {
      return read(WorkerFacet.RESOURCES).cpuMillis();
    }

    @Override
    public long freeCpuMillis() {
      return read(WorkerFacet.RESOURCES).freeCpuMillis();
    }

    @Override
    public long memoryBytes() {
      return read(WorkerFacet.RESOURCES).memoryBytes();
    }

    @Override
    public long freeMemoryBytes() {
      return read(WorkerFacet.RESOURCES).freeMemoryBytes();
    }

    @Override
    public long storageBytes() {
      return read(WorkerFacet.RESOURCES).storageBytes();
    }

    @Override
    public long freeStorageBytes() {
      return read(WorkerFacet.RESOURCES).freeStorageBytes();
    }

    @Override
    public long extra(String name) {
      return read(WorkerFacet.RESOURCES).extra(name);
    }

    @Override
    public long freeExtra(String name) {
      return read(WorkerFacet.RESOURCES).freeExtra(name);
    }

    @Override
    public int gpuCount() {
      return read(WorkerFacet.GPUS).gpuCount();
    }

    @Override
    public int idleGpuCount() {
      return read(WorkerFacet.GPUS).idleGpuCount();
    }

    @Override
    public int freeGpuMillis() {
      return read(WorkerFacet.GPUS).freeGpuMillis();
    }

    @Override
    public int largestFreeGpuMillis() {
      return read(WorkerFacet.GPUS).largestFreeGpuMillis();
    }

    @Override
    public int freeGpuMillis(int gpu) {
      return read(WorkerFacet.GPUS).freeGpuMillis(gpu);
    }

    @Override
    public int gpuJobSize(int gpu) {
      return read(WorkerFacet.GPUS).gpuJobSize(gpu);
    }

    @Override
    public String gpuModel(int gpu) {
      return read(WorkerFacet.GPUS).gpuModel(gpu);
    }

    @Override
    public long gpuMemoryBytes(int gpu) {
      return read(WorkerFacet.GPUS).gpuMemoryBytes(gpu);
    }

    @Override
    public long freeGpuMemoryBytes(int gpu) {
      return read(WorkerFacet.GPUS).freeGpuMemoryBytes(gpu);
    }

    @Override
    public boolean fits(GpuRequest request) {
      return read(WorkerFacet.GPUS).fits(request);
    }

    @Override
    public boolean fitsNuma(Requirements requirements) {
      read(WorkerFacet.RESOURCES);
      return read(WorkerFacet.GPUS).fitsNuma(requirements);
    }

    @Override
    public int gpuQuality(Requirements requirements) {
      read(WorkerFacet.RESOURCES);
      return read(WorkerFacet.GPUS).gpuQuality(requirements);
    }

    @Override
    public @Nullable String label(String key) {
      return read(WorkerFacet.LABELS).label(key);
    }

    @Override
    public boolean matches(LabelRequirement requirement) {
      return read(WorkerFacet.LABELS).matches(requirement);
    }

    @Override
    public List<Taint> taints() {
      return read(WorkerFacet.TAINTS).taints();
    }

    @Override
    public int cpuLoadMillis() {
      return read(WorkerFacet.USAGE).cpuLoadMillis();
    }

    @Override
    public int memoryLoadMillis() {
      return read(WorkerFacet.USAGE).memoryLoadMillis();
    }

    @Override
    public int ioLoadMillis() {
      return read(WorkerFacet.USAGE).ioLoadMillis();
    }

    @Override
    public int jobCount() {
      return read(WorkerFacet.JOBS).jobCount();
    }
  }
}
