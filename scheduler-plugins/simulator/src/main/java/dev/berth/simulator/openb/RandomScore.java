package dev.berth.simulator.openb;

import dev.berth.spi.JobFacet;
import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.Set;

/**
 * The reference policy Random: every feasible worker is equally likely.
 *
 * <p>The grade is a hash of seed, job id and worker id, spread evenly over 0 to {@value
 * #MAX_SCORE}, so a run repeats bit for bit. <b>Source:</b> the mixing function is the finalizer of
 * SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
 */
final class RandomScore implements ScorePlugin {
  static final String NAME = "openbRandom";

  private final long seed;

  RandomScore(long seed) {
    this.seed = seed;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return Set.of();
  }

  @Override
  public Set<JobFacet> readsOfJob() {
    return Set.of(JobFacet.ID);
  }

  @Override
  public int defaultWeight() {
    return 0;
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    return grade(seed, job.id(), worker.id());
  }

  static int grade(long seed, String job, String worker) {
    long hash = mix(mix(mix(seed) + job.hashCode()) + worker.hashCode());
    return (int) (((hash >>> 32) * (MAX_SCORE + 1L)) >>> 32);
  }

  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
