package dev.berth.internal.engine;

import dev.berth.internal.cluster.GpuGrant;
import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.model.Requirements;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How things would be with some jobs elsewhere, for as long as it is not closed: jobs are taken off
 * workers and put on others in the rows alone, and all of it is taken back in the end. Nobody
 * outside sees any of it.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine.
 */
final class WhatIf implements AutoCloseable {

  /** What was done, and takes itself back. */
  private record Step(
      JobRecord job, int row, Requirements requirements, GpuGrant grant, boolean lifted) {}

  private final WorkerRows rows;
  private final Tallies tallies;
  private final Fleet fleet;
  private final List<Step> steps = new ArrayList<>();
  private final Set<WorkerRecord> frozen = new LinkedHashSet<>();

  WhatIf(WorkerRows rows, Tallies tallies, Fleet fleet) {
    this.rows = rows;
    this.tallies = tallies;
    this.fleet = fleet;
  }

  /** Takes a job off all its workers. */
  void lift(JobRecord job) {
    for (Part part = job.part; part != null; part = part.next) {
      lift(part);
    }
  }

  private void lift(Part part) {
    int row = part.worker.row();
    freeze(part.worker);
    Step step = new Step(part.job, row, part.requirements, part.grant(), true);
    rows.release(row, step.requirements, step.grant);
    tallies.left(part.job.jobClass().number(), part.job, row);
    steps.add(step);
  }

  /** Puts a job on a worker, which must have room. */
  GpuGrant put(JobRecord job, int row, int gpu) {
    freeze(fleet.at(row));
    GpuGrant grant = rows.reserve(row, job.requirements(), gpu);
    tallies.placed(job.jobClass().number(), job, row);
    steps.add(new Step(job, row, job.requirements(), grant, false));
    return grant;
  }

  private void freeze(WorkerRecord worker) {
    if (frozen.add(worker)) {
      worker.freeze(rows);
    }
  }

  /** How much was done, for {@link #backTo}. */
  int mark() {
    return steps.size();
  }

  /** Takes back what was done since. */
  void backTo(int mark) {
    while (steps.size() > mark) {
      Step step = steps.remove(steps.size() - 1);
      int number = step.job.jobClass().number();
      if (step.lifted) {
        rows.restore(step.row, step.requirements, step.grant);
        tallies.placed(number, step.job, step.row);
      } else {
        rows.release(step.row, step.requirements, step.grant);
        tallies.left(number, step.job, step.row);
      }
    }
  }

  /** Takes everything back. */
  @Override
  public void close() {
    backTo(0);
    frozen.forEach(WorkerRecord::thaw);
  }
}
