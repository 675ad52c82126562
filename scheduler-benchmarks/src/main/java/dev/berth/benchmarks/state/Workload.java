package dev.berth.benchmarks.state;

import dev.berth.benchmarks.state.SyntheticFleet.Member;
import dev.berth.benchmarks.state.SyntheticJobs.Kind;
import java.util.List;

/** A fleet and the jobs to decide on, 64 different ones in turn. */
public record Workload(List<Member> fleet, List<JobSpec> jobs) {

  /** All kinds in turn, for {@code @Param}. */
  public static final String MIXED = "MIXED";

  private static final long SEED = 42;
  private static final int JOBS = 64;

  /**
   * The workload of a size and kind.
   *
   * @param kind {@link #MIXED} or the name of a {@link Kind}
   */
  public static Workload of(int workers, String kind) {
    Kind[] kinds = kind.equals(MIXED) ? Kind.values() : new Kind[] {Kind.valueOf(kind)};
    return new Workload(SyntheticFleet.of(workers, SEED), SyntheticJobs.of(JOBS, SEED, kinds));
  }

  /** One of the jobs, going around. */
  public JobSpec job(int number) {
    return jobs.get(classOf(number));
  }

  /** The number of that job's class. */
  public int classOf(int number) {
    return number & JOBS - 1;
  }
}
