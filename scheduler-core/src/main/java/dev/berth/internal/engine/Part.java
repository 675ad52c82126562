package dev.berth.internal.engine;

import dev.berth.internal.cluster.GpuGrant;
import dev.berth.model.Placement;
import dev.berth.model.Requirements;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job holds on one worker: all it asks for, or its part of that where its GPUs are of
 * several workers.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
final class Part {

  final JobRecord job;
  final WorkerRecord worker;
  final Requirements requirements;

  /** The job's parts on further workers. */
  final @Nullable Part next;

  /** What it was given of the worker's GPUs; null until it is reserved. */
  @Nullable GpuGrant grant;

  /** Neighbours among the parts on its worker. */
  @Nullable Part previousOnWorker;

  @Nullable Part nextOnWorker;

  Part(JobRecord job, WorkerRecord worker, Requirements requirements, @Nullable Part next) {
    this.job = job;
    this.worker = worker;
    this.requirements = requirements;
    this.next = next;
  }

  GpuGrant grant() {
    if (grant == null) {
      throw new IllegalStateException(
          "job " + job.id() + " has nothing of " + worker.id() + " yet");
    }
    return grant;
  }

  /** Where the job is, as told to the world; this part is its first. */
  Placement placement() {
    if (next == null) {
      return placement(grant().quality(), List.of());
    }
    List<Placement> others = new ArrayList<>();
    for (Part part = next; part != null; part = part.next) {
      others.add(part.placement(Placement.SPLIT, List.of()));
    }
    return placement(Placement.SPLIT, others);
  }

  private Placement placement(int shownQuality, List<Placement> others) {
    GpuGrant given = grant();
    return new Placement(
        job.id(), worker.id(), indexes(given.gpus()), given.numaNode(), shownQuality, others);
  }

  static List<Integer> indexes(long gpus) {
    if (gpus == 0) {
      return List.of();
    }
    List<Integer> indexes = new ArrayList<>(Long.bitCount(gpus));
    for (long left = gpus; left != 0; left &= left - 1) {
      indexes.add(Long.numberOfTrailingZeros(left));
    }
    return indexes;
  }
}
