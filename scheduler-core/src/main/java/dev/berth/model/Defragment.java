package dev.berth.model;

import org.jspecify.annotations.Nullable;

/**
 * What moves of running jobs to look for.
 *
 * @param jobId a waiting job that is to have room; null for whatever suits the jobs better that run
 * @param maxMoves how many moves to propose at most
 */
public record Defragment(@Nullable String jobId, int maxMoves) {
  public Defragment {
    if (jobId != null) {
      Check.id("jobId", jobId, "defragmentation");
    }
    Check.range("maxMoves", maxMoves, 1, Limits.MOVES, "defragmentation");
  }

  /** The best so many moves, each of which puts a job where its profile grades it higher. */
  public static Defragment maxMoves(int maxMoves) {
    return new Defragment(null, maxMoves);
  }

  /** So few moves, so many at most, that a waiting job has room; none if they do not suffice. */
  public static Defragment toFit(String jobId, int maxMoves) {
    Check.present("jobId", jobId, "defragmentation");
    return new Defragment(jobId, maxMoves);
  }
}
