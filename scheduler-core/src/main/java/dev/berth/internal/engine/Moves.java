package dev.berth.internal.engine;

import dev.berth.internal.cluster.GpuGrant;
import dev.berth.internal.cluster.Tallies;
import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.decide.Decider;
import dev.berth.internal.decide.OneWorker;
import dev.berth.model.Defragment;
import dev.berth.model.JobState;
import dev.berth.model.Move;
import dev.berth.model.Placement;
import dev.berth.model.Resources;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for moves of running jobs that are worth it. What a move is worth is what the jobs' own
 * profiles say: the grade of the new place less that of the old one, both without the job there.
 * Scores that value what a placement leaves over ({@code berthGpu}, {@code fragmentationGradient})
 * thereby say how much less is stranded.
 *
 * <p>Only jobs that are movable and on one worker are moved, each once. Moves are found one after
 * the other, each the best there is after those before it.
 *
 * <p><b>Thread-safety:</b> none; asked on the engine's thread. <b>Cost:</b> two or three decisions
 * for each movable job and move: milliseconds for thousands of jobs, not for a decision path.
 */
final class Moves {

  private final WorkerRows rows;
  private final Tallies tallies;
  private final Fleet fleet;
  private final JobLifecycle jobs;

  /** A move under consideration. */
  private record Candidate(JobRecord job, int toRow, int gpu, long gain) {}

  Moves(WorkerRows rows, Tallies tallies, Fleet fleet, JobLifecycle jobs) {
    this.rows = rows;
    this.tallies = tallies;
    this.fleet = fleet;
    this.jobs = jobs;
  }

  /** The moves that serve a purpose; none if there are none. */
  List<Move> plan(Defragment purpose, @Nullable JobRecord toFit, long nanos) {
    List<JobRecord> movable = movable();
    try (WhatIf what = new WhatIf(rows, tallies, fleet)) {
      return toFit == null
          ? improve(movable, purpose.maxMoves(), what, nanos)
          : makeRoom(toFit, movable, purpose.maxMoves(), what, nanos);
    }
  }

  /** Jobs of one class after the other, as a class remembers how workers rank for it. */
  private List<JobRecord> movable() {
    List<JobRecord> movable = new ArrayList<>();
    fleet.forEachPart(
        part -> {
          if (part.job.job().movable() && part.next == null && part == part.job.part) {
            movable.add(part.job);
          }
        });
    movable.sort(
        Comparator.<JobRecord>comparingInt(job -> job.jobClass().number())
            .thenComparingLong(JobRecord::sequence));
    return movable;
  }

  private List<Move> improve(List<JobRecord> movable, int atMost, WhatIf what, long nanos) {
    List<Move> moves = new ArrayList<>();
    while (moves.size() < atMost) {
      Candidate best = null;
      for (JobRecord job : movable) {
        Candidate candidate = improvement(job, what, nanos);
        if (candidate != null && (best == null || candidate.gain > best.gain)) {
          best = candidate;
        }
      }
      if (best == null) {
        break;
      }
      movable.remove(best.job);
      what.lift(best.job);
      moves.add(moved(best, what));
    }
    return moves;
  }

  /** The place that a job would be given if it came now, if that is better than where it is. */
  private @Nullable Candidate improvement(JobRecord job, WhatIf what, long nanos) {
    int mark = what.mark();
    what.lift(job);
    Decider decider = decider(job);
    int row = decider.decide(job, job.jobClass().number(), nanos);
    int gpu = decider.chosenGpu();
    Candidate found = null;
    if (row != Decider.NO_ROW && row != row(job) && canTake(job, row)) {
      long gain = total(job, row) - total(job, row(job));
      found = gain > 0 ? new Candidate(job, row, gpu, gain) : null;
    }
    what.backTo(mark);
    return found;
  }

  private List<Move> makeRoom(
      JobRecord wanting, List<JobRecord> movable, int atMost, WhatIf what, long nanos) {
    Candidate best = null;
    Map<Integer, Candidate> bestOfClass = new HashMap<>();
    for (JobRecord job : movable) {
      Candidate candidate =
          couldHelp(wanting, job) ? clearing(wanting, job, bestOfClass, what, nanos) : null;
      if (candidate != null && (best == null || candidate.gain > best.gain)) {
        best = candidate;
      }
    }
    if (best != null) {
      what.lift(best.job);
      return List.of(moved(best, what));
    }
    return atMost == 1 ? List.of() : clearOneWorker(wanting, movable, atMost, what, nanos);
  }

  /**
   * Whether it is worth asking what a job's move would do: with what it holds there is as much free
   * as is wanted, and it does not ask for all that is wanted itself, or where it would go there
   * would be room already.
   */
  private boolean couldHelp(JobRecord wanting, JobRecord job) {
    Resources wanted = wanting.requirements().resources();
    Resources held = job.requirements().resources();
    int row = row(job);
    return rows.freeCpu(row) + held.cpuMillis() >= wanted.cpuMillis()
        && rows.freeMemory(row) + held.memoryBytes() >= wanted.memoryBytes()
        && rows.freeGpuMillis(row) + held.gpuMillis() >= wanted.gpuMillis()
        && !(wanted.fitsIn(held) && wanting.requirements().gpus().takesAny());
  }

