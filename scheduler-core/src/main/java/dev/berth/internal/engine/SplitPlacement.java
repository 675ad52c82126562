package dev.berth.internal.engine;

import dev.berth.internal.cluster.WorkerRows;
import dev.berth.internal.policy.WaitingJob;
import dev.berth.model.GpuRequest;
import dev.berth.model.GpuSplit;
import dev.berth.model.Limits;
import dev.berth.model.Location;
import dev.berth.model.Priority;
import dev.berth.model.Requirements;
import dev.berth.placement.WorkerSplit;
import dev.berth.spi.JobView;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places a job whose GPUs may be of several workers, all parts or none: on as few workers and then
 * as few racks as possible. Filters are asked about the parts.
 *
 * <p><b>Thread-safety:</b> none; owned by the engine. <b>Cost:</b> a scan of the fleet for the
 * least part, O(GPUs) a worker that passes it, and {@link WorkerSplit}: for jobs that no single
 * worker can take.
 */
final class SplitPlacement {

  private static final int NO_RACK = -1;

  private final WorkerRows rows;
  private final Fleet fleet;
  private final BitSet feasible = new BitSet();

  SplitPlacement(WorkerRows rows, Fleet fleet) {
    this.rows = rows;
    this.fleet = fleet;
  }

  /** A part as plugins see it: the job, with that part's requirements. */
  private record PartView(WaitingJob job, Requirements requirements) implements JobView {
    @Override
    public Priority priority() {
      return job.priority();
    }

    @Override
    public String id() {
      return job.id();
    }

    @Override
    public String tenant() {
      return job.tenant();
    }

    @Override
    public Map<String, String> labels() {
      return job.labels();
    }
  }

  /** Whether several workers will do. */
  static boolean isSplittable(WaitingJob job) {
    return job.requirements().gpus().split().isAllowed();
  }

  /** Whether one worker will not do, even if it has room. */
  static boolean mustSplit(WaitingJob job) {
    GpuRequest gpus = job.requirements().gpus();
    return gpus.split().gpusPerWorker() > 0 && gpus.split().gpusPerWorker() < gpus.count();
  }

  /** The least part that a worker may have of a job. */
  static JobView leastPart(WaitingJob job) {
    return new PartView(job, leastRequirements(job));
  }

  /** What the least part asks. */
  static Requirements leastRequirements(WaitingJob job) {
    return job.jobClass().part(perWorker(job) == GpuSplit.ANY ? 1 : perWorker(job));
  }

  private static int perWorker(WaitingJob job) {
    return job.requirements().gpus().split().gpusPerWorker();
  }

  /**
   * Reserves the parts of a job.
   *
   * @param keptFrom rows that must not be chosen
   * @return the first part, or null when there is no room; nothing is reserved then
   */
  @Nullable Part reserve(JobRecord job, Profile profile, BitSet keptFrom, long nanos) {
    if (!profile.feasible(leastPart(job), keptFrom, nanos, feasible)) {
      return null;
    }
    int[] candidates = feasible.stream().filter(row -> rows.state(row).takesJobs()).toArray();
    int[] most = Arrays.stream(candidates).map(row -> most(job, row)).toArray();
    int[] racks = racks(candidates);
    int[] take = new int[candidates.length];
    int count = job.requirements().gpus().count();
    while (WorkerSplit.plan(count, perWorker(job), most, racks, take)) {
      int refusing = firstRefusing(job, profile, candidates, take);
      if (refusing < 0) {
        return reserve(job, candidates, take);
      }
      most[refusing] = 0; // a filter of its own mind takes the least part and not this one
    }
    return null;
  }

  /** How many of a job's GPUs a worker could have. */
  private int most(JobRecord job, int row) {
    int perWorker = perWorker(job);
    if (perWorker != GpuSplit.ANY) {
      return rows.hasRoom(row, job.jobClass().part(perWorker)) ? perWorker : 0;
    }
    int gpus = Math.min(job.requirements().gpus().count(), Limits.GPUS);
    while (gpus > 0 && !rows.hasRoom(row, job.jobClass().part(gpus))) {
      gpus--;
    }
    return gpus;
  }

  private int[] racks(int[] candidates) {
    Map<String, Integer> numbers = new HashMap<>();
    int[] racks = new int[candidates.length];
    for (int i = 0; i < racks.length; i++) {
      String rack = rows.worker(candidates[i]).labels().get(Location.RACK);
      racks[i] = rack == null ? NO_RACK : numbers.computeIfAbsent(rack, name -> numbers.size());
    }
    return racks;
  }

  private static int firstRefusing(JobRecord job, Profile profile, int[] candidates, int[] take) {
    for (int i = 0; i < take.length; i++) {
      if (take[i] > 0
          && !profile.accepts(new PartView(job, job.jobClass().part(take[i])), candidates[i])) {
        return i;
      }
    }
    return -1;
  }

  /** From the last candidate back to the first, as a part knows those after it. */
  private Part reserve(JobRecord job, int[] candidates, int[] take) {
    Part first = null;
    for (int i = take.length - 1; i >= 0; i--) {
      if (take[i] > 0) {
        first = new Part(job, fleet.at(candidates[i]), job.jobClass().part(take[i]), first);
        fleet.reserve(first, WorkerRows.ANY_GPU);
      }
    }
    if (first == null) {
      throw new IllegalStateException("job " + job.id() + " was split into nothing");
    }
    return first;
  }
}
