package dev.berth.testing;

import dev.berth.spi.JobView;
import dev.berth.spi.ScorePlugin;
import dev.berth.spi.WorkerFacet;
import dev.berth.spi.WorkerView;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntBiFunction;

/** A score of weight 1 made of a function, which counts how often it is asked about a worker. */
public final class TestScore implements ScorePlugin {

  private final String name;
  private final Set<WorkerFacet> facets;
  private final ToIntBiFunction<JobView, WorkerView> score;
  private final AtomicLong calls = new AtomicLong();

  private TestScore(
      String name, Set<WorkerFacet> facets, ToIntBiFunction<JobView, WorkerView> score) {
    this.name = name;
    this.facets = facets;
    this.score = score;
  }

  /** A score that may read anything of a worker. */
  public static TestScore of(String name, ToIntBiFunction<JobView, WorkerView> score) {
    return new TestScore(name, EnumSet.allOf(WorkerFacet.class), score);
  }

  /** A score that gives everyone the same and reads one facet. */
  public static TestScore reading(WorkerFacet facet, String name) {
    return new TestScore(name, EnumSet.of(facet), (job, worker) -> 0);
  }

  /** How often it was asked about a worker. */
  public long calls() {
    return calls.get();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<WorkerFacet> reads() {
    return facets;
  }

  @Override
  public int defaultWeight() {
    return 1;
  }

  @Override
  public int score(JobView job, WorkerView worker) {
    calls.incrementAndGet();
    return score.applyAsInt(job, worker);
  }
}
