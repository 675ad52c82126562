package dev.berth.plugins.standard;

import dev.berth.model.GpuRequest;
import dev.berth.model.Locality;
import dev.berth.model.Rejection;
import dev.berth.model.Requirements;
import dev.berth.spi.FilterPlugin;
import dev.berth.spi.JobView;
import dev.berth.spi.WorkerBlock;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.List;
import java.util.Set;

/**
 * Filter {@code numa}: a job that requires it must find its GPUs, its cpu and its memory free on
 * one NUMA node of the worker. A worker that names no NUMA node counts as one.
 *
 * <p><b>Reads:</b> {@link WorkerFacet#GPUS}, {@link WorkerFacet#RESOURCES}. <b>Cost:</b> nothing
 * for jobs that do not require it, else that of {@link WorkerView#fitsNuma}.
 *
 * <p><b>Thread-safety:</b> stateless. <b>Source:</b> the single-numa-node policy of the kubelet's
 * topology manager, known to the scheduler.
 */
public final class NumaFilter implements FilterPlugin {

  /** Made by the ServiceLoader, or by a host that registers plugins by hand. */
  public NumaFilter() {}

  @Override
  public String name() {
    return "numa";
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of(WorkerFacet.GPUS, WorkerFacet.RESOURCES);
  }

  @Override
  public boolean accepts(JobView job, WorkerView worker) {
    return job.requirements().gpus().numa() != Locality.REQUIRE
        || worker.fitsNuma(job.requirements());
  }

  /** How many of the GPUs one node could give with their part of the cpu and memory. */
  @Override
  public List<Rejection> explain(JobView job, WorkerView worker) {
    if (accepts(job, worker)) {
      return List.of();
    }
    Requirements asked = job.requirements();
    GpuRequest gpus = asked.gpus();
    int had = gpus.count() - 1;
    while (had > 0 && !worker.fitsNuma(asked.part(had))) {
      had--;
    }
    return List.of(
        new Rejection(
            Rejection.INSUFFICIENT,
            "gpus of one numa node with their cpu and memory",
            gpus.count(),
            had,
            worker.gpuCount() >= gpus.count()));
  }

  @Override
  public void filter(JobView job, WorkerBlock block) {
    if (job.requirements().gpus().numa() != Locality.REQUIRE) {
      return;
    }
    for (int word = 0; word < block.words(); word++) {
      long kept = 0;
      for (long rest = block.candidates(word); rest != 0; rest &= rest - 1) {
        WorkerView worker = block.at(Words.index(word, rest));
        kept |= worker.fitsNuma(job.requirements()) ? Long.lowestOneBit(rest) : 0;
      }
      block.retain(word, kept);
    }
  }
}