  /** A job's move elsewhere that makes room where it was. */
  private @Nullable Candidate clearing(
      JobRecord wanting,
      JobRecord job,
      Map<Integer, Candidate> bestOfClass,
      WhatIf what,
      long nanos) {
    int from = row(job);
    int mark = what.mark();
    what.lift(job);
    long worth = canTake(wanting, from) ? total(wanting, from) : OneWorker.REFUSED;
    long left = worth == OneWorker.REFUSED ? 0 : total(job, from);
    what.backTo(mark);
    if (worth == OneWorker.REFUSED) {
      return null;
    }
    Candidate known = bestOfClass.get(job.jobClass().number());
    if (known == null || known.toRow == from) {
      known = elsewhere(job, from, 0, nanos);
      if (known == null) {
        return null;
      }
      bestOfClass.putIfAbsent(job.jobClass().number(), known);
    }
    return new Candidate(job, known.toRow, known.gpu, known.gain + worth - left);
  }

  private @Nullable Candidate elsewhere(JobRecord job, int from, long gain, long nanos) {
    BitSet keptFrom = new BitSet();
    keptFrom.set(from);
    Decider decider = decider(job);
    int row = decider.decide(job, job.jobClass().number(), keptFrom, nanos);
    int gpu = decider.chosenGpu();
    return row == Decider.NO_ROW || !canTake(job, row)
        ? null
        : new Candidate(job, row, gpu, gain + total(job, row));
  }

  /**
   * Clears one worker of a few jobs, smallest first, and spares those whose leaving turns out not
   * to be needed.
   */
  private List<Move> clearOneWorker(
      JobRecord wanting, List<JobRecord> movable, int atMost, WhatIf what, long nanos) {
    List<Move> fewest = List.of();
    for (int row = 0; row < rows.limit(); row++) {
      int at = row;
      List<JobRecord> here =
          movable.stream()
              .filter(job -> row(job) == at)
              .sorted(Comparator.comparingLong(job -> job.requirements().resources().gpuMillis()))
              .toList();
      if (here.size() < 2) {
        continue;
      }
      int most = fewest.isEmpty() ? atMost : fewest.size() - 1;
      int mark = what.mark();
      List<Move> moves = clear(wanting, at, here, most, what, nanos);
      what.backTo(mark);
      if (!moves.isEmpty()) {
        fewest = moves;
      }
    }
    return fewest;
  }

  private List<Move> clear(
      JobRecord wanting, int row, List<JobRecord> here, int most, WhatIf what, long nanos) {
    int mark = what.mark();
    List<JobRecord> leaving = new ArrayList<>();
    for (JobRecord job : here) {
      what.lift(job);
      leaving.add(job);
      if (canTake(wanting, row)) {
        break;
      }
    }
    if (!canTake(wanting, row)) {
      return List.of();
    }
    for (JobRecord job : List.copyOf(leaving)) { // reprieve: without this one it may do too
      List<JobRecord> others = new ArrayList<>(leaving);
      others.remove(job);
      what.backTo(mark);
      others.forEach(what::lift);
      if (canTake(wanting, row)) {
        leaving = others;
      }
    }
    what.backTo(mark);
    if (leaving.size() > most) {
      return List.of();
    }
    leaving.forEach(what::lift);
    List<Move> moves = new ArrayList<>();
    for (JobRecord job : leaving) {
      Candidate candidate = elsewhere(job, row, -total(job, row), nanos);
      if (candidate == null) {
        return List.of();
      }
      moves.add(moved(candidate, what));
    }
    return moves;
  }

  /** Puts a lifted job where it would go. */
  private Move moved(Candidate candidate, WhatIf what) {
    JobRecord job = candidate.job;
    GpuGrant grant = what.put(job, candidate.toRow, candidate.gpu);
    Placement from = placed(job).placement();
    Placement to =
        new Placement(
            job.id(),
            fleet.at(candidate.toRow).id(),
            Part.indexes(grant.gpus()),
            grant.numaNode(),
            grant.quality(),
            List.of());
    return new Move(from, to, candidate.gain);
  }

  /**
   * Has a running job go on elsewhere.
   *
   * @return null when done, else why not; it stays where it is then
   */
  @Nullable String carryOut(JobRecord job, WorkerRecord to, int gpu) {
    if (job.state() != JobState.RUNNING || job.part == null) {
      return "job " + job.id() + " is " + job.state() + "; a move needs it to be RUNNING";
    }
    if (!job.job().movable()) {
      return "job " + job.id() + " is not movable";
    }
    if (job.part.next != null) {
      return "job " + job.id() + " is on several workers; only jobs on one can be moved";
    }
    boolean fits;
    try (WhatIf without = new WhatIf(rows, tallies, fleet)) {
      without.lift(job);
      fits = canTake(job, to.row()) && total(job, to.row()) != OneWorker.REFUSED;
    }
    if (!fits) {
      return "worker "
          + to.id()
          + " cannot take job "
          + job.id()
          + "\nMaybe something else was placed there since the move was planned.";
    }
    jobs.move(job, to, gpu);
    return null;
  }

  private boolean canTake(JobRecord job, int row) {
    return rows.isPresent(row)
        && rows.state(row).takesJobs()
        && rows.hasRoom(row, job.requirements());
  }

  private long total(JobRecord job, int row) {
    return decider(job).oneWorker().total(job, job.jobClass().number(), row);
  }

  private Decider decider(JobRecord job) {
    return jobs.profileOf(job).decider();
  }

  private static int row(JobRecord job) {
    return placed(job).worker.row();
  }

  private static Part placed(JobRecord job) {
    Part part = job.part;
    if (part == null) {
      throw new IllegalStateException("job " + job.id() + " is on no worker");
    }
    return part;
  }
}
