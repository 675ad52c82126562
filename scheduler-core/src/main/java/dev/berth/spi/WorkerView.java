package dev.berth.spi;

import dev.berth.model.GpuRequest;
import dev.berth.model.LabelRequirement;
import dev.berth.model.Requirements;
import dev.berth.model.Taint;
import dev.berth.model.WorkerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One worker as a plugin sees it: a cursor over the scheduler's rows.
 *
 * <p>The same object is moved from worker to worker, so it is valid only during the call; do not
 * retain it. "Free" is what is allocatable less what placed jobs requested, whatever the measured
 * load.
 *
 * <p><b>Thread-safety:</b> confined to the calling thread. <b>Cost:</b> one to three array reads a
 * call, unless a method says otherwise; nothing allocates.
 */
public interface WorkerView {

  /** The id it was registered with. */
  String id();

  /** Available, running, draining or unhealthy. Facet {@link WorkerFacet#STATE}. */
  WorkerState state();

  /** Allocatable cpu in millicores. Facet {@link WorkerFacet#RESOURCES}, as all amounts. */
  long cpuMillis();

  /** Free cpu in millicores. */
  long freeCpuMillis();

  /** Allocatable memory in bytes. */
  long memoryBytes();

  /** Free memory in bytes. */
  long freeMemoryBytes();

  /** Allocatable storage in bytes. */
  long storageBytes();

  /** Free storage in bytes. */
  long freeStorageBytes();

  /** Allocatable amount of a named extra resource; 0 if it has none. A map look-up. */
  long extra(String name);

  /** Free amount of a named extra resource; 0 if it has none. A map look-up. */
  long freeExtra(String name);

  /** How many GPUs it has, 0 to 64. Facet {@link WorkerFacet#GPUS}, as all about GPUs. */
  int gpuCount();

  /** How many of its GPUs are wholly free. */
  int idleGpuCount();

  /** Free thousandths, summed over its GPUs. */
  int freeGpuMillis();

  /** Free thousandths of the GPU that has the most of them. */
  int largestFreeGpuMillis();

  /** Free thousandths of one GPU, 0 to 1000. */
  int freeGpuMillis(int gpu);

  /** How many GPUs the job has that holds this one whole; 0 when nobody does: idle or shared. */
  int gpuJobSize(int gpu);

  /** The model of one GPU. */
  String gpuModel(int gpu);

  /** Memory of one GPU in bytes; 0 when nobody said. */
  long gpuMemoryBytes(int gpu);

  /** Memory of one GPU that no share took, in bytes; 0 of one that failed. */
  long freeGpuMemoryBytes(int gpu);

  /**
   * Whether enough GPUs of an allowed kind have enough free, linked if they must be; wherever they
   * are on the worker. O(1), O(GPUs) when models or memory matter.
   */
  boolean fits(GpuRequest request);

  /**
   * Whether the GPUs, the cpu and the memory asked for are free on one NUMA node; true for jobs
   * that do not require that. O(NUMA nodes). Facets {@link WorkerFacet#GPUS} and {@link
   * WorkerFacet#RESOURCES}.
   */
  boolean fitsNuma(Requirements requirements);

  /**
   * How good a place for its GPUs a job would get here, 100 to 150, as {@link
   * dev.berth.model.Placement#quality} has it; 100 for a job without GPUs. To be asked of workers
   * on which they fit: of others the answer means nothing. One look into a table for whole GPUs of
   * up to eight, O(GPUs) else. Facets {@link WorkerFacet#GPUS} and {@link WorkerFacet#RESOURCES}.
   */
  int gpuQuality(Requirements requirements);

  /** The value of a label, or null. A map look-up. Facet {@link WorkerFacet#LABELS}. */
  @Nullable String label(String key);

  /** Whether its labels satisfy a requirement. A map look-up. Facet {@link WorkerFacet#LABELS}. */
  boolean matches(LabelRequirement requirement);

  /** Its taints. Facet {@link WorkerFacet#TAINTS}. */
  List<Taint> taints();

  /**
   * Measured cpu load in thousandths of its cpu, in 32 levels evenly from 0 to 1000, as all loads.
   * The level is the one nearest to what was measured, but stays as it is until a measurement has
   * come as far as the level next to it: a load that trembles changes no score. 0 before the first
   * heartbeat. Facet {@link WorkerFacet#USAGE}.
   */
  int cpuLoadMillis();

  /** Measured memory load in thousandths of its memory. Facet {@link WorkerFacet#USAGE}. */
  int memoryLoadMillis();

  /** Measured io load in thousandths of the time. Facet {@link WorkerFacet#USAGE}. */
  int ioLoadMillis();

  /** The largest of the three measured loads. Facet {@link WorkerFacet#USAGE}. */
  default int busiestLoadMillis() {
    return Math.max(cpuLoadMillis(), Math.max(memoryLoadMillis(), ioLoadMillis()));
  }

  /** How many jobs are placed on it. Facet {@link WorkerFacet#JOBS}. */
  int jobCount();
}
